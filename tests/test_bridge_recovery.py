"""The bridge outlives the PC/SC service and its own worker: what was read before is void, and the next card is read as ever."""

import os
import signal

import pytest

from reader_bridge.bridge import Step
from reader_bridge.failures import Failed, Failure
from reader_bridge.readers import ReaderState
from tests.reader.card import VirtualCard
from tests.reader.issuer import issued
from tests.reader.pcscd import Pcscd
from tests.reader.server import FakeServer
from tests.reader.station import Station, assert_reads, code


def test_a_service_that_is_started_again(pcscd: Pcscd, station: Station, fake_server: FakeServer) -> None:
    # given a card that is held
    card = pcscd.insert(VirtualCard(issued()))
    station.until(ReaderState.CARD_PRESENT)
    station.start()
    # when the service dies, then this is told, and the reading is over
    pcscd.stop()
    card.pull()
    status = station.until(ReaderState.SERVICE_DOWN)
    assert status.trouble == Failed.by(Failure.SERVICE_DOWN)
    status = station.do(station.bridge.until(lambda now: now.step is Step.FAILED))
    assert code(status) in ("SERVICE_DOWN", "CARD_LOST")
    assert code(station.start()) == "SERVICE_DOWN"
    # when it is back, then so is the bridge, by itself
    pcscd.start()
    assert_reads(pcscd, station, fake_server)
    assert station.bridge.status.trouble is None


def test_a_service_that_comes_later(pcscd: Pcscd, fake_server: FakeServer) -> None:
    pcscd.stop()
    pcscd.socket.unlink()
    with Station(fake_server) as station:
        station.until(ReaderState.SERVICE_DOWN)
        pcscd.start()
        assert_reads(pcscd, station, fake_server)


@pytest.mark.parametrize("held", [False, True])
def test_a_worker_that_dies(pcscd: Pcscd, station: Station, fake_server: FakeServer, held: bool) -> None:
    card = VirtualCard(issued())
    with pcscd.insert(card):
        station.until(ReaderState.CARD_PRESENT)
        if held:
            station.start()
        assert station.supervisor.worker is not None
        os.kill(station.supervisor.worker, signal.SIGKILL)
        if held:
            status = station.confirm()
            assert (status.step, code(status)) == (Step.FAILED, "CARD_LOST")
        station.until(ReaderState.CARD_PRESENT)
    assert_reads(pcscd, station, fake_server)
