"""Uploads: a file comes first and alone, and the mutation that needs it names it by its handle.

The row is committed before the bytes are written and says when they are there, so a crash leaves no bytes that
nobody knows of; `clear_uploads` takes away what was never finished or never used.
"""

import asyncio
import hashlib
import logging
import math
from contextlib import suppress
from dataclasses import dataclass
from typing import BinaryIO

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from loaders.house import House
from loaders.reading import Reading
from models.files import FilesError
from models.row import col, new_id
from models.rows import Staff, Upload
from models.upload import KEPT
from permissions.capacity_errors import FileUnavailable
from permissions.errors import BadInput, Refused
from permissions.information import Action, Reason
from permissions.request_errors import QuotaExceeded
from resolvers.file_content import SUFFIXES, require_content
from resolvers.file_name import cleaned
from resolvers.transaction import transaction

LOG = logging.getLogger("kaigo.graph")
TAKING_FILES = frozenset(
    {Action.FILE, Action.OPINION, Action.REGISTER_BOARD_DOCUMENTS, Action.FEED_CARE, Action.FEED_LIFE}
)
"""What a file can be brought for."""
MOST_BYTES = 20 * 1024 * 1024
TOGETHER = 100
"""Uploads cleared in one transaction."""


@dataclass(frozen=True)
class Incoming:
    """A file as it came: its bytes, what it is said to be, and what it is called."""

    content: BinaryIO
    media_type: str
    name: str


def require_right(reading: Reading) -> None:
    """Refuse, before a byte is read, whoever may do nothing that takes a file.

    Raises:
        Unauthenticated: nobody is signed in.
        Refused: no occupation and no kind of account of the viewer's takes files.
    """
    if reading.viewer and reading.grants.write.isdisjoint(TAKING_FILES):
        raise Refused(
            Reason.FORBIDDEN,
            message="ファイルを送る操作の権限がありません。",
            allowed=sorted(action.label for action in TAKING_FILES),
        )


async def keep_upload(reading: Reading, incoming: Incoming) -> Upload:
    """Look through a file and keep it; it is on the disk, and a mutation may name it, when this returns.

    Raises:
        WrongMediaType, FileRefused: it is not what it is said to be, or not safe to hand on.
        QuotaExceeded: more than the account may bring in 24 hours.
        FileUnavailable: the storage does not take it; nothing of it counts.
    """
    require_right(reading)
    await require_content(incoming.content, incoming.media_type)
    upload = await _announce(reading, incoming)
    try:
        await reading.house.files.put(upload.file, incoming.content)
    except FilesError as error:
        LOG.exception("the upload %s cannot be kept", upload.id)
        await _withdraw(reading.house, upload)
        raise FileUnavailable from error
    async with transaction(reading.house) as session:
        await session.execute(update(Upload).where(col(Upload.key) == upload.key).values(stored=True))
    return upload


async def take_upload(session: AsyncSession, reading: Reading, handle: str, argument: str) -> Upload:
    """The upload of this handle, used up inside the transaction of the mutation that names it.

    Args:
        handle: what `POST /uploads` answered.
        argument: where the mutation was told it, for the error.

    Raises:
        BadInput: there is no such upload of this account, or it was used, or its 24 hours are over; one answer for all.
    """
    taken = await session.scalars(
        update(Upload)
        .where(
            col(Upload.id) == handle.replace("\0", ""),
            col(Upload.staff_key) == reading.viewer.staff_key,
            col(Upload.stored),
            col(Upload.used).is_(False),
            col(Upload.at) > reading.now - KEPT,
        )
        .values(used=True)
        .returning(Upload)
    )
    if (upload := taken.one_or_none()) is None:
        raise BadInput("このファイルは使えません。もう一度送ってください。", argument)
    return upload


async def clear_uploads(house: House) -> int:
    """Delete the uploads nobody used within 24 hours, row and bytes, and tell how many there were.

    Raises:
        FilesError: the storage does not answer; what it still has keeps its row.
    """
    cleared = 0
    while together := await _clear_some(house):
        cleared += together
    return cleared


async def _clear_some(house: House) -> int:
    late = select(col(Upload.key)).where(col(Upload.used).is_(False), col(Upload.at) <= house.now() - KEPT)
    async with transaction(house) as session:
        # The rows go first: a mutation that takes one of them meanwhile waits, and then finds it gone.
        gone = delete(Upload).where(col(Upload.key).in_(late.limit(TOGETHER))).returning(col(Upload.file))
        files = (await session.scalars(gone)).all()
        await house.files.delete(files)
    return len(files)


async def _announce(reading: Reading, incoming: Incoming) -> Upload:
    """Commit the row of a file that is about to be written, within what the account may bring."""
    size, sha256 = await asyncio.to_thread(_measured, incoming.content)
    upload = Upload(
        id=new_id("upl"),
        staff_key=reading.viewer.staff_key,
        at=reading.now,
        name=cleaned(incoming.name, SUFFIXES[incoming.media_type]),
        media_type=incoming.media_type,
        byte_count=size,
        sha256=sha256,
        file=new_id("fil"),
    )
    async with transaction(reading.house) as session:
        session.add(upload)
        await session.flush()  # on SQLite this keeps other writers out, on PostgreSQL the next line does
        await _require_quota(session, reading)
    return upload


def _measured(file: BinaryIO) -> tuple[int, str]:
    """Bytes, and their SHA-256."""
    found = hashlib.file_digest(file, "sha256")  # type: ignore[arg-type]
    size = file.tell()
    file.seek(0)
    return size, found.hexdigest()


async def _require_quota(session: AsyncSession, reading: Reading) -> None:
    """Count the account's files with the new one among them; its uploads wait here for one another."""
    staff, settings = reading.viewer.staff_key, reading.house.settings
    await session.execute(select(col(Staff.key)).where(col(Staff.key) == staff).with_for_update(key_share=True))
    counted = await session.execute(
        select(func.count(), func.sum(col(Upload.byte_count)), func.min(col(Upload.at))).where(
            col(Upload.staff_key) == staff, col(Upload.at) > reading.now - KEPT
        )
    )
    files, size, oldest = counted.one()
    if files > settings.upload_files_a_day or size > settings.upload_bytes_a_day:
        wait = (oldest + KEPT - reading.now).total_seconds()
        raise QuotaExceeded(settings.upload_files_a_day, settings.upload_bytes_a_day, math.ceil(wait))


async def _withdraw(house: House, upload: Upload) -> None:
    """Take back what was announced, where it is sure that no bytes are left; else `clear_uploads` finds them."""
    with suppress(FilesError):
        await house.files.delete([upload.file])
        async with transaction(house) as session:
            await session.execute(delete(Upload).where(col(Upload.key) == upload.key))
