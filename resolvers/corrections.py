"""What a municipality's system fed wrongly is corrected or retracted, with a reason (訂正・取消; features.md B25).

Every read from then on shows the new state alone; what was shown before, from when until when, is kept.
"""

import datetime
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from models.codes.certificates import CertificateKind
from models.codes.change import ChangeKind
from models.codes.fed import FedKind
from models.fed import TABLES
from models.row import col
from models.rows import Beneficiary, Fed, Opinion, Progress, Survey
from permissions.beneficiary import header_faults
from permissions.certificates import certificate_faults
from permissions.equipment import purchase_faults, with_year
from permissions.faults import Fault, Faulty
from permissions.fed import Values
from permissions.filing import LONGEST_TEXT
from permissions.information import Action, Information
from permissions.papers import Days
from permissions.progress import progress_faults
from permissions.text import is_text
from resolvers.beneficiary import change
from resolvers.feeding import Feeding, Stored, insured_people, replace, retract, told
from resolvers.housing import belongings
from resolvers.paper_opinion import OPINION
from resolvers.paper_versions import replace_paper, taken_away
from resolvers.papers import UPLOAD, Form, Sent, received
from resolvers.performing import Act, Deed, Outcome
from resolvers.progress import correct_progress, identity_faults, tell_list
from resolvers.progress_moves import taken_back
from resolvers.survey import SURVEY

CORRECT, RETRACT = (Act.under(name, Action.FEED_CARE) for name in ("correctFed", "retractFed"))
ID = ("input", "id")
UNKNOWN = Fault("FED_UNKNOWN", "このIDで連携されたものはありません。", ID)
RETRACTED = Fault("FED_RETRACTED", "すでに取り消されています。もう一度連携してください。", ID)
KIND_DIFFERS = Fault("FED_KIND_DIFFERS", "連携したものとは別の種類の内容です。", ID)
STAYS = Fault("FED_STAYS", "被保険者は取り消せません。資格喪失を連携してください。", ID)
IN_USE = Fault("FED_IN_USE", "この申請には認定調査票または主治医意見書があるため、取り消せません。", ID)
UPLOAD_NOT_ALLOWED = Fault("UPLOAD_NOT_ALLOWED", "PDFは、認定調査票と主治医意見書だけにあります。", UPLOAD)
PAPERS: Mapping[FedKind, Form] = {form.kind: form for form in (SURVEY, OPINION)}
INFORMATION: Mapping[FedKind, Information] = {
    FedKind.BENEFICIARY: Information.LIST,
    **{FedKind[kind.name]: Information.CERTIFICATES for kind in CertificateKind},
    FedKind.PROGRESS: Information.PROGRESS,
    FedKind.RESIDENCE: Information.HOUSING_EQUIPMENT,
    FedKind.RENOVATION: Information.HOUSING_EQUIPMENT,
    FedKind.EQUIPMENT_PURCHASE: Information.HOUSING_EQUIPMENT,
    **{kind: form.information for kind, form in PAPERS.items()},
}
"""What each kind is seen in."""
SEEN_BY_ALL = frozenset({Information.LIST, Information.CERTIFICATES})
"""What whoever has the list may see: of anything else followers hear as of what comes, by what they may see of it."""


async def correct(deed: Deed, id_: str, kind: FedKind, sent: Sent, reason: str, where: tuple[str, ...]) -> Outcome:
    """Replace what was fed by what should have been, all of it; `where` leads to its values in the input.

    Raises:
        Faulty: FED_UNKNOWN and nothing else, or all of FED_RETRACTED, FED_KIND_DIFFERS, REASON_WRONG, NUMBER_FIXED,
            APPLICATION_KNOWN, UPLOAD_NOT_ALLOWED, UPLOAD_UNKNOWN, UPLOAD_WRONG, PAPER_EMPTY and what is wrong with the
            content.
    """
    feeding, values = Feeding.of(deed), sent.values
    entry, person = await _own(feeding, id_)
    faults = [*([RETRACTED] if entry.row_key is None else []), *([KIND_DIFFERS] if entry.kind is not kind else [])]
    faults += _reason_faults(reason)
    paper = None
    if form := PAPERS.get(kind):
        days = Days(await _applied_on(feeding, entry), person.birth_date, deed.reading.binds["today"])
        paper, wrong = await received(deed, form, sent, days, where)
        faults += wrong
    else:
        faults += await _known(deed, feeding, entry, person, values, where) if entry.kind is kind else []
        faults += _faults(deed, kind, values, where) + ([UPLOAD_NOT_ALLOWED] if sent.handle else [])
    if kind is FedKind.BENEFICIARY and values["insured_number"] != person.insured_number:
        message = "番号は変えられません。別の番号の人は、別の被保険者です。"
        faults.append(Fault("NUMBER_FIXED", message, (*where, "insuredNumber")))
    if faults:
        raise Faulty(faults)
    if kind is FedKind.BENEFICIARY:
        changed = (await change(feeding, person, values, reason)).changed
    else:
        row = await feeding.session.get_one(TABLES[kind], entry.row_key)
        if paper:
            changed = await replace_paper(feeding, entry, row, paper, reason)
        elif isinstance(row, Progress):
            changed = await correct_progress(feeding, entry, row, values, reason)
        else:
            changed = await replace(feeding, entry, row, _whole(kind, values), reason)
    return await _done(deed, feeding, person, entry, changed)


