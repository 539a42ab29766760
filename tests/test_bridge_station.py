"""A reading at the station, through a real PC/SC service with a virtual reader: what is shown, and what the server gets."""

import datetime
import json

import pytest

from reader_bridge.bridge import PIN_SECONDS, Step
from reader_bridge.readers import ReaderState
from reader_bridge.signed import Confirmation, Form, Purpose
from tests.reader.card import VERIFY, VirtualCard
from tests.reader.issuer import issued
from tests.reader.pcscd import Pcscd
from tests.reader.server import READ, FakeServer
from tests.reader.station import Station

VISUAL = Form(Confirmation.VISUAL, "顔認証マイナンバーカードのため")


def shown(card: VirtualCard) -> int:
    """How often a PIN was shown to the card."""
    return sum(command[1] == VERIFY and len(command) > 4 for command in card.commands)


def test_a_card_is_read_its_pin_asked_and_the_person_registered(
    pcscd: Pcscd, station: Station, fake_server: FakeServer
) -> None:
    # given a card in the reader
    station.until(ReaderState.NO_CARD)
    with pcscd.insert(VirtualCard(issued())):
        station.until(ReaderState.CARD_PRESENT)
        # when it is read, then it is held, and nothing has been asked of the server
        status = station.start(purpose=Purpose.FILING)
        assert (status.step, status.tries) == (Step.PIN_NEEDED, 3)
        station.until(ReaderState.READY)
        assert fake_server.bodies == []
        # when the PIN is typed, then the server has what the card signed
        status = station.confirm()
        assert (status.step, status.failed) == (Step.DONE, None)
        assert status.read is not None
        assert (status.read.viewing_until.isoformat(), status.read.list_until.isoformat()) == (
            READ["viewingUntil"],
            READ["listUntil"],
        )
        expected = {"certificate": issued().der, "purpose": "FILING", "confirmation": "PIN", "reason": None}
        assert fake_server.registered == [expected]
        # and the card is free again
        station.until(ReaderState.CARD_PRESENT)
    station.until(ReaderState.NO_CARD)


