"""What a day alone brings is told on that day, once, to those on the list who may see it (features.md B08)."""

import datetime

import pytest
from sqlalchemy import text

from models.codes.housing import LimitKind
from models.row import JST
from models.rows import BenefitLimit
from resolvers.numbering import number
from tests.changing import CHANGES, here, page, told_of
from tests.feeding import certificate
from tests.feeding import fed as fed_care
from tests.filing import answer, submitted
from tests.oracles.crowd import Person, enlist, store
from tests.proving import DAY, SECOND, call, person, register_by_fields
from tests.service import Service
from tests.test_feeding_care_management import OTHER, TEST, feed

pytestmark = pytest.mark.both

NUMBER = "1111100001"
CHARGE, CERTIFICATE, MONEY = "CARE_PLAN_CHANGED", "CERTIFICATE_RENEWED", "BENEFITS_CHANGED"
SEES_MONEY = "query Sees($id: ID!) { beneficiary(id: $id) { equipment { fiscalYear remainingBenefit } } }"
Told = list[tuple[str, str | None]]


def heard(service: Service, id_: str, *by: str, days: int = 5) -> dict[str, Told]:
    """What each account hears of a person in the first second of each of the next days; nothing in any other."""
    call(service, number, service.app.state.endpoint.house)
    found: dict[str, Told] = {user: [] for user in by}
    cursors = {user: here(service, user) for user in by}
    for _ in range(days):
        midnight = (service.clock.instant + DAY).replace(hour=0, minute=0, second=0)
        for user in by:
            service.clock.instant = midnight - SECOND
            assert told_of(service, id_, cursors[user], user) == []
            service.clock.instant = midnight
            told = page(service, cursors[user], user)
            assert page(service, cursors[user], user) == told, "again where it was lost"
            found[user] += [(one["at"], one["kind"]) for one in told["changes"] if one["beneficiaryId"] == id_]
            service.clock.instant += SECOND
            assert told_of(service, id_, told["cursor"], user) == []
            cursors[user] = told["cursor"]
    return found


def on(kind: str, *days: int, month: int = 12, year: int = 2025) -> Told:
    """A kind told as these days began."""
    return [(datetime.datetime(year, month, day, tzinfo=JST).isoformat(), kind) for day in days]


def brought(service: Service, kind: str, **changed: object) -> Person:
    """Somebody of the list in whose charge the care manager is, with this certificate."""
    [one] = enlist(service, 1, insured_number=NUMBER)
    assert fed_care(service, "feedCertificate", insuredNumber=NUMBER, certificate=certificate(kind, **changed))[1]
    return one


def test_a_charge_that_ends_and_one_that_begins(service: Service) -> None:
    # given somebody whose plan another office makes from one day to another
    [one] = enlist(service, 1, insured_number=NUMBER)
    assert register_by_fields(service, NUMBER, by="multi-manager") == one.id
    for office, day in ((OTHER, "2025-12-17"), (TEST, "2025-12-19")):
        assert feed(service, NUMBER, office, day).data["feedCareManagement"]["changed"]
    # then both offices hear of both days, whoever has the list there
    users = "hachiro", "nurse", "multi-manager"
    assert heard(service, one.id, *users) == dict.fromkeys(users, on(CHARGE, 17, 19))


def test_the_charges_of_others_and_those_that_never_began_are_not_told(service: Service) -> None:
    # given somebody whose plan this office was to make, and another does instead
    id_ = register_by_fields(service, by="hachiro")
    for office in (TEST, OTHER):
        feed(service, person(service).insured_number, office, "2025-12-17")
    # then on that day nothing changes here
    assert heard(service, id_, "hachiro") == {"hachiro": []}


def test_an_accepted_filing_that_begins_later(service: Service) -> None:
    id_ = register_by_fields(service, by="hachiro")
    answer(service, submitted(service, id_, startsOn="2025-12-18"))
    assert heard(service, id_, "hachiro", "nurse") == dict.fromkeys(("hachiro", "nurse"), on(CHARGE, 18))


@pytest.mark.parametrize(
    ("kind", "changed", "days"),
    [
        ("reduction", {"effectiveOn": "2025-12-16", "validUntil": "2025-12-18"}, (16, 19)),
        ("hillyAreaReduction", {"effectiveOn": "2025-12-17", "validUntil": "2025-12-17"}, (17, 18)),
        ("burdenRatio", {"firstEnd": "2025-12-16", "secondStart": "2025-12-18"}, (17, 18)),
        ("burdenRatio", {"firstStart": "2025-12-17", "firstEnd": "2025-12-18", **dict.fromkeys(
            ("secondRatio", "secondStart", "secondEnd"))}, (17, 19)),
        ("insuredCertificate", {"validFrom": "2025-12-16", "validUntil": "2025-12-19", **dict.fromkeys(
            ("restriction", "restrictionFrom", "restrictionUntil", "restrictedRate"))}, (16, 20)),
        ("burdenLimit", {}, ()),
    ],
)  # fmt: skip
def test_a_certificate_that_begins_and_runs_out(
    service: Service, kind: str, changed: dict[str, object], days: tuple[int, ...]
) -> None:
    one = brought(service, kind, **changed)
    assert heard(service, one.id, "nurse", "clerk") == dict.fromkeys(("nurse", "clerk"), on(CERTIFICATE, *days))


def test_the_new_fiscal_year_is_told_to_who_sees_the_money(service: Service) -> None:
    [one] = enlist(service, 1, insured_number=NUMBER)
    service.clock.instant = datetime.datetime(2026, 3, 30, 12, tzinfo=JST)
    users = "hachiro", "care-manager", "nurse"
    seen = [service.ask(user, SEES_MONEY, id=one.id).body["data"]["beneficiary"]["equipment"] for user in users]
    assert [one is not None for one in seen] == [True, False, False]
    assert heard(service, one.id, *users, days=3) == {
        "hachiro": on(MONEY, 1, month=4, year=2026),
        "care-manager": [],
        "nurse": [],
    }


def test_what_lowers_the_benefit_and_a_new_limit(service: Service) -> None:
    lowered = {"restrictionFrom": "2025-12-16", "restrictionUntil": "2025-12-17"}
    one = brought(service, "insuredCertificate", **lowered)
    kind, day = LimitKind.EQUIPMENT_PURCHASE, datetime.date(2025, 12, 20)
    store(service, [BenefitLimit(kind=kind, valid_from=day, amount=110_000)])
    assert heard(service, one.id, "hachiro", "nurse") == {"hachiro": on(MONEY, 16, 18, 20), "nurse": []}


def test_a_day_costs_a_statement_a_kind_and_walks_through_no_table(service: Service) -> None:
    """However many people there are in the country: those of the list are known by the office, and the rest by them."""
    start = here(service, "hachiro")
    ran = []
    for instant in (service.clock.instant + SECOND, service.clock.instant + DAY):
        service.clock.instant = instant
        with service.statements() as statements:
            service.ask("hachiro", CHANGES, since=start)
        ran.append([one for one in statements if "BETWEEN" in one])
    assert [len(one) for one in ran] == [0, 4]
    if service.database.dialect.name != "sqlite":
        return
    with service.rows() as rows:
        explained = [text("EXPLAIN QUERY PLAN " + one.replace("?", "1")) for one in ran[1]]
        steps = [row[3] for one in explained for row in rows.connection().execute(one)]
    assert [step for step in steps if step.startswith("SCAN") and "benefit_limit" not in step] == []
    assert sum("SEARCH registration USING" in step for step in steps) == 4