async def retract_fed(deed: Deed, id_: str, reason: str) -> Outcome:
    """Take back what was fed; what is retracted already stays so.

    Raises:
        Faulty: FED_UNKNOWN and nothing else, or all of FED_STAYS, FED_IN_USE and REASON_WRONG that hold.
    """
    feeding = Feeding.of(deed)
    entry, person = await _own(feeding, id_)
    faults = [STAYS] if entry.kind is FedKind.BENEFICIARY else []
    faults += [IN_USE] if await _in_use(feeding, entry) else []
    if faults := faults + _reason_faults(reason):
        raise Faulty(faults)
    there = entry.row_key is not None
    if there:
        row = await feeding.session.get_one(TABLES[entry.kind], entry.row_key)
        await retract(feeding, entry, row, reason, **await _beside(feeding, entry, row))
    return await _done(deed, feeding, person, entry, there)


async def _beside(feeding: Feeding, entry: Fed, row: Any) -> Mapping[str, Any]:
    """What belongs to a row that is retracted, and goes with it."""
    if isinstance(row, Progress):
        return await taken_back(feeding.session, row)
    return await (taken_away(feeding, entry.kind, row) if entry.kind in PAPERS else belongings(feeding, row))


async def _applied_on(feeding: Feeding, entry: Fed) -> datetime.date | None:
    """The day of a paper's application; None where the entry is another thing, or retracted."""
    if entry.kind not in PAPERS or entry.row_key is None:
        return None
    row: Any = await feeding.session.get_one(TABLES[entry.kind], entry.row_key)
    return (await feeding.session.get_one(Progress, row.progress_key)).applied_on


async def _known(
    deed: Deed, feeding: Feeding, entry: Fed, person: Beneficiary, values: Values, where: tuple[str, ...]
) -> list[Fault]:
    """What stands against it beside its content: an application must stay another than the person's others."""
    if entry.kind is not FedKind.PROGRESS or entry.row_key is None:
        return []
    row = await feeding.session.get_one(Progress, entry.row_key)
    return await identity_faults(feeding, person, row, values, deed.reading.binds["today"], where)


def _whole(kind: FedKind, values: Values) -> Values:
    return with_year(values) if kind is FedKind.EQUIPMENT_PURCHASE else values


async def _own(feeding: Feeding, id_: str) -> tuple[Fed, Beneficiary]:
    """The entry of one of the insurer's own people, once whoever else feeds of them is done."""
    found = (
        select(Fed, col(Beneficiary.insured_number))
        .join(Beneficiary, col(Beneficiary.key) == col(Fed.beneficiary_key))
        .where(col(Fed.id) == id_.replace("\0", ""), col(Beneficiary.insurer_key) == feeding.insurer_key)
    )
    one = (await feeding.session.execute(found)).one_or_none()
    if one is None:
        raise Faulty([UNKNOWN])
    entry, number = one
    [person] = (await insured_people(feeding, [number])).values()
    await feeding.session.refresh(entry)
    return entry, person


async def _in_use(feeding: Feeding, entry: Fed) -> bool:
    """Whether papers belong to an application: they would lose it."""
    if entry.kind is not FedKind.PROGRESS:
        return False
    for paper in (Survey, Opinion):
        one = select(col(paper.key)).where(col(paper.progress_key) == entry.row_key).limit(1)
        if (await feeding.session.scalars(one)).one_or_none() is not None:
            return True
    return False


def _faults(deed: Deed, kind: FedKind, values: Values, where: tuple[str, ...]) -> list[Fault]:
    """What is wrong with the content, as where it is fed."""
    today = deed.reading.binds["today"]
    if kind is FedKind.BENEFICIARY:
        return header_faults(values, today, where)
    if kind is FedKind.PROGRESS:
        return progress_faults(values, today, where)
    if kind is FedKind.EQUIPMENT_PURCHASE:
        return purchase_faults(values, today, where)
    return certificate_faults(CertificateKind[kind.name], values, where)


def _reason_faults(reason: str) -> list[Fault]:
    message = f"理由は1から{LONGEST_TEXT}文字で入力してください。"
    return [] if is_text(reason, LONGEST_TEXT) else [Fault("REASON_WRONG", message, ("input", "reason"))]


async def _done(deed: Deed, feeding: Feeding, person: Beneficiary, entry: Fed, changed: bool) -> Outcome:
    information = INFORMATION[entry.kind]
    kind = ChangeKind.CORRECTED if information in SEEN_BY_ALL else None
    await told(feeding, [person] if changed else [], information, kind)
    if changed and entry.kind is FedKind.PROGRESS:
        await tell_list(feeding, person.key)
    deed.subjects.append(person.id)
    stored = Stored(entry.id, changed)
    return {"id": stored.id, "changed": stored.changed}
