"""`python -m reader_bridge` as people start it: the passcode, the two faces, and that it leaves nothing behind."""

import http.client
import json
import os
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest

from tests.reader.card import SELECT, VirtualCard
from tests.reader.issuer import issued
from tests.reader.pcscd import Pcscd
from tests.reader.program import Program
from tests.reader.server import APP, SECRET, FakeServer
from tests.reader.station import NAME
from tests.secured import free_port

PASSCODE = "ひらけごま-2026"
PAGE = r"(http://127\.0\.0\.1:\d+/[\w-]{22}/)"


@pytest.fixture
def arguments(fake_server: FakeServer, tmp_path: Path) -> list[str]:
    """A server, a demo card, and an account file that is not there yet."""
    (tmp_path / "card.pem").write_bytes(issued().pem)
    return [
        *("--server", fake_server.origin, "--account", str(tmp_path / "account.json")),
        *("--demo-card", str(tmp_path / "card.pem")),
    ]


def register(program: Program, app: str = APP, secret: str = SECRET) -> None:
    for question, answer in (
        ("アプリアカウント: ", app),
        ("シークレット: ", secret),
        ("新しいパスコード: ", PASSCODE),
        ("もう一度）: ", PASSCODE),
    ):
        program.expect(question)
        program.enter(answer)


def post(address: str, path: str, body: bytes = b"") -> dict[str, Any]:
    return get(address, path, body)


def get(address: str, path: str, body: bytes | None = None) -> dict[str, Any]:
    with urllib.request.urlopen(address + path, body, timeout=20) as answer:
        told: dict[str, Any] = json.load(answer)
        return told


def suppressed(request: Callable[[], object]) -> None:
    """A request whose server ends before it answers."""
    with suppress(OSError, http.client.HTTPException):
        request()


def all_end(processes: list[int]) -> None:
    """Wait for the end of processes that this one has not started."""
    deadline = time.monotonic() + 20
    while not all(gone(pid) for pid in processes):
        assert time.monotonic() < deadline
        os.sched_yield()


def gone(pid: int) -> bool:
    """Whether a process has ended; one that nobody has waited for yet has."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


def test_the_whole_way_in_the_terminal(arguments: list[str], fake_server: FakeServer) -> None:
    # the first time the account is entered
    with Program(*arguments, "--terminal") as program:
        register(program)
        program.expect("カードがあります")
        for question, answer in (("目的", ""), ("本人の確認", "1"), ("暗証番号（数字4桁、あと3回）", "9999")):
            program.expect(question)
            program.enter(answer)
        program.expect("PIN_WRONG")
        program.expect("あと2回）: ")
        program.enter("1234")
        program.expect("閲覧有効期限: 2026年03月09日まで")
        program.expect("Enterキー")
        assert program.interrupted() == 0
        first = program.said
    # then the passcode is enough, on the third try too
    with Program(*arguments, "--terminal") as program:
        for typed in ("wrong", "wrong again", PASSCODE):
            program.expect("パスコード: ")
            program.enter(typed)
        program.expect("目的")
        program.enter("2")
        program.expect("本人の確認")
        program.enter("2")
        program.expect("氏名: ")
        program.enter("顔認証カードのため")
        program.expect("登録しました")
        assert program.interrupted() == 0
    assert [(read["purpose"], read["confirmation"]) for read in fake_server.registered] == [
        ("VIEWING", "PIN"),
        ("FILING", "VISUAL"),
    ]
    for secret in ("9999", "1234", SECRET, PASSCODE):
        assert secret not in first + program.said


def test_the_page(arguments: list[str], fake_server: FakeServer) -> None:
    port = free_port()
    with Program(*arguments, "--port", str(port)) as program:
        register(program)
        address = program.expect(PAGE)
        post(address, "start?purpose=VIEWING&confirmation=PIN")
        children = program.children()
        assert children
        told = post(address, "pin", b"1234")
        assert told["step"] == {"state": "DONE", "words": "登録しました"}
        with pytest.raises(urllib.error.HTTPError):
            post(f"http://127.0.0.1:{port}/", "pin", b"1234")
        assert program.interrupted() == 0
        all_end(children)
        assert "Traceback" not in program.said
    assert len(fake_server.registered) == 1


def test_a_wrong_passcode_three_times(arguments: list[str], fake_server: FakeServer) -> None:
    with Program(*arguments, "--terminal") as program:
        register(program)
        program.expect("目的")
    fake_server.bodies.clear()
    with Program(*arguments, "--terminal") as program:
        for _ in range(3):
            program.expect("パスコード: ")
            program.enter("wrong passcode")
        assert program.ended() == 2
    assert fake_server.bodies == []


def test_a_wrong_secret_is_told_at_once(arguments: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """And not by the first person whose PIN was typed."""
    monkeypatch.setattr("tests.reader.server.SECRET", "another")
    with Program(*arguments, "--terminal") as program:
        register(program)
        program.expect("ACCOUNT_REFUSED")
        program.expect("--register")


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (["--server", "http://kaigo.example"], "https:// で始まる"),
        (["--demo-card", "/nowhere"], "ファイル /nowhere を読めません。"),
        (["--certificate", "/nowhere"], "ファイル /nowhere を読めません。"),
    ],
)
def test_what_it_cannot_begin_with(arguments: list[str], fake_server: FakeServer, more: list[str], words: str) -> None:
    with Program(*arguments, *more) as program:
        if "--certificate" in more:
            register(program)
        assert program.ended() == 2
        assert (words in program.said, "Traceback" in program.said) == (True, False)
    assert fake_server.bodies == []


def test_a_port_that_is_taken(arguments: list[str], fake_server: FakeServer) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        with Program(*arguments, "--port", str(taken.getsockname()[1])) as program:
            register(program)
            assert program.ended() == 2
        assert ("は使えません。" in program.said, "Traceback" in program.said) == (True, False)
    assert fake_server.bodies == []


def test_a_bridge_that_is_killed_leaves_no_worker_behind(
    arguments: list[str], pcscd: Pcscd, fake_server: FakeServer
) -> None:
    """Even one that waits for a card that never answers: it would hold the card for ever."""
    reached = Event()
    silent = VirtualCard(issued(), at={SELECT: reached.set})
    with pcscd.insert(silent), Program(*arguments[:4], "--reader", NAME, "--port", str(free_port())) as program:
        register(program)
        address = program.expect(PAGE)
        while get(address, "status")["reader"]["state"] != "CARD_PRESENT":
            assert program.said
        # given a worker that waits for an answer
        waiting = Thread(target=suppressed, args=(partial(post, address, "start?purpose=VIEWING&confirmation=PIN"),))
        waiting.start()
        assert reached.wait(20)
        workers = program.children()
        assert workers
        # when the bridge is killed, then the worker ends too
        program.kill()
        waiting.join(20)
        all_end(workers)
