"""What municipalities' systems ask, and what is asked of municipalities (S79, S83; B06, B17, B25)."""

import datetime
from typing import Annotated, Any

import strawberry

from graph.access_history import AccessHistory
from graph.enums import published
from graph.fed import FedEntry
from graph.feed_job import FeedJob
from graph.field import Info
from graph.readiness import Municipality
from graph.received_filing import ReceivedFiling
from loaders.access_history import HISTORY as ACCESS_HISTORY
from loaders.fed import HISTORY
from loaders.feed_job import JOB
from loaders.readiness import MUNICIPALITIES
from loaders.received_filing import RECEIVED
from models.codes.fed import FedKind
from models.codes.filing import FilingStatus


@strawberry.type
class Query:
    @strawberry.field(
        description="届出（代行提出）。市町村システムには自分の被保険者の、事業所には自分が提出したものが、古い順に並ぶ",
        metadata={"source": RECEIVED},
    )
    async def filings(
        root: strawberry.Parent[Any],
        info: Info,
        status: Annotated[
            published(FilingStatus) | None,  # type: ignore[valid-type]
            strawberry.argument(description="この提出状況のものだけ"),
        ] = None,
        first: Annotated[int | None, strawberry.argument(description="前から何件（1-100。省略すると100）")] = None,
        after: Annotated[str | None, strawberry.argument(description="このIDの届出より後")] = None,
    ) -> list[ReceivedFiling] | None:
        asked = {"status": status, "first": first, "after": after}
        return await RECEIVED.load(info.context, asked)  # type: ignore[no-any-return]

    @strawberry.field(
        description="連携したファイルの取り込みの状況。ファイルを送ったアカウントだけが見られる。なければ null",
        metadata={"source": JOB},
    )
    async def feed_job(
        root: strawberry.Parent[Any],
        info: Info,
        id: Annotated[strawberry.ID, strawberry.argument(description="feedLifeFile、feedCertificateFile が返したID")],
    ) -> FeedJob | None:
        return await JOB.load(info.context, {"id": id})  # type: ignore[no-any-return]

    @strawberry.field(
        description="市町村システムが自分の被保険者について連携したものと、訂正・取消の前の内容。連携した順",
        metadata={"source": HISTORY},
    )
    async def feed_history(
        root: strawberry.Parent[Any],
        info: Info,
        insured_number: Annotated[str, strawberry.argument(description="介護保険被保険者番号")],
        kind: Annotated[
            published(FedKind) | None,  # type: ignore[valid-type]
            strawberry.argument(description="この種類のものだけ"),
        ] = None,
        first: Annotated[int | None, strawberry.argument(description="前から何件（1-100。省略すると100）")] = None,
        after: Annotated[str | None, strawberry.argument(description="このIDのものより後")] = None,
    ) -> list[FedEntry] | None:
        asked = {"insuredNumber": insured_number, "kind": kind, "first": first, "after": after}
        return await HISTORY.load(info.context, asked)  # type: ignore[no-any-return]

    @strawberry.field(
        description="市町村（保険者）ごとに、どの連携がいつから使えるか、使えない間はどうするか。"
        "介護保険者番号の順に100件まで。サインインしていれば誰でも見られる",
        metadata={"source": MUNICIPALITIES},
    )
    async def municipalities(
        root: strawberry.Parent[Any],
        info: Info,
        insurer_number: Annotated[str | None, strawberry.argument(description="この介護保険者番号のものだけ")] = None,
        after: Annotated[str | None, strawberry.argument(description="この介護保険者番号より後")] = None,
    ) -> list[Municipality]:
        return await MUNICIPALITIES.load(info.context, {"insurerNumber": insurer_number, "after": after})  # type: ignore[no-any-return]

    @strawberry.field(
        description="本人のための閲覧履歴: いつ、どの事業所のどの職種が、何を、どの根拠で見たか。新しい順。"
        "市町村システムが自分の被保険者について、介護情報基盤ポータルがサインインした本人について照会する。"
        "照会したことも記録され、次の履歴に載る",
        metadata={"source": ACCESS_HISTORY},
    )
    async def access_history(
        root: strawberry.Parent[Any],
        info: Info,
        insured_number: Annotated[str, strawberry.argument(description="被保険者番号")],
        insurer_number: Annotated[
            str | None, strawberry.argument(description="保険者番号。市町村システムは省略できる")
        ] = None,
        first: Annotated[
            int | None,
            strawberry.argument(description="前から何件（1-100。省略すると100）。同じ秒のものは分けない"),
        ] = None,
        after: Annotated[
            datetime.datetime | None, strawberry.argument(description="前のページの older。この日時より古いもの")
        ] = None,
    ) -> AccessHistory | None:
        asked = {
            "insuredNumber": insured_number,
            "insurerNumber": insurer_number,
            "first": first,
            "after": after,
        }
        return await ACCESS_HISTORY.load(info.context, asked)  # type: ignore[no-any-return]
