"""Municipalities' systems tell which links are live (features.md B17)."""

import datetime
from functools import partial
from typing import Annotated, Any

import strawberry

from graph.acting import KEY, Given, acted
from graph.enums import published
from graph.field import Info
from graph.refused import Refused
from models.codes.readiness import Link
from resolvers.performing import Outcome
from resolvers.readiness import FEED_READINESS, FedReadiness, feed_readiness


@strawberry.input(description="市町村の連携の状況")
class FeedReadinessInput:
    idempotency_key: str = strawberry.field(description=KEY)
    link: published(Link) = strawberry.field(description="連携")  # type: ignore[valid-type]
    live_from: datetime.date | None = strawberry.field(
        default=None, description="いつから使えるか。決まっていないなら省略する"
    )
    paper: str | None = strawberry.field(default=None, description="使えない間の方法（500文字まで）")


@strawberry.type(description="市町村の連携の状況の結果")
class ReadinessFed:
    link: published(Link) = strawberry.field(description="連携")  # type: ignore[valid-type]
    changed: bool = strawberry.field(description="変わったか")


FeedReadinessResult = Annotated[
    ReadinessFed | Refused, strawberry.union("FeedReadinessResult", description="市町村の連携の状況の結果")
]


@strawberry.type
class Mutation:
    @strawberry.mutation(
        description="自分の市町村の連携が、いつから使えるか、使えない間はどうするかを知らせる。市町村システムだけができる"
    )
    async def feed_readiness(
        root: strawberry.Parent[Any], info: Info, input: Annotated[FeedReadinessInput, Given]
    ) -> FeedReadinessResult | None:
        fed = FedReadiness(input.link, input.live_from, input.paper)
        verb = partial(feed_readiness, fed=fed)
        return await acted(info, FEED_READINESS, input.idempotency_key, fed.__dict__, verb, _fed)


def _fed(outcome: Outcome) -> ReadinessFed:
    return ReadinessFed(link=Link[outcome["link"]], changed=outcome["changed"])
