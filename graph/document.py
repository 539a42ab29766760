"""A paper kept as a file (原本): what it is; its bytes come by the ticket of `openDocument`."""

from graph.field import column
from graph.view import view
from models import rows


@view(rows.Document, "原本のファイル")
class Document:
    id = column(rows.Document.id, "ファイルの識別子")
    name = column(rows.Document.name, "ファイル名")
    media_type = column(rows.Document.media_type, "ファイルの種類（例: application/pdf）")
    byte_count = column(rows.Document.byte_count, "大きさ（バイト）")
    received_on = column(rows.Document.received_on, "受領日")
