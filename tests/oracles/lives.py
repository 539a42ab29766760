"""People who have something in every table, filled with anything its columns may hold."""

import datetime
from collections.abc import Iterator
from itertools import cycle, islice
from typing import Any

from sqlmodel import Session, select

from models import rows as stored
from models.clock import DEMO_START
from models.codes.beneficiary import EligibilityLoss, Sex
from models.codes.filing import FilingKind
from models.codes.housing import RenovationKind
from models.codes.progress import CertificationStatus, ProgressStep, StepStatus
from models.row import Row, new_id
from tests.oracles.crowd import ACCOUNT, FAR_OFF, Person, enlist_each, numbered
from tests.oracles.filling import Filling
from tests.oracles.papers import KINDS
from tests.service import Service

SCALES: tuple[type[Row], ...] = (
    stored.DisabilityRecord,
    stored.DementiaRecord,
    stored.BarthelRecord,
    stored.CognitionRecord,
)
EVERY_MONTH = range(2025 * 12, 2025 * 12 + 3)
LONG_AGO = datetime.date(1950, 1, 1)


def full_lives(service: Service, people: int, seed: int) -> list[Person]:
    """Add people with something in every table."""
    filling, ways = Filling(seed), cycle(EligibilityLoss)
    heads = [{"sex": sex, "eligibility_loss": next(ways), "eligibility_lost_on": FAR_OFF} for sex in _sexes(people)]
    found = enlist_each(service, heads)
    with service.rows() as rows:
        for person in found:
            rows.add_all(_of_person(filling, person))
            _live_somewhere(rows, filling, person)
            _be_examined(rows, filling, person)
            _be_filed_for(rows, filling, person)
        rows.commit()
    return found


def _sexes(people: int) -> Iterator[Sex]:
    return islice(cycle(Sex), people)


def _of_person(filling: Filling, person: Person) -> Iterator[Row]:
    own: dict[str, Any] = {"beneficiary_key": person.key}
    for kind in KINDS.values():
        yield filling.row(kind.table, own)
        yield filling.row(kind.table, own)
    in_force = {"issued_on": FAR_OFF, "valid_from": LONG_AGO, "valid_until": FAR_OFF}
    yield filling.row(stored.InsuredCertificate, {**own, **in_force})
    yield filling.row(stored.EquipmentPurchase, {**own, "supplied_on": LONG_AGO})
    yield filling.row(stored.EquipmentPurchase, {**own, "supplied_on": LONG_AGO})
    yield filling.row(stored.Consent, {**own, "recorded_at": datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)})
    for scale in SCALES:
        for month in EVERY_MONTH:
            yield filling.row(scale, {**own, "month": month})


def _live_somewhere(rows: Session, filling: Filling, person: Person) -> None:
    own: dict[str, Any] = {"beneficiary_key": person.key}
    (home,) = numbered(rows, [stored.Dwelling(**own, address="住居")])
    rows.add(stored.Residence(**own, dwelling_key=home, moved_in_on=LONG_AGO))
    begun = {**own, "dwelling_key": home, "started_on": LONG_AGO}
    works = numbered(rows, [filling.row(stored.Renovation, begun) for _ in range(2)])
    rows.add_all(stored.RenovationWork(renovation_key=work, kind=kind) for work in works for kind in RenovationKind)


def _be_examined(rows: Session, filling: Filling, person: Person) -> None:
    own: dict[str, Any] = {"beneficiary_key": person.key}
    made = [filling.row(stored.Document, {**own, "id": new_id("doc")}) for _ in range(2)]
    survey_file, opinion_file = numbered(rows, made)
    before, newest = filling.row(stored.Progress, own), filling.row(stored.Progress, {**own, "applied_on": FAR_OFF})
    progress, _ = numbered(rows, [before, newest])
    rows.add_all(_waiting(filling, own))
    rows.add_all(stored.ProgressMove(progress_key=progress, step=step, at=DEMO_START) for step in ProgressStep)
    paper = {**own, "progress_key": progress, "has_data": True}
    (survey,) = numbered(rows, [filling.row(stored.Survey, {**paper, "document_key": survey_file})])
    shared = {**paper, "document_key": opinion_file, "shared": True}
    (opinion,) = numbered(rows, [filling.row(stored.Opinion, shared)])
    rows.add(stored.SurveyNote(survey_key=survey, item="1-3", text="特記"))
    rows.add_all(
        filling.row(stored.OpinionDiagnosis, {"opinion_key": opinion, "position": place}) for place in (1, 2, 3)
    )
    rows.add_all(filling.row(stored.OpinionBodyFinding, {"opinion_key": opinion}) for _ in range(2))


def _waiting(filling: Filling, own: dict[str, Any]) -> Iterator[Row]:
    """Applications under way that wait for each of the steps there are."""
    steps = ("survey", "opinion", "board")
    going_on = {"status": CertificationStatus.ACCEPTED, "certified_on": None, "closed_on": None, "judgement": None}
    for done in ((), steps[:1], steps[1:2], steps[:2], steps):
        states = {f"{step}_status": StepStatus.DONE if step in done else StepStatus.NOT_STARTED for step in steps}
        yield filling.row(stored.Progress, {**own, **going_on, **states})


def _be_filed_for(rows: Session, filling: Filling, person: Person) -> None:
    staff = rows.exec(select(stored.Staff).where(stored.Staff.user_id == ACCOUNT)).one()
    who: dict[str, Any] = {"office_key": staff.office_key, "staff_key": staff.key}
    for kind in FilingKind:
        own = {**who, "beneficiary_key": person.key, "id": new_id("fil"), "kind": kind}
        (filing,) = numbered(rows, [filling.row(stored.Filing, own)])
        (event,) = numbered(rows, [filling.row(stored.FilingEvent, {"filing_key": filing, "staff_key": staff.key})])
        rows.add(filling.row(stored.FilingReason, {"event_key": event, "position": 1}))
