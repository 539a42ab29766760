"""What the billing system brings (S01, S09, S81): offices, office users and certificates arrive, change and end."""

import re
from collections.abc import Mapping
from typing import Any

import pytest
from sqlalchemy import select

from models.row import col
from models.rows import (
    ActionRecord,
    ClientCertificate,
    Message,
    Office,
    OfficeCapability,
    OfficeService,
    Performed,
    Staff,
)
from tests.managing import account, faults, new_key
from tests.service import Answer, Service
from tests.signing_in import WHO, content, messages, request_code, sign_in, stored

FED = "... on Fed { key } ... on Refused { errors { code message path } }"
OFFICE = f"mutation Feed($input: FeedOfficeInput!) {{ feedOffice(input: $input) {{ {FED} }} }}"
USER = f"mutation Feed($input: FeedOfficeUserInput!) {{ feedOfficeUser(input: $input) {{ {FED} }} }}"
CERTIFICATE = (
    f"mutation Feed($input: FeedOfficeCertificateInput!) {{ feedOfficeCertificate(input: $input) {{ {FED} }} }}"
)
TEST, MULTI, NEW = "4400000011", "4490100015", "4470100999"
TOUCHED = (Office, OfficeCapability, OfficeService, Staff, ClientCertificate, Performed, Message)
GOOD_OFFICE = {
    "number": NEW,
    "name": "ケアプランひなた",
    "address": "見本市日向町1番1号",
    "phone": "097-000-2001",
    "capabilities": ["CARE", "PLAN_MAKING"],
    "services": ["CARE_MANAGEMENT"],
}
GOOD_USER = {
    "officeNumber": NEW,
    "userId": "hinata-office",
    "name": "ケアプランひなた",
    "mail": "office@hinata.example",
}
PRINT = "ab" * 32
GOOD_CERTIFICATE = {"officeNumber": TEST, "fingerprint": PRINT, "notAfter": "2027-03-31T23:59:59+09:00"}


def feed(service: Service, query: str, fed: Mapping[str, object], by: str = "billing-system", **changed: Any) -> Answer:
    return service.ask(by, query, input={"idempotencyKey": new_key(), **fed, **changed})


def test_an_office_arrives_with_its_user_who_sets_it_up(service: Service) -> None:
    # given an office and its user that were not there
    assert feed(service, OFFICE, GOOD_OFFICE).data == {"feedOffice": {"key": NEW}}
    assert feed(service, USER, GOOD_USER).data == {"feedOfficeUser": {"key": "hinata-office"}}
    # when the user signs in with the first password that went to its mail
    [mail] = messages(service)
    [password] = re.findall("初回パスワード: (.+)", content(mail))
    asked = request_code(service, "hinata-office", password, entry="OFFICE_USER")
    # then it is the office's own
    assert sign_in(service, *asked).data["signIn"]["passwordChangeRequired"] is True
    found = account(service, "hinata-office")
    assert (found["kind"].name, found["insurer_key"], found["suspended"]) == ("OFFICE_USER", None, False)
    with service.rows() as rows:
        office = rows.execute(select(Office).where(col(Office.key) == found["office_key"])).scalar_one()
        assert (office.number, office.name, office.deemed) == (NEW, "ケアプランひなた", False)


def test_an_office_changes_and_what_rested_on_a_service_ends_at_once(service: Service) -> None:
    menu = "{ viewer { office { name capabilities } posts { service } } }"
    assert service.ask("nurse", menu).data["viewer"]["posts"] == [{"service": "HOME_NURSING"}]
    changed = {**GOOD_OFFICE, "number": TEST, "name": "新しい名前", "services": ["DAY_CARE"], "capabilities": ["CARE"]}
    assert feed(service, OFFICE, changed).data == {"feedOffice": {"key": TEST}}
    assert service.ask("nurse", menu).data == {
        "viewer": {"office": {"name": "新しい名前", "capabilities": ["CARE"]}, "posts": []}
    }


def test_an_office_user_changes_and_ends(service: Service) -> None:
    assert service.ask("office-user", WHO).data
    changed = {**GOOD_USER, "officeNumber": TEST, "userId": "office-user", "mail": "new@kaigo.example"}
    before = account(service, "office-user")
    assert feed(service, USER, changed, suspended=True).data == {"feedOfficeUser": {"key": "office-user"}}
    after = account(service, "office-user")
    assert (after["mail"], after["suspended"]) == ("new@kaigo.example", True)
    assert after["password_hash"] == before["password_hash"]
    assert service.ask("office-user", WHO).codes == ["UNAUTHENTICATED"]
    assert messages(service) == []


