"""Enters filings on behalf of people (代行提出) and what the municipality answered."""

import datetime
from collections.abc import Sequence

from models import rows
from models.codes.filing import FilerRelation, FilingClass, FilingKind, FilingStatus, RequestMethod
from seed.accounts import STAFF, name_of
from seed.dates import at, day
from seed.numbers import Ids
from seed.offices import PLACES, At
from seed.person import Person

MUNICIPAL = "municipal-system"


def enter_filing(
    person: Person, filed: str, starts: str, *, answered: FilingStatus | None = None, reasons: Sequence[str] = ()
) -> None:
    """Have the first office file for one's care plan; the municipality answers two days later, if it does.

    Whoever has a care plan made elsewhere changes to it; who is in charge stands apart (Person.managed_by).
    """
    on, place = day(filed), PLACES[At.TEST]
    change = answered is None
    key = person.book.add(
        rows.Filing,
        id=Ids(person.insured_number).new("fil"),
        beneficiary_key=person.key,
        office_key=At.TEST.value,
        staff_key=STAFF["hachiro"],
        planner_key=STAFF["hachiro"],
        kind=FilingKind.CARE_PLAN,
        classification=FilingClass.CHANGE if change else FilingClass.NEW,
        status=answered or FilingStatus.SUBMITTED,
        filed_on=on,
        office_number=place.number,
        office_name=place.name,
        office_address=place.address,
        office_phone=f"097-000-{1000 + At.TEST}",
        change_reason="転居により、近くの事業所に変更するため" if change else None,
        changed_on=day(starts) if change else None,
        starts_on=day(starts),
        requested_on=on,
        request_method=RequestMethod.VISIT,
        filer_name=name_of("hachiro"),
        filer_relation=FilerRelation.CARE_MANAGER,
        disclosure_consent=True,
    )
    _step(person, key, FilingStatus.SUBMITTED, on, "hachiro")
    if answered is not None:
        answer = _step(person, key, answered, on + datetime.timedelta(days=2), MUNICIPAL)
        for position, reason in enumerate(reasons, start=1):
            person.book.add(rows.FilingReason, event_key=answer, position=position, reason=reason)


def _step(person: Person, filing: int, status: FilingStatus, on: datetime.date, by: str) -> int:
    received = on if by == MUNICIPAL else None
    told = {"status": status, "at": at(on), "by": name_of(by), "staff_key": STAFF[by], "received_on": received}
    return person.book.add(rows.FilingEvent, filing_key=filing, **told)
