"""How a paper of a certification (認定調査票, 主治医意見書) is stored, and what it said before is kept (B25).

A paper is its row, the lists that belong to it, and its PDF: any of them another is another version, and the history
keeps all three.
"""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, delete, select

from loaders.papers import belongings, listed_item
from models.codes.fed import FedKind
from models.fed import LISTS, TABLES
from models.row import Row, col, new_id
from models.rows import Document, DocumentTicket, Fed, Progress, Upload
from permissions.fed import Values
from permissions.papers import Lists
from resolvers.feeding import Feeding, Stored, agrees, change_to, entries
from resolvers.file_content import PDF

NAMES = {FedKind.SURVEY: "認定調査票.pdf", FedKind.OPINION: "主治医意見書.pdf"}
"""What a PDF is called: the name it was sent with may say whose it is."""


@dataclass(frozen=True)
class Paper:
    """A paper as it came: its columns, its lists, its PDF, and the day."""

    kind: FedKind
    values: Values
    lists: Lists
    upload: Upload | None
    came_on: datetime.date


async def shown_paper(feeding: Feeding, kind: FedKind, progress: Progress) -> Any:
    """The row of an application's paper, the newest of them; None where there is none."""
    table: Any = TABLES[kind]
    mine = select(table).where(col(table.progress_key) == progress.key).order_by(col(table.key).desc())
    return (await feeding.session.scalars(mine.limit(1))).one_or_none()


async def put_paper(feeding: Feeding, progress: Progress, shown: Any, paper: Paper) -> Stored:
    """Store an application's paper, or let the one that is shown say what it says."""
    row = shown
    if row is None:
        of: dict[str, Any] = {"beneficiary_key": progress.beneficiary_key, "progress_key": progress.key}
        row = TABLES[paper.kind](**of, **paper.values)
        await _write(feeding, row, paper)
    entry = (await entries(feeding, paper.kind, [(row.key, row.beneficiary_key, shown is None)]))[row.key]
    return Stored(entry.id, shown is None or await replace_paper(feeding, entry, row, paper))


async def replace_paper(feeding: Feeding, entry: Fed, row: Any, paper: Paper, reason: str | None = None) -> bool:
    """Let a paper say something else from now on, and keep what it said; whether there was anything to change."""
    before, same_file = await _beside(feeding, paper.kind, row), await _same_file(feeding, row, paper)
    if same_file and paper.upload is not None:
        paper.upload.used = False  # a copy nobody needs: it is cleared with what was never used
    lists = {name: [listed_item(one) for one in listed] for name, listed in _listed(paper).items()}
    if same_file and agrees(row, paper.values) and all(before[name] == lists[name] for name in lists):
        return False
    change_to(feeding, entry, row, paper.values, reason, **before)
    await _clear(feeding, paper.kind, row)
    await _write(feeding, row, paper, same_file=same_file)
    return True


async def taken_away(feeding: Feeding, kind: FedKind, row: Any) -> Mapping[str, Any]:
    """What belongs to a paper that is retracted, to be kept with it: its lists go, and its PDF opens no more."""
    before = await _beside(feeding, kind, row)
    await _clear(feeding, kind, row)
    return before


async def _beside(feeding: Feeding, kind: FedKind, row: Any) -> dict[str, Any]:
    async def run(statement: Select[Any]) -> Sequence[Any]:
        return list(await feeding.session.execute(statement))

    return (await belongings(run, kind, [row.key]))[row.key]


async def _same_file(feeding: Feeding, row: Any, paper: Paper) -> bool:
    """Whether the PDF that came is the one that is shown, byte for byte."""
    if row.document_key is None or paper.upload is None:
        return row.document_key is None and paper.upload is None
    shown = (
        select(col(Upload.sha256))
        .join(Document, col(Document.file) == col(Upload.file))
        .where(col(Document.key) == row.document_key)
    )
    return (await feeding.session.scalars(shown)).one_or_none() == paper.upload.sha256


async def _clear(feeding: Feeding, kind: FedKind, row: Any) -> None:
    """Take the lists of a paper away, and every ticket of its PDF: what comes next may be for others to see."""
    for listed, owner in LISTS[kind].values():
        await feeding.session.execute(delete(listed).where(getattr(listed, owner) == row.key))
    tickets = delete(DocumentTicket).where(col(DocumentTicket.document_key) == row.document_key)
    await feeding.session.execute(tickets)


async def _write(feeding: Feeding, row: Any, paper: Paper, *, same_file: bool = False) -> None:
    """Store a row with its PDF and its lists."""
    if not same_file:
        row.document_key = await _document(feeding, row.beneficiary_key, paper)
    feeding.session.add(row)
    await feeding.session.flush()
    for name, listed in _listed(paper).items():
        _, owner = LISTS[paper.kind][name]
        for one in listed:
            setattr(one, owner, row.key)
        feeding.session.add_all(listed)


def _listed(paper: Paper) -> dict[str, list[Row]]:
    """The rows of the lists, in their order, as yet of no paper."""
    return {
        name: [_placed(table, place, values) for place, values in enumerate(paper.lists[name], start=1)]
        for name, (table, _) in LISTS[paper.kind].items()
    }


def _placed(table: type[Row], place: int, values: Values) -> Row:
    return table(**values, **({"position": place} if "position" in table.model_fields else {}))


async def _document(feeding: Feeding, beneficiary_key: int, paper: Paper) -> int | None:
    if paper.upload is None:
        return None
    document = Document(
        id=new_id("doc"),
        beneficiary_key=beneficiary_key,
        name=NAMES[paper.kind],
        media_type=PDF,
        byte_count=paper.upload.byte_count,
        received_on=paper.came_on,
        file=paper.upload.file,
    )
    feeding.session.add(document)
    await feeding.session.flush()
    return document.key
