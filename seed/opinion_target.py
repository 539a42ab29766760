"""Enters what clinics are asked for (主治医意見書作成対象者), by the municipality's system or by letter."""

import datetime

from models import rows
from models.codes.opinion import OpinionTargetStatus
from models.codes.progress import ApplicationKind
from seed.accounts import STAFF
from seed.dates import after, at, day
from seed.numbers import Ids
from seed.offices import GUIDE_INSURER, At
from seed.person import Person

DOCTORS = {At.CLINIC: STAFF["clinic-doctor"], At.HOSPITAL: STAFF["hospital-doctor"]}
REQUESTED, REGISTERED, SENT = OpinionTargetStatus


def enter_target(
    person: Person,
    requested: str,
    clinic: At = At.CLINIC,
    status: OpinionTargetStatus = REGISTERED,
    *,
    kind: ApplicationKind = ApplicationKind.RENEWAL,
    letter: bool = False,
    opinion: int | None = None,
) -> int:
    """Have a clinic asked for the opinion on one's newest application, in a month; it takes that up on the next day.

    A letter's target belongs to nobody: the municipality has not said whose it is.
    """
    on = day(requested)
    taken = status is not REQUESTED
    asked = {
        "beneficiary_key": person.key,
        "progress_key": person.book.next[rows.Progress] - 1,
        "application_kind": kind,
        "opinion_key": opinion,
        "asked_at": at(on),
    }
    return person.book.add(
        rows.OpinionTarget,
        id=Ids(f"{person.insured_number} opinion").new("opt"),
        office_key=clinic.value,
        insurer_key=GUIDE_INSURER,
        staff_key=DOCTORS[clinic] if taken else None,
        status=status,
        insured_number=person.insured_number,
        name=person.name.name,
        kana=person.name.kana,
        birth_date=person.birth_date,
        sex=person.sex,
        requested_on=on,
        due_on=on + datetime.timedelta(days=30),
        registered_at=at(after(on, 1)) if taken else None,
        **({} if letter else asked),
    )
