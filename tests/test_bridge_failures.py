"""What happens to cards, readers and their service: each is told in words, and the next card is read as ever."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest

from reader_bridge.bridge import Step
from reader_bridge.failures import Failed
from reader_bridge.readers import ReaderState
from reader_bridge.signed import Purpose
from reader_bridge.worker import Open, Source
from tests.reader.card import READ, SELECT, SIGN, VERIFY, VirtualCard, pulled
from tests.reader.issuer import issued
from tests.reader.pcscd import Inserted, Pcscd
from tests.reader.server import FakeServer
from tests.reader.station import BY_PIN, NAME, Station, assert_reads, code

DEADLINE = 1.0
"""Of the station that meets a card that stops answering."""


@pytest.fixture
def hasty(pcscd: Pcscd, fake_server: FakeServer) -> Iterator[Station]:
    """A station with a short deadline."""
    with Station(fake_server, deadline=DEADLINE) as found:
        yield found


def test_no_card(pcscd: Pcscd, station: Station, fake_server: FakeServer) -> None:
    station.until(ReaderState.NO_CARD)
    status = station.start()
    assert (status.step, code(status)) == (Step.FAILED, "NO_CARD")
    assert_reads(pcscd, station, fake_server)


def test_no_reader(pcscd: Pcscd, fake_server: FakeServer) -> None:
    with Station(fake_server, Source("another reader")) as station:
        station.until(ReaderState.NO_READER)
        assert code(station.start()) == "NO_READER"
    assert fake_server.bodies == []


def test_a_service_without_any_reader(fake_server: FakeServer, pcscd: Pcscd, monkeypatch: pytest.MonkeyPatch) -> None:
    with tempfile.TemporaryDirectory(prefix="pcscd") as folder:
        bare = Pcscd(Path(folder), with_reader=False)
        monkeypatch.setenv("PCSCLITE_CSOCK_NAME", str(bare.socket))
        bare.start()
        try:
            with Station(fake_server) as station:
                station.until(ReaderState.NO_READER)
                assert station.bridge.status.trouble is None
                assert code(station.start()) == "NO_READER"
        finally:
            bare.stop()


@pytest.mark.parametrize(
    ("card", "expected"),
    [
        (VirtualCard(issued(), other_card=True), "OTHER_CARD"),
        (VirtualCard(issued(), token="JPKIAPICCTOKEN"), "OTHER_CARD"),
        (VirtualCard(issued(), without_certificate=True), "NO_CERTIFICATE"),
        (VirtualCard(issued(elliptic=True)), "ALGORITHM"),
    ],
)
def test_another_card(
    pcscd: Pcscd, station: Station, fake_server: FakeServer, card: VirtualCard, expected: str
) -> None:
    with pcscd.insert(card):
        station.until(ReaderState.CARD_PRESENT)
        status = station.start()
        status = station.confirm() if status.step is Step.PIN_NEEDED else status
        assert (status.step, code(status)) == (Step.FAILED, expected)
        assert not [command for command in card.commands if command[1] in (VERIFY, SIGN) and len(command) > 4]
        station.until(ReaderState.CARD_PRESENT)
    assert_reads(pcscd, station, fake_server)


def test_two_cards(pcscd: Pcscd, station: Station, fake_server: FakeServer) -> None:
    with pcscd.insert(VirtualCard(issued(1))), pcscd.insert(VirtualCard(issued(2)), slot=1):
        station.until(ReaderState.SEVERAL_CARDS)
        assert code(station.start()) == "SEVERAL_CARDS"
        # a station that knows its reader takes the card of that one
        with Station(fake_server, Source(f"{NAME} 00 01")) as chosen:
            assert chosen.read().step is Step.DONE
        assert [read["certificate"] for read in fake_server.registered] == [issued(2).der]


def test_a_card_that_is_pulled_while_the_pin_is_awaited(
    pcscd: Pcscd, station: Station, fake_server: FakeServer
) -> None:
    with pcscd.insert(VirtualCard(issued())):
        station.until(ReaderState.CARD_PRESENT)
        station.start()
    status = station.do(station.bridge.until(lambda now: now.step is Step.FAILED))
    assert code(status) == "CARD_LOST"
    assert_reads(pcscd, station, fake_server)


def test_a_card_that_is_exchanged_for_another(pcscd: Pcscd, station: Station, fake_server: FakeServer) -> None:
    """What the first has told is never signed by the second, however fast the hand."""
    first, second = VirtualCard(issued(1)), VirtualCard(issued(2))
    with pcscd.insert(first):
        station.until(ReaderState.CARD_PRESENT)
        station.start()
    with pcscd.insert(second):
        status = station.confirm()
        assert (status.step, code(status) in ("CARD_LOST", "NOT_READ")) == (Step.FAILED, True)
    assert not [command for command in second.commands if command[1] in (VERIFY, SIGN)]
    assert_reads(pcscd, station, fake_server)


@pytest.mark.parametrize("instruction", [SELECT, READ, VERIFY, SIGN])
def test_a_card_that_is_pulled_within_a_command(
    pcscd: Pcscd, station: Station, fake_server: FakeServer, instruction: int
) -> None:
    card = VirtualCard(issued())
    with pcscd.insert(card):
        station.until(ReaderState.CARD_PRESENT)
        if instruction in (SELECT, READ):
            card.at[instruction] = pulled
            status = station.start()
        else:
            station.start()
            card.at[instruction] = pulled
            status = station.confirm()
        assert (status.step, code(status)) == (Step.FAILED, "CARD_LOST")
    assert sum(command[1] == instruction for command in card.commands) <= 6
    assert_reads(pcscd, station, fake_server)


def test_a_card_that_stays_after_a_broken_answer_forgets_its_pin(
    pcscd: Pcscd, station: Station, fake_server: FakeServer
) -> None:
    card, proven = VirtualCard(issued()), list[bool]()

    def broken() -> bytes:
        proven.append(card.proven)
        return b"\x90"

    # given a card that has its PIN, and answers with half a status word
    with pcscd.insert(card):
        station.until(ReaderState.CARD_PRESENT)
        station.start()
        card.at[SIGN] = broken
        assert code(station.confirm()) == "CARD_LOST"
        # then it is reset for whoever comes next, and read as ever
        assert (proven, card.proven) == ([True], False)
        del card.at[SIGN]
        assert station.read().step is Step.DONE
        assert not card.proven
    assert len(fake_server.registered) == 1


@pytest.mark.parametrize("instruction", [SELECT, VERIFY])
def test_a_card_that_stops_answering(pcscd: Pcscd, hasty: Station, fake_server: FakeServer, instruction: int) -> None:
    card = VirtualCard(issued())
    with pcscd.insert(card):
        hasty.until(ReaderState.CARD_PRESENT)
        worker = hasty.supervisor.worker
        if instruction == SELECT:
            card.at[instruction] = lambda: None
            status = hasty.start()
        else:
            hasty.start()
            card.at[instruction] = lambda: None
            status = hasty.confirm()
        # then the worker is gone, and people are told to take the card out
        assert (status.reader, status.step, code(status)) == (ReaderState.STUCK, Step.FAILED, "STUCK")
        assert worker is not None
        with pytest.raises(ProcessLookupError):
            os.kill(worker, 0)
        # and trying again does not help as long as it lies there
        status = hasty.start()
        assert (status.reader, code(status) in ("BUSY", "STUCK")) == (ReaderState.STUCK, True)
    assert_reads(pcscd, hasty, fake_server)


def test_a_card_another_program_holds(pcscd: Pcscd, station: Station, fake_server: FakeServer) -> None:
    with pcscd.insert(VirtualCard(issued())):
        station.until(ReaderState.CARD_PRESENT)
        with Station(fake_server) as other:
            other.do(other.supervisor.do(Open()))
            station.until(ReaderState.BUSY)
            assert code(station.start()) == "BUSY"
        station.until(ReaderState.CARD_PRESENT)
    assert_reads(pcscd, station, fake_server)


def test_one_step_at_a_time(pcscd: Pcscd, station: Station, fake_server: FakeServer) -> None:
    card, reached, go_on = VirtualCard(issued()), Event(), Event()

    def wait() -> bytes:
        reached.set()
        go_on.wait()
        del card.at[READ]
        return card.answer(card.commands.pop()) or b""

    with pcscd.insert(card):
        station.until(ReaderState.CARD_PRESENT)
        card.at[READ] = wait
        first = station.begin(station.bridge.start(Purpose.VIEWING, BY_PIN))
        reached.wait()
        with pytest.raises(Failed, match="IN_PROGRESS"):
            station.start()
        go_on.set()
        assert first.result(20).step is Step.PIN_NEEDED
        assert station.confirm().step is Step.DONE


def test_cards_in_a_row(pcscd: Pcscd, station: Station, fake_server: FakeServer) -> None:
    """The same card again, and others: each is registered once."""
    serials = [1, 1, 2, 3]
    for serial in serials:
        with Inserted(VirtualCard(issued(serial)), pcscd.port):
            assert station.read().step is Step.DONE
        station.until(ReaderState.NO_CARD)
    assert [read["certificate"] for read in fake_server.registered] == [issued(serial).der for serial in serials]
