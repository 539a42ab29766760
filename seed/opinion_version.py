"""Enters what the clinic writes of opinions (主治医意見書): a draft, and versions that were sent."""

import datetime

from models import rows
from models.codes.opinion import SymptomStability
from models.opinion_form import Content, entered, packed
from seed.accounts import ACCOUNTS, STAFF
from seed.answers import Need
from seed.dates import at, day
from seed.numbers import Ids
from seed.offices import GUIDE_INSURER, PLACES, At
from seed.opinion import contents, diagnoses, findings
from seed.opinion_target import SENT, enter_target
from seed.papers import POST, applicant, enter_opinion
from seed.person import Person

DOCTOR, MUNICIPAL = "clinic-doctor", "municipal-system"
NAMES = {account.user_id: account.name for account in ACCOUNTS}
APART = ("written_on", "shared", "diagnoses", "findings")
"""What enter_opinion is told by itself."""
REASON = "経過及び治療内容の記載を改めるため"


def enter_draft(person: Person, need: Need, target: int, written: str) -> None:
    """Have the clinic begin an opinion; it has not yet said when it saw the person last."""
    begun = {**_form(person, need, day(written)), "last_examined_on": None}
    person.book.add(
        rows.OpinionDraft,
        target_key=target,
        staff_key=STAFF[DOCTOR],
        content=packed(entered(begun)),
        saved_at=at(day(written), 17),
    )


def enter_sent(
    person: Person, need: Need, requested: str, written: str, *, corrected: bool = False, shared: bool = True
) -> None:
    """Have the clinic send the opinion the municipality asked for, and correct it on the same day; it is confirmed."""
    on = day(written)
    form = {**_form(person, need, on), "shared": shared}
    progress = person.book.next[rows.Progress] - 1
    items = {name: value for name, value in form.items() if name not in APART} | {"office_key": At.CLINIC.value}
    ill, found = diagnoses(need), findings(need)
    form |= {"diagnoses": ill, "findings": found}
    enter_opinion(person, progress, on, items, shared=shared, diagnoses=ill, findings=found)
    target = enter_target(person, requested, status=SENT, opinion=person.book.next[rows.Opinion] - 1)
    if corrected:
        _version(person, target, {**form, "course_and_treatment": "外来で経過を観察している。"}, on)
    _version(person, target, form, on, 2 if corrected else 1, confirmed=True)


def enter_letter(person: Person, need: Need, requested: str, written: str) -> None:
    """Have the clinic send the opinion of a letter; the municipality has not yet said whose it is."""
    target = enter_target(person, requested, status=SENT, letter=True)
    _version(person, target, _form(person, need, day(written)), day(written))


def _form(person: Person, need: Need, on: datetime.date) -> dict[str, object]:
    """A form without fault."""
    place = PLACES[At.CLINIC]
    form = {
        **applicant(person, on),
        **contents(need, on),
        "written_on": on,
        "shared": True,
        "institution_name": place.name,
        "institution_address": place.address,
        "institution_phone": f"097-000-{1000 + At.CLINIC}",
        "doctor_name": NAMES[DOCTOR],
        "specialist_visit": None,
        "diagnoses": diagnoses(need),
        "findings": findings(need),
    }
    if form["stability"] is SymptomStability.UNSTABLE:
        form["stability_details"] = "症状に日による変動がある。"
    return form


def _version(
    person: Person, target: int, form: Content, on: datetime.date, number: int = 1, *, confirmed: bool = False
) -> None:
    sent = on + POST
    supplied = {name: value for name, value in form.items() if name.startswith(("applicant_", "institution_"))}
    seen = {"confirmed_at": at(sent, 15), "confirmed_by": NAMES[MUNICIPAL], "received_on": sent}
    person.book.add(
        rows.OpinionVersion,
        id=Ids(f"{person.insured_number} version {number}").new("opv"),
        target_key=target,
        insurer_key=GUIDE_INSURER,
        version=number,
        content=packed({**supplied, **entered(form)}),
        correction_reason=REASON if number > 1 else None,
        sent_at=at(sent, 10 + number),
        sent_by=NAMES[DOCTOR],
        staff_key=STAFF[DOCTOR],
        **(seen if confirmed else {}),
    )