def test_a_certificate_arrives_and_is_revoked_for_good(service: Service) -> None:
    assert feed(service, CERTIFICATE, GOOD_CERTIFICATE).data == {"feedOfficeCertificate": {"key": PRINT}}
    assert feed(service, CERTIFICATE, GOOD_CERTIFICATE, revoked=True).data["feedOfficeCertificate"] == {"key": PRINT}
    before = stored(service, *TOUCHED, ActionRecord)
    assert faults(feed(service, CERTIFICATE, GOOD_CERTIFICATE)) == [("CERTIFICATE_REVOKED", ["input", "fingerprint"])]
    assert stored(service, *TOUCHED, ActionRecord) == before
    with service.rows() as rows:
        entry = rows.execute(select(ClientCertificate).where(col(ClientCertificate.fingerprint) == PRINT)).scalar_one()
        assert (entry.office_key, entry.status.name, entry.not_after.isoformat()) == (
            1,
            "REVOKED",
            "2027-03-31T23:59:59+09:00",
        )


@pytest.mark.parametrize(
    ("query", "fed", "wrong", "expected"),
    [
        (OFFICE, GOOD_OFFICE, {"number": "12"}, [("OFFICE_NUMBER_WRONG", "number")]),
        (
            OFFICE,
            GOOD_OFFICE,
            {
                "name": " ",
                "address": "見本市\0",
                "phone": "\0",
                "capabilities": ["MUNICIPALITY"],
                "services": [],
            },
            [
                ("OFFICE_NAME_WRONG", "name"),
                ("OFFICE_ADDRESS_WRONG", "address"),
                ("OFFICE_PHONE_WRONG", "phone"),
                ("OFFICE_CAPABILITIES_WRONG", "capabilities"),
                ("OFFICE_SERVICES_WRONG", "services"),
            ],
        ),
        (
            USER,
            GOOD_USER,
            {"userId": "A", "mail": "x"},
            [("OFFICE_UNKNOWN", "officeNumber"), ("USER_ID_WRONG", "userId"), ("MAIL_WRONG", "mail")],
        ),
        (USER, GOOD_USER, {"officeNumber": TEST, "userId": "nurse"}, [("USER_ID_TAKEN", "userId")]),
        (USER, GOOD_USER, {"officeNumber": MULTI, "userId": "office-user"}, [("USER_ID_TAKEN", "userId")]),
        (CERTIFICATE, GOOD_CERTIFICATE, {"fingerprint": PRINT.upper()}, [("FINGERPRINT_WRONG", "fingerprint")]),
        (CERTIFICATE, GOOD_CERTIFICATE, {"officeNumber": "\0"}, [("OFFICE_UNKNOWN", "officeNumber")]),
    ],
)
def test_what_does_not_fit_changes_nothing(
    service: Service,
    query: str,
    fed: Mapping[str, object],
    wrong: Mapping[str, object],
    expected: list[tuple[str, str]],
) -> None:
    service.token("billing-system")
    before = stored(service, *TOUCHED, ActionRecord)
    assert faults(feed(service, query, {**fed, **wrong})) == [(code, ["input", part]) for code, part in expected]
    assert stored(service, *TOUCHED, ActionRecord) == before


def test_a_certificate_stays_with_its_office(service: Service) -> None:
    feed(service, CERTIFICATE, GOOD_CERTIFICATE)
    before = stored(service, *TOUCHED, ActionRecord)
    answer = feed(service, CERTIFICATE, GOOD_CERTIFICATE, officeNumber=MULTI)
    assert faults(answer) == [("FINGERPRINT_TAKEN", ["input", "fingerprint"])]
    assert stored(service, *TOUCHED, ActionRecord) == before


@pytest.mark.parametrize("by", ["office-user", "hachiro", "municipal", "partner", "portal"])
@pytest.mark.parametrize(("query", "fed"), [(OFFICE, GOOD_OFFICE), (USER, GOOD_USER), (CERTIFICATE, GOOD_CERTIFICATE)])
def test_nobody_else_feeds(service: Service, by: str, query: str, fed: Mapping[str, object]) -> None:
    service.token(by)
    before = stored(service, *TOUCHED)
    assert feed(service, query, fed, by).codes == ["FORBIDDEN"]
    assert stored(service, *TOUCHED) == before
