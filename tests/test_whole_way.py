"""The whole way of a new user, over real TLS, with a real certificate and real mail - and at each step, what is refused.

Whatever is refused leaves every table as it was, but for the counters of guesses.
"""

import datetime
import http.client
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from models.files import Files
from models.rows import (
    DocumentTicket,
    Message,
    Performed,
    ReadRecord,
    Session,
    SignInAttempt,
    Staff,
    StaffOccupation,
)
from seed.pdf import SURVEY, put_papers
from tests.mail_server import Box, words
from tests.opening import ICHIRO, NOWHERE, OPEN, PAPERS_OF
from tests.secured import OTHER_OFFICE, PEOPLE, Secured, post
from tests.service import Answer
from tests.signing_in import SEND, SIGN_IN, SIGN_OUT, START, messages, stored
from tests.test_accounts import ADMINISTRATOR, CREATE, GOOD
from tests.test_password import CHANGE, NEW

USER = "new.manager"
MAIL = "new-manager@kaigo.example"
ASKED = {
    **GOOD,
    "userId": USER,
    "mail": MAIL,
    "posts": [{"service": "CARE_MANAGEMENT", "occupation": "CARE_MANAGER"}],
}
TABLES = (Staff, StaffOccupation, Performed, Session, SignInAttempt, Message, DocumentTicket, ReadRecord)
Connection = http.client.HTTPConnection


@dataclass
class Way:
    """The service, the box its mail comes to, and connections: with the office's certificate, another's, and none."""

    secured: Secured
    box: Box
    own: Connection
    others: Connection
    bare: Connection

    def ask(self, query: str, token: str | None = None, by: Connection | None = None, **variables: object) -> Answer:
        """Ask by the office's own connection, or by another."""
        headers = (("Authorization", f"Bearer {token}"),) if token else ()
        return post(by or self.own, {"query": query, "variables": variables}, headers)

    def get(self, ticket: str, token: str, by: Connection | None = None) -> tuple[int, bytes]:
        """What the door gives for a ticket."""
        connection = by or self.own
        connection.request("GET", f"/documents/{ticket}", headers={"Authorization": f"Bearer {token}"})
        with connection.getresponse() as response:
            return response.status, response.read()

    def mailed(self, pattern: str) -> str:
        """What the newest mail says; it went to the user."""
        assert messages(self.secured.service) == []  # all has left, and not to the folder of the demo
        assert self.box.came[-1]["To"] == MAIL
        [found] = re.findall(pattern, words(self.box.came[-1]))
        return str(found)

    def all(self, but: type[Any] | None = None) -> tuple[object, ...]:
        """What is stored, and how many mails came."""
        messages(self.secured.service)
        kinds = [kind for kind in TABLES if kind is not but]
        return (*stored(self.secured.service, *kinds), len(self.box.came))

    def refuses(self, code: str, *tries: Callable[[], Answer], but: type[Any] | None = None) -> None:
        """Each of these is refused, and nothing happens; `but` is a table that counts tries."""
        before = self.all(but)
        for tried in tries:
            answer = tried()
            assert answer.codes == [code]
            assert not any((answer.body.get("data") or {}).values())
        assert self.all(but) == before

    def hands_out_nothing(self, status: int, *tries: Callable[[], tuple[int, bytes]]) -> None:
        """Each of these is refused at the door of documents, and nothing happens."""
        before = self.all()
        for tried in tries:
            found, content = tried()
            assert found == status
            assert SURVEY.content not in content
        assert self.all() == before


def created(way: Way) -> str:
    """The first password, as the mail tells it."""
    token = way.secured.service.token
    administrator, nurse = token("hachiro"), token("nurse")
    way.refuses("UNAUTHENTICATED", lambda: way.ask(CREATE, input=ASKED))
    way.refuses("CERTIFICATE_REQUIRED", lambda: way.ask(CREATE, administrator, way.bare, input=ASKED))
    way.refuses("CERTIFICATE_MISMATCH", lambda: way.ask(CREATE, administrator, way.others, input=ASKED))
    way.refuses(
        "FORBIDDEN",
        lambda: way.ask(CREATE, nurse, input=ASKED),
        lambda: way.ask(ADMINISTRATOR, administrator, input=ASKED),
    )
    assert way.ask(CREATE, administrator, input=ASKED).data["createGeneralUser"]["userId"] == USER
    return way.mailed("初回パスワード: (.+)")


def attempted(way: Way, password: str) -> str:
    right: dict[str, Any] = {"id": USER, "password": password, "entry": "STAFF"}
    way.refuses(
        "SIGN_IN_REFUSED",
        lambda: way.ask(START, **{**right, "password": password.swapcase()}),
        lambda: way.ask(START, **{**right, "id": USER.upper()}),
        lambda: way.ask(START, **{**right, "entry": "OFFICE_USER"}),
        lambda: way.ask(START, by=way.bare, **right),
        lambda: way.ask(START, by=way.others, **right),
    )
    return str(way.ask(START, **right).data["startSignIn"]["attempt"])


def code_sent(way: Way, attempt: str) -> str:
    way.refuses(
        "SIGN_IN_REFUSED",
        lambda: way.ask(SEND, attempt="unknown", channel="MAIL"),
        lambda: way.ask(SEND, by=way.bare, attempt=attempt, channel="MAIL"),
        lambda: way.ask(SEND, by=way.others, attempt=attempt, channel="MAIL"),
    )
    assert way.ask(SEND, attempt=attempt, channel="MAIL").data["sendCode"]["sentTo"] == "n***@kaigo.example"
    return way.mailed(r"確認コード: (\d{6})")


