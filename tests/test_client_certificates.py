"""Client certificates (電子証明書; S09, A19) over real TLS connections: who needs one, which are refused, and that then
nothing happens. What breaks the handshake is in test_tls.py, what a reverse proxy tells in test_peer.py and test_nginx.py.
"""

import datetime
import http.client
import re
from collections.abc import Callable

from graph.http.peer import RESERVED
from seed.accounts import DEMO_PASSWORD
from tests.secured import NOTHING, OTHER_OFFICE, PEOPLE, SECRET, WHO, Secured, assert_answered
from tests.service import Answer
from tests.signing_in import SEND, SIGN_IN, content, messages

START = """
mutation Start($id: String!, $password: String!, $entry: SignInEntry!) {
  startSignIn(input: {userId: $id, password: $password, entry: $entry}) { destinations { sentTo } }
}
"""
SENT = {"startSignIn": {"destinations": [{"sentTo": "h***@kaigo.example"}, {"sentTo": "090-****-1001"}]}}
SECOND = datetime.timedelta(seconds=1)

REQUIRED = "電子証明書が必要です。ブラウザを開き直し、事業所の電子証明書を選んでください。"
UNKNOWN = "この電子証明書は登録されていません。"
REVOKED = "この電子証明書は失効しています。"
EXPIRED = "この電子証明書は有効期限が切れています。"
MISMATCH = "この電子証明書は、このアカウントの事業所のものではありません。"
HEADERS = "中継サーバーのヘッダーが正しくないため、受け付けられません。"
WRONG_PASSWORD = "ユーザIDまたはパスワードが正しくありません。"


def assert_refused(answer: Answer, status: int, code: str, message: str) -> None:
    assert (answer.status, answer.body) == (status, {"errors": [{"message": message, "extensions": {"code": code}}]})


def test_a_good_certificate_is_let_in_and_the_read_is_recorded(secured: Secured) -> None:
    # given a certificate of the office, when its account asks
    answer = secured.ask(secured.connect(secured.certificate()), "hachiro")

    # then it sees its list
    assert_answered(answer)
    assert secured.stored() == (1, 0)


def test_without_a_certificate_an_office_is_told_that_it_needs_one(secured: Secured) -> None:
    connection = secured.connect()
    for user in ("hachiro", "nurse", "office-user", "partner"):
        assert_refused(secured.ask(connection, user), 403, "CERTIFICATE_REQUIRED", REQUIRED)
    assert secured.stored() == NOTHING


def test_without_a_certificate_board_members_municipal_staff_and_health_checks_are_served(secured: Secured) -> None:
    connection = secured.connect()
    for user in ("board-member", "municipal"):
        assert secured.ask(connection, user, WHO).data == {"viewer": {"userId": user}}
    connection.request("GET", "/livez")
    with connection.getresponse() as response:
        assert (response.status, response.read()) == (200, b"ok\n")


def test_a_certificate_that_is_not_in_the_table_is_refused(secured: Secured) -> None:
    """Though our authority signed it, and whoever shows it."""
    connection = secured.connect(secured.authority.issue("office 1"))
    for user in ("hachiro", "board-member", None):
        assert_refused(secured.ask(connection, user), 403, "CERTIFICATE_UNKNOWN", UNKNOWN)
    assert secured.stored() == NOTHING


def test_a_certificate_of_another_office_is_refused(secured: Secured) -> None:
    connection = secured.connect(secured.certificate(OTHER_OFFICE))
    assert_refused(secured.ask(connection, "hachiro"), 403, "CERTIFICATE_MISMATCH", MISMATCH)
    assert secured.stored() == NOTHING

    # but its own account may use it
    assert_answered(secured.ask(connection, "multi-manager"))


def test_a_certificate_revoked_in_the_table_is_refused_on_the_open_connection(secured: Secured) -> None:
    # given a connection that was let in
    pair = secured.certificate()
    connection = secured.connect(pair)
    assert_answered(secured.ask(connection, "hachiro"))
    opened = connection.sock

    # when its certificate is revoked, then its very next request is refused
    secured.revoke_in_table(pair)
    assert_refused(secured.ask(connection, "hachiro"), 403, "CERTIFICATE_REVOKED", REVOKED)
    assert connection.sock is opened
    assert secured.stored() == (1, 0)


def test_a_certificate_that_expires_is_refused_on_the_open_connection(secured: Secured) -> None:
    pair = secured.certificate()
    connection, end = secured.connect(pair), pair.certificate.not_valid_after_utc

    secured.service.clock.instant = end
    assert secured.ask(connection, "hachiro", WHO).data == {"viewer": {"userId": "hachiro"}}
    secured.service.clock.instant = end + SECOND
    assert_refused(secured.ask(connection, "hachiro", WHO), 403, "CERTIFICATE_EXPIRED", EXPIRED)


