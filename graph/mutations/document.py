"""Documents (書類): a ticket for one, to be fetched from /documents/{ticket}."""

import datetime
from typing import Annotated, Any

import strawberry

from graph.acting import Given
from graph.enums import published
from graph.field import Info
from loaders.documents import PAPERS
from models.codes.document import DocumentMode
from resolvers import documents as verbs


@strawberry.input(description="書類を開く依頼")
class OpenDocumentInput:
    id: strawberry.ID = strawberry.field(description="ファイルの識別子（document の id）")
    mode: published(DocumentMode) = strawberry.field(description="参照かダウンロードか")  # type: ignore[valid-type]


@strawberry.type(description="書類の受け取り方")
class OpenDocumentPayload:
    ticket: str = strawberry.field(description="受け取り番号。一度だけ、このサインインの間だけ使える")
    url: str = strawberry.field(description="受け取り先。GET で、同じサインインのまま受け取る")
    expires_at: datetime.datetime = strawberry.field(description="受け取り番号の有効期限（発行から60秒）")


@strawberry.type
class Mutation:
    @strawberry.mutation(
        description="認定調査票・主治医意見書などの書類を開く。閲覧できる条件は書類の属する情報と同じ（手引き25頁②）",
        metadata={"opens": PAPERS},
    )
    async def open_document(
        root: strawberry.Parent[Any],
        info: Info,
        input: Annotated[OpenDocumentInput, Given],
    ) -> OpenDocumentPayload | None:
        ticket = await verbs.open_document(info.context, input.id, input.mode)
        return OpenDocumentPayload(ticket=ticket.token, url=f"/documents/{ticket.token}", expires_at=ticket.expires_at)
