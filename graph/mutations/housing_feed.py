"""Where people live, what was modified there and what was bought, as municipalities' systems bring it (S42, S43, S83)."""

import datetime
from functools import partial
from typing import Annotated, Any

import strawberry

from graph import equipment, housing
from graph.acting import KEY, Given, acted
from graph.care_fed import NUMBER, CareFed, CareFeedResult, care_fed
from graph.enums import published
from graph.fed_input import fed_input, sent
from graph.field import Info
from graph.refused import Refused
from models.codes.housing import RenovationKind
from permissions.equipment import COLUMNS as PURCHASE
from permissions.housing import COLUMNS as RENOVATION
from resolvers import housing as verbs
from resolvers.equipment import FEED_PURCHASE, feed_purchase
from resolvers.performing import Act, Verb

CATEGORY = "給付の区分（介護給付・予防給付）"
_Renovation: Any = fed_input(
    "RenovationInput", RENOVATION, (housing.Renovation,), "給付した住宅改修一件", category=CATEGORY
)
EquipmentPurchaseInput: Any = fed_input(
    "EquipmentPurchaseInput", PURCHASE, (equipment.EquipmentPurchase,), "給付した福祉用具購入一件", category=CATEGORY
)


@strawberry.input(description="給付した住宅改修一件")
class RenovationInput(_Renovation):  # type: ignore[misc]
    works: list[published(RenovationKind)] = strawberry.field(description="改修内容")  # type: ignore[valid-type]


@strawberry.input(description="居住の連携")
class FeedResidenceInput:
    idempotency_key: str = strawberry.field(description=KEY)
    insured_number: str = strawberry.field(description=NUMBER)
    address: str = strawberry.field(description="住宅の住所。前に住んでいた住所なら、その住宅に戻る")
    moved_in_on: datetime.date = strawberry.field(description="住み始めた日")


@strawberry.input(description="住宅改修の連携")
class FeedRenovationInput:
    idempotency_key: str = strawberry.field(description=KEY)
    insured_number: str = strawberry.field(description=NUMBER)
    renovation: RenovationInput = strawberry.field(description="給付した住宅改修")
    address: str | None = strawberry.field(default=None, description="住宅の住所。省略すると着工日に住んでいた住宅")


@strawberry.input(description="福祉用具購入の連携")
class FeedEquipmentPurchaseInput:
    idempotency_key: str = strawberry.field(description=KEY)
    insured_number: str = strawberry.field(description=NUMBER)
    purchase: EquipmentPurchaseInput = strawberry.field(description="給付した福祉用具購入")


@strawberry.type
class Mutation:
    @strawberry.mutation(
        description="住宅に住み始めたことを連携する。市町村システムだけができる。住宅改修の給付可能額は住宅ごとに数える"
    )
    async def feed_residence(
        root: strawberry.Parent[Any], info: Info, input: Annotated[FeedResidenceInput, Given]
    ) -> CareFeedResult | None:
        asked: dict[str, Any] = {
            "insured_number": input.insured_number,
            "address": input.address,
            "moved_in_on": input.moved_in_on,
        }
        verb = partial(verbs.feed_residence, **asked)
        return await _fed(info, verbs.FEED_RESIDENCE, input.idempotency_key, asked, verb)

    @strawberry.mutation(description="給付した住宅改修を連携する。市町村システムだけができる")
    async def feed_renovation(
        root: strawberry.Parent[Any], info: Info, input: Annotated[FeedRenovationInput, Given]
    ) -> CareFeedResult | None:
        asked: dict[str, Any] = {
            "insured_number": input.insured_number,
            "values": sent(input.renovation, RENOVATION),
            "works": input.renovation.works,
            "address": input.address,
        }
        verb = partial(verbs.feed_renovation, **asked)
        return await _fed(info, verbs.FEED_RENOVATION, input.idempotency_key, asked, verb)

    @strawberry.mutation(
        description="給付した福祉用具購入を連携する。市町村システムだけができる。提供年度は提供日から決まる"
    )
    async def feed_equipment_purchase(
        root: strawberry.Parent[Any], info: Info, input: Annotated[FeedEquipmentPurchaseInput, Given]
    ) -> CareFeedResult | None:
        asked: dict[str, Any] = {
            "insured_number": input.insured_number,
            "values": sent(input.purchase, PURCHASE),
        }
        return await _fed(info, FEED_PURCHASE, input.idempotency_key, asked, partial(feed_purchase, **asked))


async def _fed(info: Info, act: Act, key: str, asked: dict[str, Any], verb: Verb) -> CareFed | Refused:
    return await acted(info, act, key, asked, verb, care_fed)
