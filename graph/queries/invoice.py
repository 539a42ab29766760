"""Invoices for opinions (主治医意見書作成料請求書; S74): the clinic's own, its sums of a month, and those an insurer received."""

from typing import Annotated, Any

import strawberry

from graph.connection import Connection
from graph.enums import published
from graph.field import Info
from graph.invoice import Invoice, InvoiceSummary
from graph.scalars import YearMonth
from loaders.invoice import INVOICES, RECEIVED_INVOICES
from loaders.invoice_summary import SUMMARY
from models.codes.invoice import InvoiceStatus


@strawberry.type
class Query:
    @strawberry.field(
        description="自分の医療機関の主治医意見書作成料請求書（下書きを含む）。新しい順", metadata={"source": INVOICES}
    )
    async def invoices(
        root: strawberry.Parent[Any],
        info: Info,
        status: Annotated[
            published(InvoiceStatus) | None,  # type: ignore[valid-type]
            strawberry.argument(description="この状況のものだけ"),
        ] = None,
        month: Annotated[YearMonth | None, strawberry.argument(description="請求年月日がこの年月のものだけ")] = None,
        first: Annotated[int | None, strawberry.argument(description="前から何件（1-100。省略すると100）")] = None,
        after: Annotated[str | None, strawberry.argument(description="このカーソルより後")] = None,
    ) -> Connection[Invoice] | None:
        asked = {"status": status, "month": month, "first": first, "after": after}
        return await INVOICES.load(info.context, asked)  # type: ignore[no-any-return]

    @strawberry.field(
        description="自分の医療機関が一か月に請求した主治医意見書作成料の、請求区分ごとの件数と金額（総括票）。"
        "差し戻されたものと取り下げたものは含まない",
        metadata={"source": SUMMARY},
    )
    async def invoice_summary(
        root: strawberry.Parent[Any],
        info: Info,
        month: Annotated[YearMonth, strawberry.argument(description="請求年月日の年月")],
    ) -> list[InvoiceSummary] | None:
        return await SUMMARY.load(info.context, {"month": month})  # type: ignore[no-any-return]

    @strawberry.field(
        description="市町村システムに届いた、自分の被保険者の主治医意見書作成料請求書。古い順",
        metadata={"source": RECEIVED_INVOICES},
    )
    async def invoices_received(
        root: strawberry.Parent[Any],
        info: Info,
        status: Annotated[
            published(InvoiceStatus) | None,  # type: ignore[valid-type]
            strawberry.argument(description="この状況のものだけ"),
        ] = None,
        month: Annotated[YearMonth | None, strawberry.argument(description="請求年月日がこの年月のものだけ")] = None,
        first: Annotated[int | None, strawberry.argument(description="前から何件（1-100。省略すると100）")] = None,
        after: Annotated[str | None, strawberry.argument(description="このカーソルより後")] = None,
    ) -> Connection[Invoice] | None:
        asked = {"status": status, "month": month, "first": first, "after": after}
        return await RECEIVED_INVOICES.load(info.context, asked)  # type: ignore[no-any-return]
