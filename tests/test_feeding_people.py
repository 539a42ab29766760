"""Insured people fed by a municipality's system (B24, S83): new, changed, gone, protected; seen with the next query."""

from typing import Any

import pytest
from sqlalchemy import select

from models.row import col
from models.rows import Beneficiary, FedVersion, Registration
from seed.stories import STORIES
from tests.consenting import feed as feed_consent
from tests.consenting import register
from tests.feeding import MUNICIPAL, RECORDED, TOUCHED, fed, feed
from tests.filing import submit
from tests.managing import faults
from tests.oracles.crowd import enlist
from tests.proving import person, register_by_fields, tried
from tests.service import Answer, Service
from tests.signing_in import stored

NUMBER = "1111100001"
WHO: dict[str, Any] = {
    "insuredNumber": NUMBER,
    "name": "新田 花子",
    "kana": "ニッタ ハナコ",
    "birthDate": "1941-02-03",
    "sex": "FEMALE",
    "postalCode": "000-0101",
    "address": "見本市日向町2番3号",
    "phone": "097-000-1941",
}
HEAD = (
    "query Head($id: ID!) { beneficiary(id: $id) { insuredNumber name kana birthDate sex postalCode address phone } }"
)
OPENS = "query Opens($id: ID!) { beneficiary(id: $id) { proof { opensConsent opensFiling } } }"
GONE = "query Gone($id: ID!) { beneficiary(id: $id) { eligibilityLostOn eligibilityLoss } }"
FOUND = "query Found($search: String!) { beneficiaries(search: $search) { edges { node { name } } } }"
ALL_TOUCHED: tuple[type[Any], ...] = (*TOUCHED, Registration)
UNKNOWN = [("BENEFICIARY_UNKNOWN", ["input", "insuredNumber"])]


def head(service: Service, id_: str, by: str = "nurse") -> Any:
    return service.ask(by, HEAD, id=id_).data["beneficiary"]


def opens(service: Service, id_: str) -> Any:
    return service.ask("hachiro", OPENS, id=id_).data["beneficiary"]["proof"]


def send(service: Service, by: str = MUNICIPAL, **changed: Any) -> Answer:
    return feed(service, "feedBeneficiary", by, beneficiary={**WHO, **changed})


def test_a_new_person_can_be_registered_at_once(service: Service) -> None:
    id_, changed = fed(service, "feedBeneficiary", beneficiary=WHO)
    assert (id_[:4], changed) == ("fed_", True)
    found = register_by_fields(service, NUMBER)
    assert head(service, found) == WHO
    assert tried(service)[0] == ("feedBeneficiary", "DONE", f'["{found}"]')
    assert fed(service, "feedBeneficiary", beneficiary=WHO) == (id_, False)
    assert person(service, NUMBER).insurer_key == 1


def test_who_changes_their_name_is_found_by_the_new_one(service: Service) -> None:
    """On every office's list; the number and the id stay, and what was shown before is kept."""
    fed(service, "feedBeneficiary", beneficiary=WHO)
    found = register_by_fields(service, NUMBER)
    married = {
        **WHO,
        "name": "改田 花子",
        "kana": "アラタダ ハナコ",
        "address": None,
        "postalCode": None,
        "phone": None,
    }
    assert fed(service, "feedBeneficiary", beneficiary=married)[1] is True
    assert head(service, found) == married
    for search, names in (("改田", ["改田 花子"]), ("アラタダ", ["改田 花子"]), ("ニッタハナコ", []), ("新田花子", [])):
        edges = service.ask("nurse", FOUND, search=search).data["beneficiaries"]["edges"]
        assert [edge["node"]["name"] for edge in edges] == names
    with service.rows() as rows:
        row = rows.scalars(select(Registration).where(col(Registration.insured_number) == NUMBER)).one()
        [*_, version] = rows.scalars(select(FedVersion).order_by(col(FedVersion.key))).all()
    assert (row.initial, row.sort_kana) == ("ア", "アラタタハナコ アラタダハナコ")
    assert '"name":"新田 花子"' in version.content


def test_an_address_alone_leaves_the_list_alone(service: Service) -> None:
    fed(service, "feedBeneficiary", beneficiary=WHO)
    found = register_by_fields(service, NUMBER)
    before = stored(service, Registration)
    assert fed(service, "feedBeneficiary", beneficiary={**WHO, "address": "見本市中央9番"})[1] is True
    assert (head(service, found)["address"], stored(service, Registration)) == ("見本市中央9番", before)


