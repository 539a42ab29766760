"""The list of people (利用者一覧; guide p.14): its columns and orders, who is on it, and until when."""

import datetime
from collections.abc import Iterable
from typing import Any

import pytest
from sqlalchemy import select, update

from models.codes.registration import ProofPurpose
from models.row import JST, col
from models.rows import Beneficiary, Office, Registration
from seed.stories import STORIES
from tests.listing import COLUMNS, FOUND, OFF, ON, ONE, found, ids_in
from tests.service import Service

pytestmark = pytest.mark.both

IDS = """
query Ids($sort: Sort, $within: Int) {
  beneficiaries(first: 500, sort: $sort, expiringWithin: $within) { totalCount edges { node { id } } }
}
"""
PROVEN_BY_PRINTED_FIELDS = {
    "method": "PRINTED_FIELDS",
    "methodLabel": "券面情報",
    "registeredOn": "2025-10-01",
    "viewingUntil": "2025-12-24",
}
GUIDE_ROWS = [
    {
        "insuredNumber": number,
        "name": name,
        "kana": kana,
        "registration": PROVEN_BY_PRINTED_FIELDS,
        "burdenRatio": 10,
        "burdenRatioLabel": "1割",
        "applicationKind": "NEW",
        "applicationKindLabel": "新規申請",
        "certificationStatus": "ACCEPTED",
        "certificationStatusLabel": "申請受理",
        "consentStatus": "GIVEN",
        "consentStatusLabel": "同意あり",
    }
    for number, name, kana in (
        ("1234567893", "利用ウメオ", "リヨウウメオ"),
        ("1234567891", "利用タケオ", "リヨウタケオ"),
        ("1234567890", "利用ツル子", "リヨウツルコ"),
        ("1234567892", "利用マツ子", "リヨウマツコ"),
        ("1234567894", "利用ヨシ子", "リヨウヨシコ"),
    )
]
"""The guide's sample of the list, in its order (p.14)."""

TEST = "4400000011"
EXPIRING = ("viewing-until-yesterday", "viewing-until-today", "viewing-until-tomorrow")
TODAY = datetime.date(2025, 12, 15)
DAY = datetime.timedelta(days=1)


def registered(service: Service) -> list[Any]:
    """The guide's office's registrations for viewing, with the ids of their people, as they are stored."""
    statement = (
        select(Registration.__table__, col(Beneficiary.id).label("id"))  # type: ignore[attr-defined]
        .join(Office, col(Office.key) == col(Registration.office_key))
        .join(Beneficiary, col(Beneficiary.key) == col(Registration.beneficiary_key))
        .where(col(Office.number) == TEST, col(Registration.purpose) == ProofPurpose.VIEWING)
    )
    with service.rows() as rows:
        return list(rows.execute(statement).all())


def listed(service: Service) -> list[Any]:
    """Those of them who stand on the list at the clock's instant: the rule in plain words."""
    now = service.clock.instant
    return [
        row
        for row in registered(service)
        if row.viewing_until >= now.astimezone(JST).date()
        and row.removed_at is None
        and (not row.method.by_card or row.list_opened_at or now < row.read_at + DAY)
    ]


def ordered(people: Iterable[Any], key: str) -> list[str]:
    return [row.id for row in sorted(people, key=lambda row: (getattr(row, key), row.beneficiary_key))]


def test_the_guides_sample_rows_lead_to_their_people(service: Service) -> None:
    shown = service.ask("hachiro", COLUMNS, search="リヨウ").data["beneficiaries"]
    assert [edge["node"] for edge in shown["edges"]] == GUIDE_ROWS
    assert shown["totalCount"] == 5
    [id_] = ids_in(service.ask("hachiro", FOUND, number="1234567893"))
    assert service.ask("hachiro", ONE, id=id_).data == {"beneficiary": {"insuredNumber": "1234567893"}}


def test_without_arguments_it_is_the_first_fifty_by_kana(service: Service) -> None:
    shown = service.ask("hachiro", "{ beneficiaries { totalCount edges { node { id } } } }")
    expected = ordered(listed(service), "sort_kana")
    assert ids_in(shown) == expected[:50]
    assert shown.data["beneficiaries"]["totalCount"] == len(expected) > 200


def test_each_order_with_ties(service: Service) -> None:
    # given: in every order, people whom it does not tell apart
    tied = sorted(row.key for row in listed(service))[::30]
    same = {
        "sort_kana": "サトウ サトウ",
        "insured_number": "1300000100",
        "viewing_until": datetime.date(2026, 1, 1),
        "registered_on": datetime.date(2025, 11, 10),
    }
    with service.rows() as rows:
        rows.execute(update(Registration).where(col(Registration.key).in_(tied)).values(**same))
        rows.commit()

    for sort in ("KANA", "INSURED_NUMBER", "VIEWING_UNTIL", "REGISTERED_ON"):
        key = "sort_kana" if sort == "KANA" else sort.lower()
        # when
        shown = ids_in(service.ask("partner", IDS, sort=sort))
        # then
        assert shown == ordered(listed(service), key)


def test_expiring_within_so_many_days(service: Service) -> None:
    people = listed(service)
    for days in (0, 1, 2, 9, 40, 84, 3660):
        shown = service.ask("partner", IDS, within=days)
        expected = [row for row in people if row.viewing_until <= TODAY + days * DAY]
        assert ids_in(shown) == ordered(expected, "sort_kana")
        assert shown.data["beneficiaries"]["totalCount"] == len(expected)

    for days, stories in ((0, {"viewing-until-today"}), (1, {"viewing-until-today", "viewing-until-tomorrow"})):
        ids = set(ids_in(service.ask("partner", IDS, within=days)))
        numbers = {row.insured_number for row in people if row.id in ids}
        assert {story for story in EXPIRING if STORIES[story] in numbers} == stories


def test_expiring_within_days_that_are_none(service: Service) -> None:
    for days in (-1, 3661):
        refused = service.ask("hachiro", IDS.replace("first: 500, ", ""), within=days)
        assert refused.body["data"] == {"beneficiaries": None}
        assert refused.codes == ["BAD_USER_INPUT"]
        assert refused.errors[0]["message"] == "日数は0から3660の間で指定してください。"
        assert refused.errors[0]["extensions"]["argument"] == "expiringWithin"


def test_an_offices_people_are_nobody_elses(service: Service) -> None:
    assert found(service, "two-offices") == ON
    assert found(service, "two-offices", "multi-manager") == ON
    assert found(service, "elsewhere") == OFF
    assert found(service, "elsewhere", "multi-manager") == ON
    assert found(service, "no-office") == OFF
    assert found(service, "no-office", "multi-manager") == OFF
    assert found(service, "viewing-until-tomorrow") == ON
    assert found(service, "viewing-until-tomorrow", "multi-manager") == OFF
