"""How a card-reader app gets in (S15): by the name and the secret its office has, for an hour, and only while it may."""

import datetime
import hashlib
from typing import Any
from urllib.parse import urlencode

import pytest
from sqlalchemy import select

from models.row import col
from models.rows import Guess, Session, Staff
from permissions.credentials import digest
from seed.accounts import DEMO_APP, DEMO_APP_SECRET
from tests.managing import faults
from tests.secured import OTHER_OFFICE, Secured
from tests.service import Answer, Service
from tests.signing_in import WHO, WRONG_PASSWORD, assert_refused, start, stored
from tests.test_card_apps import END, REGISTER, SECRET, act, issue, issue_and_register
from tests.test_token import REFUSED
from tests.test_token import ask as ask_secured

SECOND, HOUR = datetime.timedelta(seconds=1), datetime.timedelta(hours=1)
APP = "reader-1"


def ask(service: Service, client: str = APP, secret: str = SECRET, **more: str) -> tuple[int, Any]:
    form = {"grant_type": "client_credentials", "client_id": client, "client_secret": secret, **more}
    response = service.client.post("/token", data=form)
    return response.status_code, response.json()


def token(service: Service, client: str = APP, secret: str = SECRET) -> str:
    status, told = ask(service, client, secret)
    assert status == 200, told
    return str(told["access_token"])


def who(service: Service, bearer: str) -> Answer:
    return service.post({"query": WHO}, {"Authorization": f"Bearer {bearer}"})


def guesses(service: Service) -> list[tuple[str, int]]:
    with service.rows() as rows:
        return [tuple(row) for row in rows.execute(select(col(Guess.subject), col(Guess.times)))]


def test_a_registered_app_gets_in_for_an_hour(service: Service) -> None:
    issue_and_register(service)
    status, told = ask(service)
    assert (status, told) == (200, {"access_token": told["access_token"], "token_type": "Bearer", "expires_in": 3600})
    assert who(service, told["access_token"]).data == {"viewer": {"userId": APP}}
    begun = service.clock.instant
    service.clock.instant = begun + HOUR - SECOND
    assert who(service, told["access_token"]).status == 200
    service.clock.instant = begun + HOUR
    assert who(service, told["access_token"]).codes == ["UNAUTHENTICATED"]


def test_it_is_an_account_of_its_office_that_sees_nobody(service: Service) -> None:
    issue_and_register(service)
    with service.rows() as rows:
        staff = rows.execute(select(Staff).where(col(Staff.user_id) == APP)).scalar_one()
        assert (staff.kind.name, staff.office_key, staff.password_hash, staff.mail) == ("CARD_APP", 1, "", "")
    asked = {"query": "{ viewer { kind office { number } posts { service } menu { readable actions } } }"}
    told = service.post(asked, {"Authorization": f"Bearer {token(service)}"}).data["viewer"]
    assert told == {
        "kind": "CARD_APP",
        "office": {"number": "4400000011"},
        "posts": [],
        "menu": {"readable": [], "actions": ["REGISTER_BY_CARD"]},
    }
    people = {"query": "{ beneficiaries { totalCount } }"}
    assert service.post(people, {"Authorization": f"Bearer {token(service)}"}).codes == ["FORBIDDEN"]


def test_only_the_hash_of_the_secret_is_known(service: Service) -> None:
    issue_and_register(service)
    bearer = token(service)
    with service.rows() as rows:
        names = rows.execute(select(Session)).scalars()
        assert digest(bearer) in {session.token_hash for session in names}
    assert SECRET not in str(stored(service, Session, Staff))


def test_the_demos_app_gets_in(service: Service) -> None:
    assert who(service, token(service, DEMO_APP, DEMO_APP_SECRET)).data == {"viewer": {"userId": DEMO_APP}}


@pytest.mark.parametrize(
    ("client", "secret"),
    [
        (APP, "wrong"),
        (APP, ""),
        (APP, hashlib.sha256(SECRET.encode()).hexdigest()),
        ("reader-2", SECRET),
        ("issued-only", SECRET),
        ("hachiro", "Kaigo-Demo-2026"),
        ("partner", SECRET),
        ("\0", SECRET),
    ],
)
def test_one_answer_for_everything_that_is_wrong(service: Service, client: str, secret: str) -> None:
    issue_and_register(service)
    issue(service, "issued-only")
    before = stored(service, Session)
    assert ask(service, client, secret) == (401, REFUSED)
    assert stored(service, Session) == before


def test_an_app_without_its_secret_does_not_get_in(service: Service) -> None:
    issue_and_register(service)
    form = {"grant_type": "client_credentials", "client_id": APP}
    response = service.client.post("/token", data=form)
    assert (response.status_code, response.json()) == (401, REFUSED)


def test_its_end_ends_its_sessions_at_once_and_for_good(service: Service) -> None:
    issue_and_register(service)
    bearer = token(service)
    act(service, END, APP)
    assert who(service, bearer).codes == ["UNAUTHENTICATED"]
    assert ask(service) == (401, REFUSED)
    assert faults(act(service, REGISTER, APP)) == [("CARD_APP_UNKNOWN", ["input", "appId"])]
    assert faults(issue(service, APP)) == [("APP_ID_TAKEN", ["input", "appId"])]
    with service.rows() as rows:
        assert rows.execute(select(Staff).where(col(Staff.user_id) == APP)).scalar_one().suspended


def test_wrong_secrets_are_counted_and_the_right_one_ends_the_row(service: Service) -> None:
    issue_and_register(service)
    for _ in range(5):
        assert ask(service, secret="wrong") == (401, REFUSED)
    # the sixth is not looked at for a second, though it were right
    status, told = ask(service)
    assert (status, told["error"]) == (429, "temporarily_unavailable")
    assert guesses(service) == [(digest(f"app:{APP}"), 5)]
    service.clock.instant += SECOND
    assert ask(service)[0] == 200
    assert guesses(service) == []


def test_an_app_does_not_sign_in_with_a_password(service: Service) -> None:
    issue_and_register(service)
    for entry in ("STAFF", "OFFICE_USER", "REVIEW_BOARD"):
        assert_refused(start(service, APP, "", entry), WRONG_PASSWORD)


def test_where_certificates_are_demanded_it_must_be_the_offices(secured: Secured) -> None:
    form = urlencode({"grant_type": "client_credentials", "client_id": DEMO_APP, "client_secret": DEMO_APP_SECRET})
    own, others = secured.certificate(), secured.certificate(OTHER_OFFICE)
    for pair in (None, others):
        assert ask_secured(secured.connect(pair), form)[:2] == (401, REFUSED)
    status, told, _ = ask_secured(secured.connect(own), form)
    assert status == 200
    # and its session is worth nothing with another certificate of the office
    second = secured.certificate()
    for pair, expected in ((own, 200), (second, 401), (None, 401)):
        bearer = (("Authorization", f"Bearer {told['access_token']}"),)
        assert secured.ask(secured.connect(pair), None, WHO, bearer).status == expected