def test_who_leaves_consents_and_is_filed_for_no_more(service: Service) -> None:
    number = STORIES["consent-none"]
    found = register_by_fields(service, number)
    proven = register_by_fields(service, number, "hachiro", "FILING")
    asked = {"insuredNumber": number, "eligibilityLostOn": "2025-12-15", "eligibilityLoss": "MOVED_OUT"}
    assert fed(service, "feedEligibilityLoss", **asked)[1] is True
    assert service.ask("nurse", GONE, id=found).data["beneficiary"] == {
        "eligibilityLostOn": "2025-12-15",
        "eligibilityLoss": "MOVED_OUT",
    }
    assert ("ELIGIBILITY_LOST", ["input", "beneficiaryId"]) in faults(register(service, found))
    assert faults(feed_consent(service, number, "GIVEN", "2025-12-15")) == [
        ("ELIGIBILITY_LOST", ["input", "insuredNumber"])
    ]
    assert ("ELIGIBILITY_LOST", ["input", "beneficiaryId"]) in faults(submit(service, proven))
    assert opens(service, found) == {"opensConsent": False, "opensFiling": False}
    # and it can be undone
    assert fed(service, "feedEligibilityLoss", insuredNumber=number)[1] is True
    assert fed(service, "feedEligibilityLoss", insuredNumber=number)[1] is False
    assert opens(service, found) == {"opensConsent": True, "opensFiling": True}
    assert "errors" not in register(service, found).data["registerConsent"]


def test_a_protected_persons_address_is_gone_with_the_next_query(service: Service) -> None:
    fed(service, "feedBeneficiary", beneficiary=WHO)
    found = register_by_fields(service, NUMBER)
    asked = {"insuredNumber": NUMBER, "protectedFrom": "2025-12-15", "protectedUntil": "2026-12-14"}
    assert fed(service, "feedProtection", **asked)[1] is True
    hidden = {**WHO, "address": None, "postalCode": None, "phone": None}
    assert head(service, found) == hidden
    # what else is fed of the person leaves the protection alone
    assert fed(service, "feedBeneficiary", beneficiary={**WHO, "phone": "097-000-1942"})[1] is True
    assert head(service, found) == hidden
    assert fed(service, "feedProtection", insuredNumber=NUMBER)[1] is True
    assert head(service, found) == {**WHO, "phone": "097-000-1942"}


B = ["input", "beneficiary"]


@pytest.mark.parametrize(
    ("name", "asked", "expected"),
    [
        (
            "feedBeneficiary",
            {
                "beneficiary": {
                    "insuredNumber": "h234567890",
                    "name": " ",
                    "kana": "にった",
                    "birthDate": "2025-12-16",
                    "sex": "MALE",
                    "postalCode": "0000101",
                    "address": "二行\nの",
                    "phone": "\0",
                }
            },
            [
                *[("TEXT_WRONG", [*B, name]) for name in ("name", "address", "phone")],
                ("DATE_IN_FUTURE", [*B, "birthDate"]),
                *[("FORM_WRONG", [*B, name]) for name in ("insuredNumber", "kana", "postalCode", "phone")],
            ],
        ),
        (
            "feedEligibilityLoss",
            {"insuredNumber": "9999999999", "eligibilityLostOn": "2025-12-15"},
            [*UNKNOWN, ("VALUE_MISSING", ["input", "eligibilityLoss"])],
        ),
        (
            "feedEligibilityLoss",
            {"insuredNumber": "2222200002", "eligibilityLostOn": "1899-12-31", "eligibilityLoss": "DEATH"},
            [*UNKNOWN, ("DATE_WRONG", ["input", "eligibilityLostOn"])],
        ),
        (
            "feedProtection",
            {"insuredNumber": "2222200002", "protectedFrom": "2025-12-15", "protectedUntil": "2025-12-14"},
            [*UNKNOWN, ("PERIOD_WRONG", ["input", "protectedUntil"])],
        ),
        (
            "feedProtection",
            {"insuredNumber": "\0", "protectedUntil": "2025-12-14"},
            [*UNKNOWN, ("VALUE_NOT_ALLOWED", ["input", "protectedUntil"])],
        ),
    ],
)
def test_everything_that_is_wrong_is_told_at_once(
    service: Service, name: str, asked: dict[str, Any], expected: list[tuple[str, list[str]]]
) -> None:
    enlist(service, 1, insured_number="2222200002", insurer_key=2)
    service.token(MUNICIPAL)
    before = stored(service, *RECORDED, Registration)
    assert faults(feed(service, name, **asked)) == expected
    assert stored(service, *RECORDED, Registration) == before


def test_the_same_number_at_another_insurer_is_somebody_else(service: Service) -> None:
    [other] = enlist(service, 1, insured_number=NUMBER, insurer_key=2, name="他市 太郎")
    assert fed(service, "feedBeneficiary", beneficiary=WHO)[1] is True
    assert head(service, other.id, "hachiro")["name"] == "他市 太郎"
    with service.rows() as rows:
        same = select(Beneficiary).where(col(Beneficiary.insured_number) == NUMBER)
        assert len(rows.scalars(same).all()) == 2


@pytest.mark.parametrize("by", ["municipal", "hachiro", "partner"])
@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("feedBeneficiary", {"beneficiary": WHO}),
        ("feedEligibilityLoss", {"insuredNumber": NUMBER}),
        ("feedProtection", {"insuredNumber": NUMBER, "protectedFrom": "2025-12-15"}),
    ],
)
def test_nobody_else_feeds(service: Service, by: str, name: str, asked: dict[str, Any]) -> None:
    enlist(service, 1, insured_number=NUMBER)
    service.token(by)
    before = stored(service, *ALL_TOUCHED)
    assert feed(service, name, by, **asked).codes == ["FORBIDDEN"]
    assert stored(service, *ALL_TOUCHED) == before
