"""POST /token: a partner system gets a token for its client certificate, and for that one alone (RFC 6749, RFC 8705)."""

import datetime
import http.client
import json
from collections.abc import Callable
from contextlib import closing
from typing import Any
from urllib.parse import urlencode

import pytest
from sqlalchemy import select

from graph.commands.authority import Pair
from models.row import col
from models.rows import Guess, Session, Staff
from permissions.credentials import digest
from tests.partners import send
from tests.secured import NOTHING, OTHER_OFFICE, Secured, post
from tests.service import Answer, Service
from tests.signing_in import WRONG_PASSWORD, assert_refused, change, start, stored

FORM = "application/x-www-form-urlencoded"
GOOD = {"grant_type": "client_credentials", "client_id": "partner"}
WHO = "{ partnerOperations { partnerUserId } }"
SECOND = datetime.timedelta(seconds=1)
REFUSED = {
    "error": "invalid_client",
    "message": "クライアントを確認できません。client_id と、電子証明書か client_secret を確かめてください。",
}
INVALID: dict[str, tuple[str, str, int]] = {
    "": ("", "invalid_request", 400),
    "no form": ("grant_type", "invalid_request", 400),
    "no grant": ("client_id=partner", "invalid_request", 400),
    "no client": ("grant_type=client_credentials", "invalid_request", 400),
    "an empty client": ("grant_type=client_credentials&client_id=", "invalid_request", 400),
    "a field twice": (f"{urlencode(GOOD)}&client_id=partner", "invalid_request", 400),
    "no ASCII": (f"{urlencode(GOOD)}&x=あ", "invalid_request", 400),
    "no UTF-8": (f"{urlencode(GOOD)}&x=%FF", "invalid_request", 400),
    "many fields": (f"{urlencode(GOOD)}&" + "&".join(f"x{place}=1" for place in range(9)), "invalid_request", 400),
    "too much": (f"{urlencode(GOOD)}&x=" + "y" * 10_000, "invalid_request", 413),
    "a password": ("grant_type=password&client_id=partner&username=a&password=b", "unsupported_grant_type", 400),
    "a refresh token": ("grant_type=refresh_token&refresh_token=x", "unsupported_grant_type", 400),
    "a scope": (f"{urlencode(GOOD)}&scope=everything", "invalid_scope", 400),
}


def ask(
    connection: http.client.HTTPConnection, body: str = urlencode(GOOD), media_type: str = FORM, **headers: str
) -> tuple[int, Any, http.client.HTTPMessage]:
    """Status, JSON and headers of an answer of /token."""
    connection.request("POST", "/token", body.encode(), {"Content-Type": media_type, **headers})
    with closing(connection.getresponse()) as response:
        return response.status, json.loads(response.read()), response.headers


def token(secured: Secured, pair: Pair) -> str:
    status, told, _ = ask(secured.connect(pair))
    assert status == 200
    return str(told["access_token"])


def who(connection: http.client.HTTPConnection, bearer: str) -> Answer:
    return post(connection, {"query": WHO}, (("Authorization", f"Bearer {bearer}"),))


def guesses(secured: Secured) -> list[int]:
    with secured.service.rows() as rows:
        return list(rows.execute(select(col(Guess.times)).where(col(Guess.times) > 0)).scalars())


def test_a_token_for_the_certificate_of_the_office(secured: Secured) -> None:
    # given a registered certificate, when the partner asks with it
    pair = secured.certificate()
    status, told, headers = ask(secured.connect(pair))
    # then it gets an opaque token for ten minutes, nothing to renew it, and nothing may keep the answer
    assert (status, told) == (200, {"access_token": told["access_token"], "token_type": "Bearer", "expires_in": 600})
    assert len(told["access_token"]) == 43
    assert (headers["cache-control"], headers["pragma"]) == ("no-store", "no-cache")
    # and only its hash is stored, bound to the certificate
    with secured.service.rows() as rows:
        session = rows.execute(select(Session)).scalar_one()
        staff = rows.execute(select(Staff).where(col(Staff.key) == session.staff_key)).scalar_one()
        assert (session.token_hash, session.certificate) == (digest(told["access_token"]), pair.fingerprint)
        assert staff.user_id == "partner"
    # and it works
    assert who(secured.connect(pair), told["access_token"]).data == {
        "partnerOperations": [{"partnerUserId": "partner"}]
    }


def test_it_works_with_its_own_certificate_only(open_secured: Callable[..., Secured]) -> None:
    """A14; also where the demo demands none."""
    for demanded in ("offices", "nobody"):
        secured = open_secured(certificates_from=demanded)
        own, second, others = secured.certificate(), secured.certificate(), secured.certificate(OTHER_OFFICE)
        bearer = token(secured, own)
        for connection in (secured.connect(second), secured.connect(others), secured.connect()):
            answer = who(connection, bearer)
            assert (answer.status, answer.codes) == (401, ["UNAUTHENTICATED"])
        assert who(secured.connect(own), bearer).status == 200


