"""The words people consent to, and receipts looked over (guide p.20, B07)."""

from typing import Annotated, Any

import strawberry

from graph.consent import ConsentText, ReceiptVerification
from graph.field import Info
from loaders.consent_receipt import TEXT, VERIFY


@strawberry.type
class Query:
    @strawberry.field(description="本人に示す、今の同意の文言（手引き20頁）", metadata={"source": TEXT})
    async def consent_text(root: strawberry.Parent[Any], info: Info) -> ConsentText:
        return await TEXT.load(info.context, {})  # type: ignore[no-any-return]

    @strawberry.field(
        description="同意の控えがこのサービスのもので、変えられていないかを確かめる。サインインしていれば誰でもできる",
        metadata={"source": VERIFY},
    )
    async def verify_receipt(
        root: strawberry.Parent[Any],
        info: Info,
        receipt: Annotated[str, strawberry.argument(description="控え（JSON）。受け取ったままの文字列")],
    ) -> ReceiptVerification:
        return await VERIFY.load(info.context, {"receipt": receipt})  # type: ignore[no-any-return]
