"""The bridge and the server, with a demo card: what is signed, and what happens when the two do not understand each other."""

import datetime
import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from reader_bridge.bridge import Status, Step
from reader_bridge.readers import ReaderState
from reader_bridge.service import CardRead
from reader_bridge.signed import Challenge, Confirmation, Form, Purpose, statement
from reader_bridge.worker import Source
from tests.reader.issuer import issued
from tests.reader.server import FakeServer
from tests.reader.station import Station, code


@pytest.fixture
def card_file(tmp_path: Path) -> Path:
    """A demo card."""
    file = tmp_path / "card.pem"
    file.write_bytes(issued().pem)
    return file


@pytest.fixture
def demo(card_file: Path, fake_server: FakeServer) -> Iterator[Station]:
    """A bridge with a demo card; no reader is needed."""
    with Station(fake_server, Source(demo_card=card_file)) as found:
        found.until(ReaderState.CARD_PRESENT)
        yield found


def read(station: Station) -> Status:
    station.start()
    return station.confirm()


def test_the_demo_card_goes_the_same_way(demo: Station, fake_server: FakeServer) -> None:
    status = read(demo)
    assert (status.step, status.read) == (
        Step.DONE,
        CardRead(
            Purpose.VIEWING,
            datetime.date(2026, 3, 9),
            datetime.datetime.fromisoformat("2025-12-16T09:00:00+09:00"),
            "UNCHECKED",
        ),
    )
    assert [found["certificate"] for found in fake_server.registered] == [issued().der]


def test_the_demo_cards_pin_is_blocked_after_three_tries(demo: Station, fake_server: FakeServer) -> None:
    demo.start()
    codes = [code(demo.confirm("9999", last_try=True)) for _ in range(3)]
    assert codes == ["PIN_WRONG", "PIN_WRONG", "PIN_BLOCKED"]
    assert code(demo.start()) == "PIN_BLOCKED"
    assert fake_server.registered == []


def test_the_bytes_that_are_signed() -> None:
    """Typed by hand from the contract."""
    challenge = Challenge(
        "chl_1",
        "bm9uY2U",
        "https://kaigo.example",
        "reader-1",
        "VIEWING",
        "2025-12-15T09:02:00+09:00",
        ("RSA_PKCS1_SHA256",),
    )
    form = Form(Confirmation.VISUAL, "顔認証カード")
    form_hash = hashlib.sha256('{"confirmation":"VISUAL","reason":"顔認証カード"}'.encode()).hexdigest()
    assert form.sha256() == form_hash
    certificate_hash = hashlib.sha256(b"certificate").hexdigest()
    assert statement(challenge, b"certificate", form) == (
        b'care-bridge/jpki-auth/v1\0{"cert_sha256":"' + certificate_hash.encode() + b'",'
        b'"exp":"2025-12-15T09:02:00+09:00","form_sha256":"' + form_hash.encode() + b'","id":"chl_1","nonce":"bm9uY2U",'
        b'"origin":"https://kaigo.example","purpose":"VIEWING","terminal":"reader-1","v":1}'
    )


def test_it_signs_for_the_registered_server_and_account_only(demo: Station, fake_server: FakeServer) -> None:
    fake_server.told_origin = "https://elsewhere.example"
    assert code(read(demo)) == "ORIGIN_CHANGED"
    fake_server.told_origin, fake_server.told_app = None, "reader-2"
    assert code(read(demo)) == "ORIGIN_CHANGED"
    assert [body for body in fake_server.bodies if b"completeCardReading" in body] == []
    fake_server.told_app = "reader-1"
    assert read(demo).step is Step.DONE


def test_it_signs_by_a_method_it_knows_only(demo: Station, fake_server: FakeServer) -> None:
    fake_server.algorithms = ("ECDSA_P384_SHA384",)
    assert code(read(demo)) == "ALGORITHM"
    assert fake_server.registered == []
    fake_server.algorithms = ("ECDSA_P384_SHA384", "RSA_PKCS1_SHA256")
    assert read(demo).step is Step.DONE


@pytest.mark.parametrize("mutation", ["beginCardReading", "completeCardReading"])
def test_what_the_server_refuses_is_told_in_its_words(demo: Station, fake_server: FakeServer, mutation: str) -> None:
    fake_server.refuses[mutation] = ("CARD_NOT_LINKED", "このカードの方が分かりません。券面の情報で登録してください。")
    status = read(demo)
    assert status.failed is not None
    assert (status.step, status.failed.code, status.failed.words) == (Step.FAILED, *fake_server.refuses[mutation])
    fake_server.refuses.clear()
    assert read(demo).step is Step.DONE


def test_a_lost_answer_is_asked_for_again_and_registered_once(demo: Station, fake_server: FakeServer) -> None:
    fake_server.lost = 1
    assert read(demo).step is Step.DONE
    assert len(fake_server.registered) == 1
    assert sum(b"completeCardReading" in body for body in fake_server.bodies) == 2


def test_a_token_that_has_ended_is_replaced(demo: Station, fake_server: FakeServer) -> None:
    assert read(demo).step is Step.DONE
    fake_server.tokens.append("another")
    assert read(demo).step is Step.DONE
    assert (fake_server.tokens, len(fake_server.registered)) == (["token-0", "another", "token-2"], 2)


def test_an_account_that_is_not_registered(
    demo: Station, fake_server: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.reader.server.SECRET", "another")
    assert code(read(demo)) == "ACCOUNT_REFUSED"
    assert fake_server.registered == []


@pytest.mark.parametrize(
    ("break_", "expected"),
    [
        (lambda fake: setattr(fake, "garbage", b"<html>"), "SERVER_ANSWER"),
        (lambda fake: setattr(fake, "garbage", b'{"errors":"rate limited"}'), "SERVER_ANSWER"),
        (lambda fake: setattr(fake, "garbage", b'{"errors":["x"]}'), "SERVER_ANSWER"),
        (lambda fake: setattr(fake, "garbage", b'{"errors":[{"message":"x","extensions":null}]}'), "SERVER_ANSWER"),
        (lambda fake: setattr(fake, "garbage", b'{"data":"x"}'), "SERVER_ANSWER"),
        (lambda fake: setattr(fake, "garbage", b'{"data":{"beginCardReading":{"errors":"x"}}}'), "SERVER_ANSWER"),
        (lambda fake: setattr(fake, "garbage", b'{"data":{"beginCardReading":null}}'), "SERVER_ANSWER"),
        (lambda fake: setattr(fake, "lost", 2), "OUTCOME_UNKNOWN"),
    ],
)
def test_a_server_that_answers_badly(
    demo: Station, fake_server: FakeServer, break_: Callable[[FakeServer], None], expected: str
) -> None:
    break_(fake_server)
    status = read(demo)
    assert (status.step, code(status), status.read) == (Step.FAILED, expected, None)


def test_no_server(card_file: Path) -> None:
    """Nothing is kept to be sent later: no server, no proof."""
    nowhere = FakeServer("http://127.0.0.1:9")
    with Station(nowhere, Source(demo_card=card_file)) as station:
        station.until(ReaderState.CARD_PRESENT)
        assert code(read(station)) == "SERVER_UNREACHABLE"
        assert code(station.start(Form(Confirmation.VISUAL, "見た"))) == "SERVER_UNREACHABLE"
