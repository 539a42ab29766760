"""What administrators and staff ask of their own office: accounts, card apps, proofs of identity, partner systems."""

import datetime
from typing import Annotated, Any

import strawberry

from graph.account import Account, CardApp
from graph.explanation import AccessExplanation
from graph.field import Info
from graph.office_reading import OfficeReading
from graph.partner import PartnerOperation
from loaders.accounts import ACCOUNTS, CARD_APPS
from loaders.explanation import EXPLAIN
from loaders.office_reading import READINGS
from loaders.partner import LISTED


@strawberry.type
class Query:
    @strawberry.field(
        description="管理できるアカウント。ユーザIDの順に100件まで（手引き7頁）", metadata={"source": ACCOUNTS}
    )
    async def accounts(
        root: strawberry.Parent[Any],
        info: Info,
        after: Annotated[str | None, strawberry.argument(description="このユーザIDより後")] = None,
    ) -> list[Account]:
        return await ACCOUNTS.load(info.context, {"after": after})  # type: ignore[no-any-return]

    @strawberry.field(
        description="自分の事業所に発行されたマイナ資格確認アプリアカウント（手引き7頁）",
        metadata={"source": CARD_APPS},
    )
    async def card_apps(root: strawberry.Parent[Any], info: Info) -> list[CardApp]:
        return await CARD_APPS.load(info.context, {})  # type: ignore[no-any-return]

    @strawberry.field(
        description="自分の事業所が行った本人確認と、失効した登録。新しい順に100件ずつ（同じ秒のものは分けない。手引き17-19頁）",
        metadata={"source": READINGS},
    )
    async def readings(
        root: strawberry.Parent[Any],
        info: Info,
        before: Annotated[datetime.datetime | None, strawberry.argument(description="この日時より前")] = None,
    ) -> list[OfficeReading]:
        return await READINGS.load(info.context, {"before": before})  # type: ignore[no-any-return]

    @strawberry.field(
        description="連携システムの操作（新しい順）。管理者ユーザには自分の事業所の、連携システムには自分のものが並ぶ",
        metadata={"source": LISTED},
    )
    async def partner_operations(root: strawberry.Parent[Any], info: Info) -> list[PartnerOperation] | None:
        return await LISTED.load(info.context, {})  # type: ignore[no-any-return]

    @strawberry.field(
        description="自分の事業所のアカウントが、ある利用者の何をなぜ見られるか、見られないか（いま）: 権限表の欄、本人確認、同意、"
        "担当とその日時。説明を求めたことは閲覧として記録される。自分の一覧にいない利用者、他の事業所のアカウント、"
        "どちらもいないものは、同じく null",
        metadata={"source": EXPLAIN},
    )
    async def explain_access(
        root: strawberry.Parent[Any],
        info: Info,
        beneficiary: Annotated[strawberry.ID, strawberry.argument(description="利用者のID")],
        as_: Annotated[str, strawberry.argument(name="as", description="説明を求めるアカウントのユーザID")],
        fields: Annotated[
            list[str] | None,
            strawberry.argument(description="利用者の項目（型.項目。例: Beneficiary.life）。100件まで"),
        ] = None,
    ) -> AccessExplanation | None:
        asked = {"beneficiary": beneficiary, "as": as_, "fields": fields}
        return await EXPLAIN.load(info.context, asked)  # type: ignore[no-any-return]