def test_nobody_can_pretend_to_be_the_proxy(secured: Secured) -> None:
    """Over TLS no header of a proxy is taken, with a certificate or without, however it is spelled."""
    good = secured.connect(secured.certificate())
    told = {name.decode() for name in RESERVED}
    for name in sorted(told | {name.replace("-", "_") for name in told} | {name.title() for name in told}):
        for connection in (good, secured.connect()):
            answer = secured.ask(connection, "hachiro", headers=((name, SECRET),))
            assert_refused(answer, 400, "PROXY_HEADERS_REFUSED", HEADERS)
    assert secured.stored() == NOTHING


def test_what_a_client_says_of_its_address_is_not_believed(secured: Secured) -> None:
    told = (("X-Forwarded-For", "10.9.9.9"), ("X-Forwarded-Proto", "http"), ("Forwarded", "for=10.9.9.9"))
    assert_refused(secured.ask(secured.connect(), "hachiro", headers=told), 403, "CERTIFICATE_REQUIRED", REQUIRED)


def test_demanded_from_everyone_board_members_need_one_too(open_secured: Callable[..., Secured]) -> None:
    secured = open_secured(certificates_from="everyone")
    assert_refused(secured.ask(secured.connect(), "board-member", WHO), 403, "CERTIFICATE_REQUIRED", REQUIRED)

    answer = secured.ask(secured.connect(secured.certificate()), "board-member", WHO)
    assert answer.data == {"viewer": {"userId": "board-member"}}


def test_demanded_from_nobody_offices_need_none(open_secured: Callable[..., Secured]) -> None:
    secured = open_secured(certificates_from="nobody")
    assert_answered(secured.ask(secured.connect(), "hachiro"))

    # but one that is presented must hold
    stranger = secured.connect(secured.authority.issue("office 1"))
    assert_refused(secured.ask(stranger, "hachiro"), 403, "CERTIFICATE_UNKNOWN", UNKNOWN)


def begin(secured: Secured, connection: http.client.HTTPConnection, user: str, entry: str = "STAFF") -> Answer:
    return secured.ask(connection, None, START, id=user, password=DEMO_PASSWORD, entry=entry)


def test_a_right_password_without_the_certificate_of_its_office_earns_no_code(secured: Secured) -> None:
    """And is told no more than a wrong one."""
    for pair in (None, secured.certificate(OTHER_OFFICE)):
        answer = begin(secured, secured.connect(pair), "hachiro")
        (error,) = answer.errors
        assert (error["message"], error["extensions"]) == (WRONG_PASSWORD, {"code": "SIGN_IN_REFUSED"})
    assert secured.stored() == NOTHING
    assert not secured.settings.outbox.exists()


def test_a_right_password_with_the_certificate_of_its_office_earns_a_code(secured: Secured) -> None:
    assert begin(secured, secured.connect(secured.certificate()), "hachiro").data == SENT
    assert secured.stored() == (0, 1)


def test_a_board_member_earns_a_code_without_a_certificate(secured: Secured) -> None:
    assert begin(secured, secured.connect(), "board-member", "REVIEW_BOARD").data == {
        "startSignIn": {"destinations": [{"sentTo": "b***@kaigo.example"}, {"sentTo": "090-****-1020"}]}
    }


def test_the_plain_demo_needs_no_certificate(open_secured: Callable[..., Secured]) -> None:
    secured = open_secured(tls=None)
    connection = http.client.HTTPConnection("localhost", secured.settings.port, timeout=20)
    try:
        assert_answered(secured.ask(connection, "hachiro", PEOPLE))
    finally:
        connection.close()


def test_a_session_belongs_to_the_certificate_it_was_opened_with(secured: Secured) -> None:
    first, second = (secured.connect(secured.certificate()) for _ in range(2))
    # given a code asked for with one certificate of the office
    token = begun_with(secured, first)
    assert secured.ask(first, None, SEND, attempt=token, channel="MAIL").data["sendCode"]
    [message] = messages(secured.service)
    [code] = re.findall(r"[0-9]{6}", content(message))
    # then another one of the same office does not open the session
    answer = secured.ask(second, None, SIGN_IN, attempt=token, code=code)
    assert answer.codes == ["SIGN_IN_REFUSED"]
    session = secured.ask(first, None, SIGN_IN, attempt=token, code=code).data["signIn"]["token"]
    # and does not use it; nor does a connection without one
    headers = (("Authorization", f"Bearer {session}"),)
    assert secured.ask(first, None, WHO, headers).data == {"viewer": {"userId": "hachiro"}}
    for connection in (second, secured.connect()):
        assert secured.ask(connection, None, WHO, headers).codes == ["UNAUTHENTICATED"]


def begun_with(secured: Secured, connection: http.client.HTTPConnection) -> str:
    query = START.replace("destinations { sentTo }", "attempt")
    return str(
        secured.ask(connection, None, query, id="hachiro", password=DEMO_PASSWORD, entry="STAFF").data["startSignIn"][
            "attempt"
        ]
    )
