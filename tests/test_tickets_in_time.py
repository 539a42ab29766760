"""A ticket opens what may be opened at the moment it is used: what closed since it was given stays closed (S71, B24)."""

import datetime
from collections.abc import Callable

import pytest
from sqlalchemy import delete, select, update

from models.codes.office import Occupation
from models.row import JST, col
from models.rows import Registration, Staff, StaffOccupation
from seed.pdf import pdf
from tests.consenting import feed as feed_consent
from tests.feeding import fed as care
from tests.feeding_papers import NUMBER, PAPER, applied, bring, fed, look
from tests.opening import ask, change, fetch, records, ticket
from tests.proving import remove
from tests.service import Service
from tests.signing_in import change as change_account

pytestmark = pytest.mark.both

ONE = pdf("Survey, a scan")
NIGHT = datetime.datetime(2025, 12, 15, 23, 59, 30, tzinfo=JST)
SOON = datetime.timedelta(seconds=30)


def paper(service: Service) -> tuple[str, str]:
    """The ids of a person, and of the survey's PDF."""
    person = applied(service)
    fed(service, "feedSurvey", survey=PAPER, upload=bring(service, ONE))
    return person.id, str(look(service, person, "survey { document { id } }")["survey"]["document"]["id"])


def consent_withdrawn(service: Service, _: str) -> None:
    feed_consent(service, NUMBER, "WITHDRAWN", "2025-12-15")


def protection_fed(service: Service, _: str) -> None:
    care(service, "feedProtection", insuredNumber=NUMBER, protectedFrom="2025-12-15")


def removed(service: Service, person: str) -> None:
    remove(service, person)


def another_occupation(service: Service, _: str) -> None:
    mine = select(col(Staff.key)).where(col(Staff.user_id) == "hachiro").scalar_subquery()
    with service.rows() as rows:
        held = delete(StaffOccupation).where(col(StaffOccupation.staff_key) == mine)
        rows.execute(held.where(col(StaffOccupation.occupation) == Occupation.CARE_MANAGER))
        rows.commit()


def another_day(service: Service, _: str) -> None:
    service.clock.instant += SOON


CLOSING: list[tuple[Callable[[Service, str], None], str]] = [
    (consent_withdrawn, "CONSENT_MISSING"),
    (protection_fed, "ADDRESS_PROTECTED"),
    (removed, "NOT_FOUND"),
    (another_occupation, "FORBIDDEN"),
]


@pytest.mark.parametrize(("closes", "code"), CLOSING)
def test_what_has_closed_opens_by_no_ticket(
    service: Service, closes: Callable[[Service, str], None], code: str
) -> None:
    # given a ticket, and what is said of one that nobody knows
    person, document = paper(service)
    waiting, unknown = ticket(service, document), fetch(service, "unknown").content
    # when that closes which it was given for
    closes(service, person)
    # then it is as if there had never been one, as the document cannot be opened anew
    answer = fetch(service, waiting)
    assert (answer.status_code, answer.content) == (404, unknown)
    assert ask(service, document).codes == [code]


@pytest.mark.parametrize(
    ("begins", "code"), [("protection", "ADDRESS_PROTECTED"), ("viewing_until", "NOT_FOUND"), ("nothing", None)]
)
def test_a_day_alone_closes_it(service: Service, begins: str, code: str | None) -> None:
    # given a ticket half a minute before midnight, with which something begins or ends
    _, document = paper(service)
    if begins == "protection":
        care(service, "feedProtection", insuredNumber=NUMBER, protectedFrom="2025-12-16")
    if begins == "viewing_until":
        mine = update(Registration).where(col(Registration.insured_number) == NUMBER)
        change(service, mine.values(viewing_until=NIGHT.date()))
    service.clock.instant = NIGHT
    waiting = ticket(service, document)
    # when it is used at midnight, then it opens what still opens
    another_day(service, "")
    answer = fetch(service, waiting)
    assert (answer.status_code, ONE in answer.content) == ((404, False) if code else (200, True))
    assert ask(service, document).codes == ([code] if code else [])


def test_a_ticket_that_was_refused_is_used_up(service: Service) -> None:
    person, document = paper(service)
    waiting = ticket(service, document)
    protection_fed(service, person)
    assert fetch(service, waiting).status_code == 404
    # when the protection ends within its minute, then it takes a new one, which works once
    care(service, "feedProtection", insuredNumber=NUMBER)
    assert fetch(service, waiting).status_code == 404
    again = ticket(service, document)
    assert [fetch(service, again).status_code for _ in range(2)] == [200, 404]
    assert len(records(service)) == 2


def test_an_account_that_was_stopped_has_no_ticket(service: Service) -> None:
    _, document = paper(service)
    waiting = ticket(service, document)
    change_account(service, "hachiro", suspended=True)
    assert fetch(service, waiting).status_code == 401
    # and it works in the minute it was given for, once the account goes on
    change_account(service, "hachiro", suspended=False)
    assert fetch(service, waiting).content == ONE


def test_who_left_the_insurance_is_still_looked_at(service: Service) -> None:
    """資格喪失 closes consent and filings, not what is stored: by ticket as by `openDocument`."""
    _, document = paper(service)
    waiting = ticket(service, document)
    lost = {"eligibilityLostOn": "2025-12-15", "eligibilityLoss": "DEATH"}
    assert care(service, "feedEligibilityLoss", insuredNumber=NUMBER, **lost)[1] is True
    assert fetch(service, waiting).content == ONE
    assert ask(service, document).codes == []


def test_it_costs_two_statements_whatever_it_opens(service: Service) -> None:
    _, document = paper(service)
    tokens = [ticket(service, document), "unknown"]
    counted = []
    for token in tokens:
        with service.statements() as ran:
            fetch(service, token)
        counted.append(sum("ticket" in text or "document" in text for text in ran))
    assert counted == [2, 1]
