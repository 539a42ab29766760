"""Municipalities' systems tell that they are there (features.md S79)."""

import datetime
from functools import partial
from typing import Annotated, Any

import strawberry

from graph.acting import KEY, Given, acted
from graph.enums import published
from graph.field import Info
from graph.refused import Refused
from models.codes.fed import FeedSubject
from resolvers.heartbeat import FEED_HEARTBEAT, feed_heartbeat
from resolvers.performing import Outcome


@strawberry.input(description="連携元が動いていることの知らせ")
class FeedHeartbeatInput:
    idempotency_key: str = strawberry.field(description=KEY)
    information: published(FeedSubject) = strawberry.field(description="情報")  # type: ignore[valid-type]
    interval_hours: int | None = strawberry.field(
        default=None, description="次に届くまでの最長の時間。これより遅れると「連携元の情報が届いていません」と示す"
    )


@strawberry.type(description="連携元が動いていることの知らせの結果")
class HeartbeatFed:
    information: published(FeedSubject) = strawberry.field(description="情報")  # type: ignore[valid-type]
    as_of: datetime.datetime = strawberry.field(description="最後に届いた日時")


FeedHeartbeatResult = Annotated[
    HeartbeatFed | Refused, strawberry.union("FeedHeartbeatResult", description="連携元が動いていることの知らせの結果")
]


@strawberry.type
class Mutation:
    @strawberry.mutation(
        description="この情報について、伝えることはすべて伝えたと知らせる。市町村システムだけができる。どの連携も同じ知らせになる"
    )
    async def feed_heartbeat(
        root: strawberry.Parent[Any], info: Info, input: Annotated[FeedHeartbeatInput, Given]
    ) -> FeedHeartbeatResult | None:
        asked: dict[str, Any] = {"information": input.information, "interval_hours": input.interval_hours}
        verb = partial(feed_heartbeat, **asked)
        return await acted(info, FEED_HEARTBEAT, input.idempotency_key, asked, verb, _fed)


def _fed(outcome: Outcome) -> HeartbeatFed:
    return HeartbeatFed(
        information=FeedSubject[outcome["information"]], as_of=datetime.datetime.fromisoformat(outcome["as_of"])
    )
