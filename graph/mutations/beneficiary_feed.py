"""Insured people as municipalities' systems bring them (市町村システム; features.md B24, S83)."""

import datetime
from functools import partial
from typing import Annotated, Any

import strawberry

from graph.acting import KEY, Given, acted
from graph.beneficiary import Beneficiary
from graph.care_fed import NUMBER, CareFed, CareFeedResult, care_fed
from graph.enums import published
from graph.fed_input import fed_input, sent
from graph.field import Info
from graph.refused import Refused
from models.codes.beneficiary import EligibilityLoss
from permissions.beneficiary import HEADER
from resolvers import beneficiary as verbs
from resolvers.performing import Act, Verb

BeneficiaryInput: Any = fed_input("BeneficiaryInput", HEADER, (Beneficiary,), "被保険者の基本情報")


@strawberry.input(description="被保険者の連携")
class FeedBeneficiaryInput:
    idempotency_key: str = strawberry.field(description=KEY)
    beneficiary: BeneficiaryInput = strawberry.field(description="今の内容のすべて。番号は変えられない")


@strawberry.input(description="資格喪失の連携")
class FeedEligibilityLossInput:
    idempotency_key: str = strawberry.field(description=KEY)
    insured_number: str = strawberry.field(description=NUMBER)
    eligibility_lost_on: datetime.date | None = strawberry.field(
        default=None, description="資格喪失日。資格があるなら省略する"
    )
    eligibility_loss: published(EligibilityLoss) | None = strawberry.field(  # type: ignore[valid-type]
        default=None, description="資格喪失事由"
    )


@strawberry.input(description="支援措置の連携")
class FeedProtectionInput:
    idempotency_key: str = strawberry.field(description=KEY)
    insured_number: str = strawberry.field(description=NUMBER)
    protected_from: datetime.date | None = strawberry.field(
        default=None, description="支援措置の初日。対象でないなら省略する"
    )
    protected_until: datetime.date | None = strawberry.field(
        default=None, description="支援措置の末日。決まっていないなら省略する"
    )


@strawberry.type
class Mutation:
    @strawberry.mutation(
        description="被保険者を登録・変更する。市町村システムだけができる。番号が変わった人は、別の被保険者になる"
    )
    async def feed_beneficiary(
        root: strawberry.Parent[Any], info: Info, input: Annotated[FeedBeneficiaryInput, Given]
    ) -> CareFeedResult | None:
        asked: dict[str, Any] = {"values": sent(input.beneficiary, HEADER)}
        verb = partial(verbs.feed_beneficiary, **asked)
        return await _fed(info, verbs.FEED_BENEFICIARY, input.idempotency_key, asked, verb)

    @strawberry.mutation(
        description="資格喪失、またはその取りやめを連携する。市町村システムだけができる。喪失日から同意と代行提出ができなくなる"
    )
    async def feed_eligibility_loss(
        root: strawberry.Parent[Any], info: Info, input: Annotated[FeedEligibilityLossInput, Given]
    ) -> CareFeedResult | None:
        values = {"eligibility_lost_on": input.eligibility_lost_on, "eligibility_loss": input.eligibility_loss}
        asked: dict[str, Any] = {"insured_number": input.insured_number, "values": values}
        verb = partial(verbs.feed_eligibility_loss, **asked)
        return await _fed(info, verbs.FEED_LOSS, input.idempotency_key, asked, verb)

    @strawberry.mutation(
        description="支援措置、またはその終わりを連携する。市町村システムだけができる。期間中は住所がどこにも表示されない"
    )
    async def feed_protection(
        root: strawberry.Parent[Any], info: Info, input: Annotated[FeedProtectionInput, Given]
    ) -> CareFeedResult | None:
        values = {"protected_from": input.protected_from, "protected_until": input.protected_until}
        asked: dict[str, Any] = {"insured_number": input.insured_number, "values": values}
        verb = partial(verbs.feed_protection, **asked)
        return await _fed(info, verbs.FEED_PROTECTION, input.idempotency_key, asked, verb)


async def _fed(info: Info, act: Act, key: str, asked: dict[str, Any], verb: Verb) -> CareFed | Refused:
    return await acted(info, act, key, asked, verb, care_fed)
