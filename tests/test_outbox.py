"""The way out for mail and SMS: a real SMTP server, an SMS service over HTTP, failures and repetitions."""

import datetime
import json
import re
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from sqlalchemy import select

from models.rows import Message
from resolvers.outbox import CLAIM, MOST_TRIES
from tests.mail_server import Box, words
from tests.service import Service
from tests.signing_in import SECOND, messages, send, sign_in, start, waiting


@pytest.fixture
def sms() -> Iterator[tuple[list[tuple[str, dict[str, str]]], str]]:
    came: list[tuple[str, dict[str, str]]] = []

    class Take(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            came.append((self.headers["Authorization"], json.loads(body)))
            self.send_response(202)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), Take) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield came, f"http://127.0.0.1:{server.server_address[1]}/messages"
        server.shutdown()
        thread.join()


def asked_for_code(service: Service, channel: str = "MAIL") -> str:
    attempt = str(start(service).data["startSignIn"]["attempt"])
    assert send(service, attempt, channel).data["sendCode"]
    return attempt


def row(service: Service) -> Any:
    with service.rows() as rows:
        return rows.execute(select(Message.__table__)).one()  # type: ignore[attr-defined]


def test_a_code_comes_by_a_real_mail_server(open_service: Callable[..., Service], smtp: tuple[Box, str]) -> None:
    box, url = smtp
    service = open_service(smtp_url=url)
    attempt = asked_for_code(service)
    assert messages(service) == []  # nothing in the folder of the demo
    [mail] = box.came
    assert (mail["From"], mail["To"]) == ("no-reply@kaigo.example", "hachiro@kaigo.example")
    [code] = re.findall(r"\d{6}", words(mail))
    assert sign_in(service, attempt, code).data["signIn"]["token"]


def test_a_code_comes_by_an_sms_service(
    open_service: Callable[..., Service], sms: tuple[list[tuple[str, dict[str, str]]], str]
) -> None:
    came, url = sms
    service = open_service(sms_url=url, sms_key="secret")
    attempt = asked_for_code(service, "SMS")
    assert messages(service) == []
    [(authorization, told)] = came
    assert authorization == "Bearer secret"
    assert (told["id"], told["to"]) == (row(service).id, "090-0000-1001")
    [code] = re.findall(r"\d{6}", told["text"])
    assert sign_in(service, attempt, code).data["signIn"]["token"]


def test_what_has_left_leaves_no_code_behind(service: Service) -> None:
    asked_for_code(service)
    messages(service)
    found = row(service)
    assert (found.due_at, found.recipient, found.subject, found.body, found.tries) == (None, "", "", "", 1)


def test_what_is_turned_away_goes_later_under_the_same_id(
    open_service: Callable[..., Service], smtp: tuple[Box, str]
) -> None:
    box, url = smtp
    box.refusals = 1
    service = open_service(smtp_url=url)
    asked_for_code(service)
    post = service.app.state.endpoint.house.post
    portal = service.client.portal
    assert portal is not None
    _until(lambda: row(service).tries == 1 and row(service).due_at == service.clock.instant + 10 * SECOND)
    assert (box.came, waiting(service)) == ([], 1)
    assert portal.call(post.send_one) is False  # not yet
    service.clock.instant += 10 * SECOND
    portal.call(post.send_one)
    _until(lambda: waiting(service) == 0)
    [mail] = box.came
    assert mail["Message-ID"] == f"<{row(service).id}@kaigo.example>"


def test_what_a_dead_worker_had_in_hand_is_sent_again(service: Service) -> None:
    asked_for_code(service)
    before = messages(service)
    with service.rows() as rows:  # as it is while somebody sends it: claimed for a minute
        until = service.clock.instant + CLAIM
        rows.execute(Message.__table__.update().values(due_at=until, recipient="a@kaigo.example", body="x"))  # type: ignore[attr-defined]
        rows.commit()
    portal = service.client.portal
    assert portal is not None
    post = service.app.state.endpoint.house.post
    service.clock.instant = until - SECOND
    assert portal.call(post.send_one) is False
    service.clock.instant = until
    portal.call(post.send_one)
    _until(lambda: waiting(service) == 0)
    assert [path.name for path in messages(service)] == [path.name for path in before]  # the same id, the same message


def test_what_cannot_be_sent_is_given_up_at_last(open_service: Callable[..., Service]) -> None:
    service = open_service(smtp_url="smtp://127.0.0.1:1")
    asked_for_code(service)
    portal = service.client.portal
    assert portal is not None
    post = service.app.state.endpoint.house.post
    for _ in range(MOST_TRIES):
        service.clock.instant += datetime.timedelta(days=1)
        portal.call(post.send_one)
    _until(lambda: waiting(service) == 0)
    found = row(service)
    assert (found.due_at, found.body) == (None, "")


def _until(true: Callable[[], bool]) -> None:
    deadline = datetime.datetime.now(datetime.UTC) + datetime.timedelta(seconds=10)
    while not true() and datetime.datetime.now(datetime.UTC) < deadline:
        threading.Event().wait(0.02)
    assert true()
