"""Papers kept as files: a survey or an opinion may come as PDF, as data, or as both. Tickets open them."""

import datetime

from sqlmodel import Field

from models.codes.document import DocumentMode
from models.row import Row, code, instant, key, owner, public_id


class Document(Row, table=True):
    """A file of one person, without its bytes: those lie in the storage (models/files.py) and leave by the ticket."""

    key: int = key()
    id: str = public_id()
    beneficiary_key: int = owner("beneficiary.key")
    name: str
    media_type: str
    byte_count: int
    received_on: datetime.date
    file: str
    """Its name in the storage. Several documents may share a file, as the demo's do."""


class DocumentTicket(Row, table=True):
    """The right to fetch one document once, within a minute, in the session that asked. Only hashes are stored."""

    key: int = key()
    token_hash: str = Field(unique=True)
    session_hash: str
    """The hash of the session's token: the ticket is worth nothing in another session."""
    document_key: int = owner("document.key")
    mode: DocumentMode = code(DocumentMode)
    expires_at: datetime.datetime = instant()
    used: bool = False
