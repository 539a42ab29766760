"""People at the edges of every window of a registration, on two lists, on none, and in nobody's charge."""

import datetime

from models.codes.filing import FilingStatus
from models.codes.registration import ProofPurpose
from models.registration import VIEWING
from seed.accounts import STAFF
from seed.dates import ago, day, today
from seed.filing import enter_filing
from seed.offices import At
from seed.person import Person
from seed.stories.story import Part, Story, nothing, on_list

TEST = At.TEST
FILING = ProofPurpose.FILING


def _until(date: datetime.date) -> Story:
    return _listed(lambda person: person.registered(TEST, date - VIEWING))


def _card(read: datetime.datetime, opened_after: int | None = None) -> Story:
    return _listed(lambda person: person.read_by_card(TEST, read, opened_after))


def _proven(when: datetime.datetime) -> Story:
    return _listed(lambda person: person.registered(TEST, when.date(), proven_at=when))


def _listed(part: Part) -> Story:
    return Story({"list": part}, apart=True)


def _charged(part: Part) -> Story:
    return Story({"charge": part})


def _filing_and_viewing(person: Person) -> None:
    on_list(person)
    person.registered(TEST, today(), purpose=FILING, proven_at=ago(hours=3))


def _two_offices(person: Person) -> None:
    on_list(person)
    person.registered(At.MULTI, day("2025-11-25"))


def _removed_from_one(person: Person) -> None:
    person.registered(TEST, day("2025-11-10"), removed_at=ago(hours=48))
    person.registered(At.MULTI, day("2025-11-25"))


def _lapsed_at_one(person: Person) -> None:
    person.registered(TEST, day("2025-08-01"))
    person.registered(At.MULTI, day("2025-11-25"))


def _elsewhere(person: Person) -> None:
    person.registered(At.MULTI, day("2025-11-25"))
    person.registered(At.OTHER_PLANNER, day("2025-11-26"))


def _changing(person: Person) -> None:
    person.managed_by(At.OTHER_PLANNER, None)
    enter_filing(person, "2025-12-12", "2025-12-12")


def _from_tomorrow(person: Person) -> None:
    person.managed_by(TEST, STAFF["hachiro"], "2025-12-16")
    enter_filing(person, "2025-12-10", "2025-12-16", answered=FilingStatus.ACCEPTED)


def _returned(person: Person) -> None:
    enter_filing(
        person,
        "2025-12-08",
        "2025-12-01",
        answered=FilingStatus.RETURNED,
        reasons=["サービス開始年月日が認定の有効期間より前です。"],
    )


def _handed_over(person: Person) -> None:
    person.managed_by(At.OTHER_PLANNER, None, "2023-04-01", "2025-03-31")
    person.managed_by(TEST, STAFF["hachiro"])


STORIES: dict[str, Story] = {
    "viewing-until-tomorrow": _until(today(1)),
    "viewing-until-today": _until(today()),
    "viewing-until-yesterday": _until(today(-1)),
    "card-unopened": _card(ago(hours=1)),
    "card-unopened-for-a-second-less-than-a-day": _card(ago(hours=24) + datetime.timedelta(seconds=1)),
    "card-unopened-for-a-day": _card(ago(hours=24)),
    "card-unopened-for-a-second-more-than-a-day": _card(ago(hours=24, seconds=1)),
    "card-opened": _card(ago(hours=48), 5),
    "proven-a-second-less-than-a-day-ago": _proven(ago(hours=24) + datetime.timedelta(seconds=1)),
    "proven-a-day-ago": _proven(ago(hours=24)),
    "proven-just-now": _proven(ago(seconds=60)),
    "removed": _listed(lambda person: person.registered(TEST, day("2025-11-10"), removed_at=ago(hours=48))),
    "removed-from-one-of-two": _listed(_removed_from_one),
    "filing-only": _listed(lambda person: person.registered(TEST, today(), purpose=FILING, proven_at=ago(hours=1))),
    "filing-and-viewing": _listed(_filing_and_viewing),
    "two-offices": _listed(_two_offices),
    "lapsed-at-one-of-two": _listed(_lapsed_at_one),
    "elsewhere": _listed(_elsewhere),
    "no-office": Story({"list": nothing, "charge": nothing}, apart=True),
    "charge-of-colleague": _charged(lambda person: person.managed_by(TEST, STAFF["care-manager"])),
    "charge-of-office": _charged(lambda person: person.managed_by(TEST, None)),
    "charge-of-other-office": _charged(_changing),
    "charge-ended-yesterday": _charged(
        lambda person: person.managed_by(TEST, STAFF["hachiro"], "2024-04-01", "2025-12-14")
    ),
    "charge-ends-today": _charged(lambda person: person.managed_by(TEST, STAFF["hachiro"], "2024-04-01", "2025-12-15")),
    "charge-from-tomorrow": _charged(_from_tomorrow),
    "charge-handed-over": _charged(_handed_over),
    "charge-of-nobody": _charged(_returned),
}
