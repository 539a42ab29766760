"""Doctors' opinions (主治医意見書): for whom a clinic is to write, and what an insurer has received (S72-S75)."""

from typing import Annotated, Any

import strawberry

from graph.connection import Connection
from graph.enums import published
from graph.field import Info
from graph.opinion_target import OpinionTarget
from graph.received_opinion import ReceivedOpinion
from loaders.opinion_target import TARGETS
from loaders.received_opinion import RECEIVED as RECEIVED_OPINIONS
from models.codes.opinion import OpinionTargetStatus


@strawberry.type
class Query:
    @strawberry.field(
        description="自分の医療機関の主治医意見書作成対象者。市町村から届き、まだ登録していない依頼を含む。提出期限の近い順",
        metadata={"source": TARGETS},
    )
    async def opinion_targets(
        root: strawberry.Parent[Any],
        info: Info,
        status: Annotated[
            published(OpinionTargetStatus) | None,  # type: ignore[valid-type]
            strawberry.argument(description="この状況のものだけ"),
        ] = None,
        first: Annotated[int | None, strawberry.argument(description="前から何件（1-100。省略すると100）")] = None,
        after: Annotated[str | None, strawberry.argument(description="このカーソルより後")] = None,
    ) -> Connection[OpinionTarget] | None:
        asked = {"status": status, "first": first, "after": after}
        return await TARGETS.load(info.context, asked)  # type: ignore[no-any-return]

    @strawberry.field(
        description="市町村システムに届いた、自分の被保険者の主治医意見書。届いた順、すべての版",
        metadata={"source": RECEIVED_OPINIONS},
    )
    async def opinions_received(
        root: strawberry.Parent[Any],
        info: Info,
        confirmed: Annotated[
            bool | None, strawberry.argument(description="true は確認したものだけ、false はまだのものだけ")
        ] = None,
        first: Annotated[int | None, strawberry.argument(description="前から何件（1-100。省略すると100）")] = None,
        after: Annotated[str | None, strawberry.argument(description="このカーソルより後")] = None,
    ) -> Connection[ReceivedOpinion] | None:
        asked = {"confirmed": confirmed, "first": first, "after": after}
        return await RECEIVED_OPINIONS.load(info.context, asked)  # type: ignore[no-any-return]
