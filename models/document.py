"""Papers kept as files: a survey or an opinion may come as PDF, as data, or as both."""

import datetime

from sqlmodel import Field

from models.row import Row, key, owner, public_id


class Document(Row, table=True):
    """A file of one person, without its bytes: those are fetched by nobody who only asks what there is."""

    key: int = key()
    id: str = public_id()
    beneficiary_key: int = owner("beneficiary.key")
    name: str
    media_type: str
    byte_count: int
    received_on: datetime.date


class DocumentContent(Row, table=True):
    """The bytes of a file; they leave only through the document door."""

    document_key: int = Field(foreign_key="document.key", primary_key=True)
    content: bytes
