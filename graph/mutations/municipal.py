"""What municipalities' systems bring of their own insured people (市町村システム; S69, S83)."""

import datetime
from functools import partial
from typing import Annotated, Any

import strawberry

from graph.acting import KEY, Given, acted
from graph.enums import published
from graph.field import Info
from graph.mutations.consent import ConsentStated, stated
from graph.refused import Refused
from models.codes.consent import ConsentStatus
from resolvers.municipal import FEED_CONSENT, FedConsent, feed_consent
from resolvers.performing import Outcome


@strawberry.input(description="同意の連携（手引き20頁、経路A）")
class FeedConsentInput:
    idempotency_key: str = strawberry.field(description=KEY)
    insured_number: str = strawberry.field(description="介護保険被保険者番号。自分の保険者の被保険者に限る")
    status: published(ConsentStatus) = strawberry.field(description="同意あり、または取消")  # type: ignore[valid-type]
    stated_on: datetime.date = strawberry.field(description="本人が申し出た日（申請書の日付など）")


@strawberry.type(description="同意の連携の結果")
class ConsentFed:
    statement: ConsentStated = strawberry.field(description="記録された申し出")
    counts: bool = strawberry.field(description="今の状態になったか。後の日時の申し出がすでにあれば false")


FeedConsentResult = Annotated[
    ConsentFed | Refused, strawberry.union("FeedConsentResult", description="同意の連携の結果")
]


@strawberry.type
class Mutation:
    @strawberry.mutation(
        description="市町村で申し出のあった同意または取り消しを連携する。市町村システムだけができる（手引き20頁）。"
        "同意は申し出の日の始まり、取り消しはその日の終わり（当日なら今）の申し出とし、新しいほうが有効"
    )
    async def feed_consent(
        root: strawberry.Parent[Any], info: Info, input: Annotated[FeedConsentInput, Given]
    ) -> FeedConsentResult | None:
        fed = FedConsent(input.insured_number, input.status, input.stated_on)
        verb = partial(feed_consent, fed=fed)
        return await acted(info, FEED_CONSENT, input.idempotency_key, fed.__dict__, verb, _fed)


def _fed(outcome: Outcome) -> ConsentFed:
    return ConsentFed(statement=stated(outcome), counts=outcome["counts"])
