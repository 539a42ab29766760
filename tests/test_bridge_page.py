"""The status page: what it does with a demo card, and who else cannot use it."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import anyio.from_thread
import httpx2
import pytest
from starlette.testclient import TestClient

from reader_bridge.account import Account
from reader_bridge.bridge import Bridge
from reader_bridge.page import make_page
from reader_bridge.service import Service
from reader_bridge.supervisor import Supervisor
from reader_bridge.worker import Source
from tests.reader.issuer import issued
from tests.reader.server import APP, SECRET, FakeServer

KEY = "a-key-of-this-start"
PIN_READING = f"/{KEY}/start?purpose=VIEWING&confirmation=PIN"


@pytest.fixture
def page(fake_server: FakeServer, tmp_path: Path) -> Iterator[TestClient]:
    """The page of a bridge with a demo card."""
    file = tmp_path / "card.pem"
    file.write_bytes(issued().pem)
    http = httpx2.AsyncClient(base_url=fake_server.origin)
    bridge = Bridge(Supervisor(Source(demo_card=file)), Service(http, Account(fake_server.origin, APP, SECRET)))
    with ExitStack() as stack:
        client = stack.enter_context(TestClient(make_page(bridge, KEY), "http://127.0.0.1:8765"))
        assert isinstance(client.portal, anyio.from_thread.BlockingPortal)
        stack.callback(client.portal.call, http.aclose)
        stack.callback(client.portal.call, bridge.stop)
        yield client


def test_a_person_is_registered_by_the_page(page: TestClient, fake_server: FakeServer) -> None:
    told = page.post(PIN_READING).json()
    assert (told["step"]["state"], told["tries"], told["failed"], told["read"]) == ("PIN_NEEDED", 3, None, None)
    told = page.post(f"/{KEY}/pin", content="9999").json()
    assert (told["step"]["state"], told["tries"], told["failed"]["code"]) == ("PIN_NEEDED", 2, "PIN_WRONG")
    told = page.post(f"/{KEY}/pin", content="1234").json()
    assert told["step"] == {"state": "DONE", "words": "登録しました"}
    assert told["read"] == [
        ["利用者一覧を開く期限", "2025年12月16日 09時00分00秒まで"],
        ["閲覧有効期限", "2026年03月09日まで"],
        ["失効の確認", "失効は確認していません"],
    ]
    assert page.get(f"/{KEY}/status").json() == told
    assert len(fake_server.registered) == 1


def test_staff_look_at_the_person(page: TestClient, fake_server: FakeServer) -> None:
    visual = f"/{KEY}/start?purpose=FILING&confirmation=VISUAL"
    assert page.post(visual, content=" ").json()["failed"]["code"] == "REASON_MISSING"
    assert page.post(visual, content=" 顔で確認 ").json()["step"]["state"] == "DONE"
    [read] = fake_server.registered
    assert (read["purpose"], read["confirmation"], read["reason"]) == ("FILING", "VISUAL", "顔で確認")


def test_a_reading_is_given_up(page: TestClient, fake_server: FakeServer) -> None:
    page.post(PIN_READING)
    assert page.post(f"/{KEY}/cancel").json()["failed"] == {"code": "CANCELLED", "words": "中止しました。"}
    assert page.post(f"/{KEY}/pin", content="1234").json()["failed"]["code"] == "NOT_READ"
    assert fake_server.bodies == []


def test_its_files_and_headers(page: TestClient) -> None:
    for name, kind in (
        ("", "text/html"),
        ("page.js", "text/javascript"),
        ("page.css", "text/css"),
        ("status", "application/json"),
    ):
        answer = page.get(f"/{KEY}/{name}")
        assert (answer.status_code, answer.headers["content-type"].partition(";")[0]) == (200, kind)
        assert answer.headers["content-security-policy"].startswith("default-src 'none'; script-src 'self';")
        assert (answer.headers["cache-control"], answer.headers["referrer-policy"]) == ("no-store", "no-referrer")


@pytest.mark.parametrize("path", ["/", "/status", "/pin", "/another-key/", "/another-key/pin", f"/{KEY}x/pin"])
def test_without_the_key_there_is_nothing(page: TestClient, fake_server: FakeServer, path: str) -> None:
    page.post(PIN_READING)
    assert [page.get(path).status_code, page.post(path, content="1234").status_code] == [404, 404]
    assert page.get(f"/{KEY}/status").json()["step"]["state"] == "PIN_NEEDED"
    assert fake_server.bodies == []


@pytest.mark.parametrize("host", ["elsewhere.example", "elsewhere.example:8765", "127.0.0.1.elsewhere.example", ""])
def test_under_another_name_there_is_nothing(page: TestClient, fake_server: FakeServer, host: str) -> None:
    """DNS that another site points at this PC."""
    page.post(PIN_READING)
    answer = page.post(f"/{KEY}/pin", content="1234", headers={"Host": host})
    assert (answer.status_code, fake_server.bodies) == (400, [])
    assert page.get(f"/{KEY}/status").json()["step"]["state"] == "PIN_NEEDED"


@pytest.mark.parametrize(
    ("query", "content", "status"),
    [
        ("", b"", 400),
        ("?purpose=VIEWING", b"", 400),
        ("?purpose=OTHER&confirmation=PIN", b"", 400),
        ("?purpose=VIEWING&confirmation=VISUAL", b"\xff", 400),
        ("?purpose=VIEWING&confirmation=VISUAL", b"x" * 4097, 413),
    ],
)
def test_what_the_page_never_sends(
    page: TestClient, fake_server: FakeServer, query: str, content: bytes, status: int
) -> None:
    answer = page.post(f"/{KEY}/start{query}", content=content)
    assert (answer.status_code, answer.content, fake_server.bodies) == (status, b"", [])
    assert page.get(f"/{KEY}/status").json()["step"]["state"] == "WAITING"


def test_it_is_asked_by_get_and_acts_by_post(page: TestClient) -> None:
    assert page.get(PIN_READING).status_code == 405
    assert page.post(f"/{KEY}/status").status_code == 405