def signed_in(way: Way, attempt: str, code: str) -> str:
    wrong = "000000" if code != "000000" else "111111"
    way.refuses(
        "SIGN_IN_REFUSED",
        lambda: way.ask(SIGN_IN, attempt=attempt, code=wrong),
        lambda: way.ask(SIGN_IN, attempt="unknown", code=code),
        lambda: way.ask(SIGN_IN, by=way.bare, attempt=attempt, code=code),
        lambda: way.ask(SIGN_IN, by=way.others, attempt=attempt, code=code),
        but=SignInAttempt,
    )
    found = way.ask(SIGN_IN, attempt=attempt, code=code).data["signIn"]
    assert found["passwordChangeRequired"] is True
    way.refuses("SIGN_IN_REFUSED", lambda: way.ask(SIGN_IN, attempt=attempt, code=code))
    return str(found["token"])


def changed(way: Way, token: str, first: str) -> None:
    way.refuses(
        "PASSWORD_CHANGE_REQUIRED",
        lambda: way.ask(PEOPLE, token),
        lambda: way.ask(PAPERS_OF, token, number=ICHIRO),
        lambda: way.ask(OPEN, token, id=NOWHERE, mode="VIEW"),
        lambda: way.ask("{ viewer { userId } }", token),
    )
    way.hands_out_nothing(403, lambda: way.get("any", token))
    right: dict[str, Any] = {"current": first, "new": NEW}
    way.refuses("UNAUTHENTICATED", lambda: way.ask(CHANGE, token, way.bare, **right))
    way.refuses("SIGN_IN_REFUSED", lambda: way.ask(CHANGE, token, current=NEW, new=NEW))
    before = way.all()
    assert way.ask(CHANGE, token, current=first, new=first).data["changePassword"]["errors"][0]["code"] == "UNCHANGED"
    assert way.all() == before
    assert way.ask(CHANGE, token, **right).data == {"changePassword": {"changed": True}}


def paper_of(way: Way, token: str) -> str:
    """The survey in the certification tab of 介護 一郎."""
    way.refuses(
        "UNAUTHENTICATED",
        lambda: way.ask(PAPERS_OF, token, way.bare, number=ICHIRO),
        lambda: way.ask(PAPERS_OF, token, way.others, number=ICHIRO),
        lambda: way.ask(PAPERS_OF, number=ICHIRO),
    )
    (edge,) = way.ask(PAPERS_OF, token, number=ICHIRO).data["beneficiaries"]["edges"]
    return str(edge["node"]["certification"]["survey"]["document"]["id"])


def opened(way: Way, token: str, paper: str) -> None:
    colleague = way.secured.service.token("hachiro")
    way.refuses("NOT_FOUND", lambda: way.ask(OPEN, token, id=NOWHERE, mode="VIEW"))
    way.refuses("UNAUTHENTICATED", lambda: way.ask(OPEN, token, way.bare, id=paper, mode="VIEW"))
    foreign = way.ask(OPEN, colleague, id=paper, mode="VIEW").data["openDocument"]["ticket"]
    ticket = way.ask(OPEN, token, id=paper, mode="VIEW").data["openDocument"]["ticket"]
    way.hands_out_nothing(
        404,
        lambda: way.get(foreign, token),
        lambda: way.get(ticket, colleague),
        lambda: way.get("unknown", token),
    )
    way.hands_out_nothing(401, lambda: way.get(ticket, token, way.bare), lambda: way.get(ticket, "unknown"))
    assert way.get(ticket, token) == (200, SURVEY.content)
    way.hands_out_nothing(404, lambda: way.get(ticket, token))


def signed_out(way: Way, token: str, paper: str) -> None:
    ticket = way.ask(OPEN, token, id=paper, mode="VIEW").data["openDocument"]["ticket"]
    way.refuses("UNAUTHENTICATED", lambda: way.ask(SIGN_OUT, token, way.bare))
    assert way.ask(SIGN_OUT, token).data == {"signOut": {"signedOut": True}}
    way.refuses(
        "UNAUTHENTICATED",
        lambda: way.ask(PEOPLE, token),
        lambda: way.ask(OPEN, token, id=paper, mode="VIEW"),
        lambda: way.ask(SIGN_OUT, token),
    )
    assert way.ask(PEOPLE, token).status == 401
    way.hands_out_nothing(401, lambda: way.get(ticket, token))


def test_the_whole_way(open_secured: Callable[..., Secured], smtp: tuple[Box, str]) -> None:
    box, url = smtp
    secured = open_secured(smtp_url=url)
    put_papers(Files(secured.settings.files))
    certificates = secured.certificate(), secured.certificate(OTHER_OFFICE), None
    way = Way(secured, box, *map(secured.connect, certificates))
    first = created(way)
    secured.service.clock.instant += datetime.timedelta(hours=71)
    attempt = attempted(way, first)
    token = signed_in(way, attempt, code_sent(way, attempt))
    changed(way, token, first)
    paper = paper_of(way, token)
    opened(way, token, paper)
    signed_out(way, token, paper)
    assert len(box.came) == 2  # the first password and the code, and nothing else
