"""The papers of a certification (認定調査票, 主治医意見書) as municipalities' systems bring them (S36, S83).

A paper comes as data, as PDF, or as both, and always whole: data or a PDF that do not come again are shown no more.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from models.codes.fed import FedKind
from models.rows import Progress, Upload
from permissions.errors import BadInput
from permissions.faults import Fault, Faulty
from permissions.fed import Values
from permissions.information import Information
from permissions.papers import Days, Lists
from resolvers.feeding import Feeding, one_insured, told
from resolvers.file_content import PDF
from resolvers.paper_versions import Paper, put_paper, shown_paper
from resolvers.performing import Deed, Outcome
from resolvers.progress import application
from resolvers.uploads import take_upload

UPLOAD, APPLICATION = ("input", "upload"), ("input", "appliedOn")
UNKNOWN = Fault("APPLICATION_UNKNOWN", "この日のこの区分の申請は連携されていません。", APPLICATION)
UPLOAD_WRONG = Fault("UPLOAD_WRONG", "PDFファイルを送ってください。", UPLOAD)


@dataclass(frozen=True)
class Sent:
    """What was sent of a paper: its columns, its lists, and the handle of its PDF."""

    values: Values
    lists: Lists
    handle: str | None


@dataclass(frozen=True)
class Form:
    """What there is to know of one of the papers: what is stored of it, and what can be wrong with that."""

    kind: FedKind
    information: Information
    said: Callable[[Values, Lists], tuple[Values, Lists]]
    faults: Callable[[Values, Lists, Days, tuple[str, ...]], list[Fault]]


async def _nothing(feeding: Feeding, progress: Progress) -> list[Fault]:
    return []


async def feed_paper(
    deed: Deed,
    form: Form,
    insured_number: str,
    applied: Values,
    sent: Sent,
    where: str,
    against: Callable[[Feeding, Progress], Awaitable[list[Fault]]] = _nothing,
) -> Outcome:
    """Bring a paper of an application that was fed, known by its day and kind.

    Args:
        where: the paper's name in the input.
        against: tells what of the application stands against it.

    Raises:
        Faulty: all of BENEFICIARY_UNKNOWN, APPLICATION_UNKNOWN, UPLOAD_UNKNOWN, UPLOAD_WRONG, PAPER_EMPTY, what
            `against` tells, and what is wrong with the paper.
    """
    feeding = Feeding.of(deed)
    person, faults = await one_insured(feeding, insured_number)
    progress, shown = await application(feeding, person, applied) if person else None, None
    if progress is not None:
        # In this order: what a clinic sends meanwhile is either not seen here, or seen to be a clinic's.
        shown = await shown_paper(feeding, form.kind, progress)
        faults += await against(feeding, progress)
    elif person is not None:
        faults.append(UNKNOWN)
    days = Days(applied["applied_on"], person.birth_date if person else None, deed.reading.binds["today"])
    paper, wrong = await received(deed, form, sent, days, ("input", where))
    faults += wrong
    if person is None or progress is None or faults:
        raise Faulty(faults)
    stored = await put_paper(feeding, progress, shown, paper)
    await told(feeding, [person] if stored.changed else [], form.information)
    deed.subjects.append(person.id)
    return {"id": stored.id, "changed": stored.changed}


async def received(deed: Deed, form: Form, sent: Sent, days: Days, where: tuple[str, ...]) -> tuple[Paper, list[Fault]]:
    """A paper with its PDF, which is used up, and all that is wrong with it; `where` leads to it in the input."""
    upload, faults = await _pdf(deed, sent.handle)
    values, lists = form.said(sent.values, sent.lists)
    faults += form.faults(values, lists, days, where)
    if not values["has_data"] and sent.handle is None:
        message = "データかPDFの、少なくとも一つを指定してください。"
        faults.append(Fault("PAPER_EMPTY", message, where))
    return Paper(form.kind, values, lists, upload, days.today), faults


async def _pdf(deed: Deed, handle: str | None) -> tuple[Upload | None, list[Fault]]:
    if handle is None:
        return None, []
    try:
        upload = await take_upload(deed.session, deed.reading, handle, ".".join(UPLOAD))
    except BadInput as error:
        return None, [Fault("UPLOAD_UNKNOWN", str(error), UPLOAD)]
    return upload, [] if upload.media_type == PDF else [UPLOAD_WRONG]