def test_it_ends_after_ten_minutes_however_it_is_used(open_secured: Callable[..., Secured]) -> None:
    secured = open_secured(idle_minutes=1)
    pair, clock = secured.certificate(), secured.service.clock
    bearer, begun = token(secured, pair), clock.instant
    before = stored(secured.service, Session)
    clock.instant = begun + datetime.timedelta(minutes=10) - SECOND
    assert who(secured.connect(pair), bearer).status == 200
    assert stored(secured.service, Session) == before, "being used is not written"
    clock.instant = begun + datetime.timedelta(minutes=10)
    assert who(secured.connect(pair), bearer).status == 401


def test_a_revoked_certificate_ends_it_at_once(secured: Secured) -> None:
    pair = secured.certificate()
    connection, bearer = secured.connect(pair), token(secured, pair)
    assert who(connection, bearer).status == 200
    secured.revoke_in_table(pair)
    assert who(connection, bearer).codes == ["CERTIFICATE_REVOKED"]
    *refused, headers = ask(connection)
    assert (refused, headers["WWW-Authenticate"]) == ([401, REFUSED], "Bearer")


def test_a_partner_gets_none_by_a_secret(secured: Secured) -> None:
    """A secret is what card-reader apps have (tests/test_card_app_token.py)."""
    for body in (f"{urlencode(GOOD)}&client_secret=x", f"{urlencode(GOOD)}&client_secret="):
        assert ask(secured.connect(secured.certificate()), body)[:2] == (401, REFUSED)
    assert stored(secured.service, Session) == []


@pytest.mark.parametrize("client", ["hachiro", "office-user", "nobody", "big-partner", "chart", "Partner", "a%00b"])
def test_one_answer_for_every_wrong_client(secured: Secured, client: str) -> None:
    """People, unknown ids, and the partners of other offices."""
    answer = ask(secured.connect(secured.certificate()), f"grant_type=client_credentials&client_id={client}")
    assert answer[:2] == (401, REFUSED)
    assert stored(secured.service, Session) == []


def test_a_suspended_partner_gets_none_and_loses_what_it_has(secured: Secured) -> None:
    pair = secured.certificate()
    bearer = token(secured, pair)
    change(secured.service, "partner", suspended=True)
    assert ask(secured.connect(pair))[:2] == (401, REFUSED)
    assert who(secured.connect(pair), bearer).status == 401


def test_without_a_good_certificate_there_is_none(open_secured: Callable[..., Secured]) -> None:
    """None, one that is not in the table, one of another office, one that is over; also where none is demanded."""
    secured = open_secured(certificates_from="nobody")
    unknown, other, over = secured.authority.issue("x"), secured.certificate(OTHER_OFFICE), secured.certificate()
    for pair in (None, unknown, other):
        assert ask(secured.connect(pair))[:2] == (401, REFUSED)
    secured.service.clock.instant = over.certificate.not_valid_after_utc + SECOND
    assert ask(secured.connect(over))[:2] == (401, REFUSED)
    assert stored(secured.service, Session) == []
    assert guesses(secured) == [1], "only a certificate that holds can guess"


@pytest.mark.parametrize("how", INVALID)
def test_what_is_no_such_request_is_refused_by_the_codes_of_the_standard(secured: Secured, how: str) -> None:
    body, code, status = INVALID[how]
    found, told, headers = ask(secured.connect(secured.certificate()), body)
    assert (found, told["error"], headers["cache-control"]) == (status, code, "no-store")
    assert stored(secured.service, Session) == []
    assert (secured.stored(), guesses(secured)) == (NOTHING, [])


def test_a_password_in_the_header_or_another_media_type_is_no_request(secured: Secured) -> None:
    connection = secured.connect(secured.certificate())
    assert ask(connection, Authorization="Basic cGFydG5lcjp4")[1]["error"] == "invalid_request"
    status, told, _ = ask(connection, json.dumps(GOOD), "application/json")
    assert (status, told["error"]) == (415, "invalid_request")
    connection.request("GET", "/token")
    with closing(connection.getresponse()) as response:
        assert (response.status, response.headers["allow"]) == (405, "POST")
    assert stored(secured.service, Session) == []


def test_whoever_guesses_with_a_certificate_must_wait_and_its_people_need_not(secured: Secured) -> None:
    # given fifty wrong tries with one certificate
    pair = secured.certificate()
    connection, second = secured.connect(pair), secured.connect(secured.certificate())
    for place in range(50):
        assert ask(connection, f"grant_type=client_credentials&client_id=guess-{place}")[0] == 401
    # then the next is not looked at, though it were right
    status, told, headers = ask(connection)
    assert (status, told["error"], headers["Retry-After"]) == (429, "temporarily_unavailable", "1")
    assert told["message"].startswith("続けて失敗したため、")
    assert stored(secured.service, Session) == []
    # but another certificate of the office is free, and so is this one after a second; then all is forgotten
    assert ask(second)[0] == 200
    secured.service.clock.instant += SECOND
    assert ask(connection)[0] == 200
    assert guesses(secured) == []


def test_a_partner_does_not_sign_in_with_a_password(service: Service) -> None:
    for entry in ("STAFF", "OFFICE_USER", "REVIEW_BOARD"):
        assert_refused(start(service, "partner", entry=entry), WRONG_PASSWORD)


def test_the_command_for_demos_still_opens_a_session(service: Service) -> None:
    assert send(service, "partner", query=WHO).data == {"partnerOperations": [{"partnerUserId": "partner"}]}