def test_the_pin_leaves_the_desk_to_the_card_alone(
    pcscd: Pcscd,
    station: Station,
    fake_server: FakeServer,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    card = VirtualCard(issued(), pin=b"7391")
    with pcscd.insert(card):
        station.until(ReaderState.CARD_PRESENT)
        station.start()
        statuses = [station.confirm("7392"), station.confirm("7391")]
    assert [status.step for status in statuses] == [Step.PIN_NEEDED, Step.DONE]
    assert len(fake_server.registered) == 1
    told = [*map(repr, statuses), *capfd.readouterr(), caplog.text, *(body.decode() for body in fake_server.bodies)]
    assert not [text for text in told if "739" in text]


def test_staff_look_at_the_person_instead(pcscd: Pcscd, station: Station, fake_server: FakeServer) -> None:
    card = VirtualCard(issued(), tries=0)
    with pcscd.insert(card):
        station.until(ReaderState.CARD_PRESENT)
        # without a reason nothing is read
        for reason in (None, " "):
            status = station.start(Form(Confirmation.VISUAL, reason))
            assert status.failed is not None
            assert (status.failed.code, card.commands, fake_server.bodies) == ("REASON_MISSING", [], [])
        # with one the certificate is enough
        assert station.start(VISUAL).step is Step.DONE
    expected = {"certificate": issued().der, "purpose": "VIEWING", "confirmation": "VISUAL", "reason": VISUAL.reason}
    assert (fake_server.registered, shown(card)) == ([expected], 0)


@pytest.mark.parametrize("blocked", [0x6983, 0x6984])
def test_a_wrong_pin_may_be_typed_again_the_last_try_only_on_purpose(
    pcscd: Pcscd, station: Station, fake_server: FakeServer, blocked: int
) -> None:
    card = VirtualCard(issued(), blocked=blocked)
    with pcscd.insert(card):
        station.until(ReaderState.CARD_PRESENT)
        station.start()
        # two wrong ones
        for left in (2, 1):
            status = station.confirm("9999")
            assert status.failed is not None
            assert (status.step, status.tries, status.failed.code) == (Step.PIN_NEEDED, left, "PIN_WRONG")
        # the last try is not used up by accident
        status = station.confirm("1234")
        assert status.failed is not None
        assert (status.step, status.failed.code, card.tries, shown(card)) == (Step.PIN_NEEDED, "LAST_TRY", 1, 2)
        # on purpose it is, and then the PIN is blocked for good
        status = station.confirm("9999", last_try=True)
        assert status.failed is not None
        assert (status.step, status.failed.code, status.tries) == (Step.FAILED, "PIN_BLOCKED", 0)
        status = station.start()
        assert status.failed is not None
        assert (status.step, status.failed.code, shown(card)) == (Step.FAILED, "PIN_BLOCKED", 3)
    assert fake_server.registered == []
    # the next card is none the worse for it
    station.until(ReaderState.NO_CARD)
    with pcscd.insert(VirtualCard(issued(2))):
        assert station.read().step is Step.DONE


def test_the_last_try_may_be_right(pcscd: Pcscd, station: Station) -> None:
    card = VirtualCard(issued(), tries=1)
    with pcscd.insert(card):
        station.until(ReaderState.CARD_PRESENT)
        assert station.start().tries == 1
        assert station.confirm(last_try=True).step is Step.DONE
    assert card.tries == 3


def test_what_is_no_pin_reaches_no_card(pcscd: Pcscd, station: Station, fake_server: FakeServer) -> None:
    card = VirtualCard(issued())
    with pcscd.insert(card):
        station.until(ReaderState.CARD_PRESENT)
        station.start()
        status = station.confirm("123")
        assert status.failed is not None
        assert (status.step, status.failed.code, status.tries) == (Step.PIN_NEEDED, "PIN_FORMAT", 3)
        assert (shown(card), fake_server.bodies) == (0, [])
        assert station.confirm("１２３４").step is Step.DONE


def test_a_card_is_not_held_for_ever(pcscd: Pcscd, station: Station, fake_server: FakeServer) -> None:
    with pcscd.insert(VirtualCard(issued())):
        station.until(ReaderState.CARD_PRESENT)
        station.start()
        station.clock.now = PIN_SECONDS
        station.until(ReaderState.READY)
        station.clock.now += 0.001
        status = station.do(station.bridge.until(lambda now: now.step is Step.FAILED))
        assert status.failed is not None
        assert status.failed.code == "PIN_LATE"
        # what is typed now finds nothing
        status = station.confirm()
        assert status.failed is not None
        assert (status.failed.code, fake_server.bodies) == ("NOT_READ", [])
        assert station.read().step is Step.DONE


def test_a_reading_is_given_up(pcscd: Pcscd, station: Station, fake_server: FakeServer) -> None:
    with pcscd.insert(VirtualCard(issued())):
        station.until(ReaderState.CARD_PRESENT)
        station.start()
        status = station.do(station.bridge.cancel())
        assert status.failed is not None
        assert (status.step, status.failed.code) == (Step.FAILED, "CANCELLED")
        station.until(ReaderState.CARD_PRESENT)
    assert fake_server.bodies == []


def test_nothing_goes_to_the_server_but_the_contract(pcscd: Pcscd, station: Station, fake_server: FakeServer) -> None:
    with pcscd.insert(VirtualCard(issued())):
        station.read()
    _token, begin, complete = fake_server.bodies
    assert set(json.loads(begin)["variables"]["input"]) == {"purpose", "formSha256", "idempotencyKey"}
    assert set(json.loads(complete)["variables"]["input"]) == {
        *("challengeId", "certificate", "signature", "form", "idempotencyKey"),
    }
    assert datetime.datetime.fromisoformat(str(READ["listUntil"]))
