"""Documents (書類) leave in two steps: who may see one gets a ticket, and the ticket is exchanged once for bytes."""

import datetime
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import delete, select, update

from loaders.documents import PAPERS, Filed, find_document
from loaders.house import House
from loaders.reading import Reading
from models.codes.document import DocumentMode
from models.files import FilesError, Opened
from models.row import col
from models.rows import Document, DocumentTicket
from permissions.capacity_errors import FileUnavailable
from permissions.credentials import digest, new_token
from permissions.decide import forbidden, refusal
from permissions.errors import Refused, Unauthenticated
from permissions.information import Reason
from permissions.record import Read
from permissions.request_errors import NotFound
from resolvers.transaction import transaction

LOG = logging.getLogger("kaigo.graph")
LIFE = datetime.timedelta(seconds=60)
"""How long a ticket may be exchanged: `now < made + LIFE`."""
COORDINATE = "Mutation.openDocument"
TICKET_UNKNOWN = "この書類は開けません。もう一度書類を選んでください。"


@dataclass(frozen=True)
class Ticket:
    """The right to fetch a document once; the database knows only its hash."""

    token: str
    expires_at: datetime.datetime


@dataclass(frozen=True)
class Handed:
    """A document that leaves: what it is, how it is to be opened, and its bytes."""

    document: Document
    mode: DocumentMode
    content: Opened


async def open_document(reading: Reading, id_: str, mode: DocumentMode) -> Ticket:
    """A ticket for a document of a person on the viewer's list; the read record is written before it is given.

    Raises:
        Refused: the viewer may never see such a document (FORBIDDEN), or not this one today (the reason is the code).
        NotFound: there is no such document, or its person is not on the list; one answer for both.
        FileUnavailable: the storage does not have its bytes; nothing was opened.
        RecordUnavailable: the read could not be recorded; nothing was opened.
    """
    await _require_right(reading)
    found = await find_document(reading, id_)
    if found is None:
        raise NotFound("書類が見つかりません。", argument="input.id")
    reason = _closed(reading, found)
    if reason is not None:
        await _record(reading, found, reason)
        raise Refused(reason)
    with _reachable(found.document):
        _check(found.document, await reading.house.files.size(found.document.file))
    await _record(reading, found, None)
    return await _ticket(reading, found.document, mode)


async def redeem_ticket(reading: Reading, token: str) -> Handed:
    """Exchange a ticket for the document's bytes. It works once, for a minute, in the session it was given to.

    The document is judged anew, as it would be opened now: what closed since the ticket was given stays closed.

    Raises:
        Unauthenticated: nobody is signed in.
        NotFound: unknown, used, late, of another session, or of what may be opened no more; one answer for all.
        FileUnavailable: the storage does not have the bytes; a new ticket is needed.
    """
    id_, mode = await _used_up(reading, token)
    found = await find_document(reading, id_)
    if found is None or _closed(reading, found) is not None:
        raise NotFound(TICKET_UNKNOWN)
    with _reachable(found.document):
        content = await reading.house.files.open(found.document.file)
        _check(found.document, content.size)
    return Handed(found.document, mode, content)


async def clear_tickets(house: House) -> int:
    """Delete the tickets whose minute is over, and tell how many there were."""
    async with transaction(house) as session:
        late = delete(DocumentTicket).where(col(DocumentTicket.expires_at) <= house.now())
        return len((await session.scalars(late.returning(col(DocumentTicket.key)))).all())


async def _require_right(reading: Reading) -> None:
    """Told before anything is looked for, and so for every id alike."""
    wanted = sorted(set(PAPERS.values()), key=lambda information: information.name)
    if reading.grants.read.isdisjoint(wanted):
        words = forbidden(reading.viewer, reading.matrix, wanted[0])
        await _record(reading, None, Reason.FORBIDDEN)
        told = {"message": words.message, "allowed": words.allowed, "remedy": words.remedy}
        raise Refused(Reason.FORBIDDEN, coordinate=COORDINATE, information=wanted[0].name, **told)


def _closed(reading: Reading, found: Filed) -> Reason | None:
    """Why a document of somebody on the list does not open now, or None where it does."""
    return refusal(found.information, reading.grants, reading.matrix, found.facts, found)


async def _used_up(reading: Reading, token: str) -> tuple[str, DocumentMode]:
    """Use a ticket up, whatever becomes of it: the document's id, and how it is to be opened."""
    document = select(col(Document.id)).where(col(Document.key) == col(DocumentTicket.document_key))
    used = (
        update(DocumentTicket)
        .where(
            col(DocumentTicket.token_hash) == digest(token),
            col(DocumentTicket.session_hash) == _session(reading),
            col(DocumentTicket.used).is_(False),
            col(DocumentTicket.expires_at) > reading.now,
        )
        .values(used=True)
        .returning(document.correlate(DocumentTicket).scalar_subquery(), col(DocumentTicket.mode))
    )
    async with transaction(reading.house) as session:
        ticket = (await session.execute(used)).one_or_none()
    if ticket is None:
        raise NotFound(TICKET_UNKNOWN)
    id_, mode = ticket
    return id_, mode


@contextmanager
def _reachable(document: Document) -> Iterator[None]:
    try:
        yield
    except FilesError as error:
        LOG.exception("the file of document %s cannot be read", document.id)
        raise FileUnavailable from error


def _check(document: Document, size: int) -> None:
    """A file of another length is not the one that was kept."""
    if size != document.byte_count:
        raise FilesError(f"{size} bytes are there, not {document.byte_count}")


def _session(reading: Reading) -> str:
    """The hash that stands for the session of this request."""
    if reading.signed_in is None or reading.token is None:
        raise Unauthenticated
    return digest(reading.token)


async def _record(reading: Reading, found: Filed | None, reason: Reason | None) -> None:
    """One record an opening, refused or not; what is not recorded is not opened."""
    if not reading.house.settings.read_records:
        return
    coordinate = found.coordinate if found else COORDINATE
    read = Read(
        operation="openDocument",
        document_hash="",
        people=[found.person] if found else [],
        coordinates=[] if reason else [coordinate],
        refusals=[_refused(coordinate, found, reason)] if reason else [],
        file=found.document.id if found else None,
    )
    await reading.record([found.information] if found else [], read)


def _refused(coordinate: str, found: Filed | None, reason: Reason) -> dict[str, object]:
    told: dict[str, object] = {"coordinate": coordinate, "reason": reason.name}
    return {**told, "information": found.information.name} if found else told


async def _ticket(reading: Reading, document: Document, mode: DocumentMode) -> Ticket:
    token, session_hash, expires_at = new_token(), _session(reading), reading.now + LIFE
    async with transaction(reading.house) as session:
        session.add(
            DocumentTicket(
                token_hash=digest(token),
                session_hash=session_hash,
                document_key=document.key,
                mode=mode,
                expires_at=expires_at,
            )
        )
    return Ticket(token, expires_at)
