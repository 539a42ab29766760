"""Real readers, over PC/SC (pcsc-lite, WinSCard): the only file that knows pyscard.

It uses pyscard's plain functions, which give PC/SC's own results. The classes above them raise two unrelated families
of exceptions, call success what is a lost card, and have a monitor thread that dies with the service.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from smartcard import scard

from reader_bridge.failures import Failed, Failure
from reader_bridge.readers import Look, ReaderState

Known = tuple[tuple[str, int], ...]
NEW_READER = "\\\\?PnP?\\Notification"
"""Not a reader: its state changes when one is plugged in."""
FLAGS = 0xFFFF
"""The upper half of a state counts how often it has changed; it is handed back as it came."""
GONE = scard.SCARD_STATE_UNKNOWN | scard.SCARD_STATE_UNAVAILABLE | scard.SCARD_STATE_IGNORE
HELD = scard.SCARD_STATE_EXCLUSIVE | scard.SCARD_STATE_INUSE
A_LOOK = 1_000
"""Milliseconds in which a card that is gone is missed: pcsc-lite looks into its readers every 400."""
NOTHING_NEW = (scard.SCARD_S_SUCCESS, scard.SCARD_E_TIMEOUT)


class PcscReaders:
    """The readers of the PC/SC service; only those whose name holds `named`, where one is named.

    Each look and each session has a context of its own, so a service that was started again is simply there again.
    """

    def __init__(self, named: str = "") -> None:
        self._named = named

    def look(self, known: Known, seconds: float) -> Look:
        """Raises Failed (SERVICE_DOWN) where nobody can be asked."""
        with _context() as context:
            before = dict(known)
            names = [*self._names(context), NEW_READER]
            asked = [(name, before.get(name, scard.SCARD_STATE_UNAWARE)) for name in names]
            result, found = scard.SCardGetStatusChange(context, int(seconds * 1_000), asked)
            if result not in NOTHING_NEW and result & 0xFFFFFFFF != 0x80100009:  # unplugged between the two calls
                raise Failed.hresult(result, Failure.SERVICE_DOWN)
        seen = tuple((name, state & ~scard.SCARD_STATE_CHANGED) for name, state, _ in found)
        return Look(_state([state & FLAGS for name, state in seen if name != NEW_READER]), seen)

    def connect(self) -> "PcscSession":
        """Raises Failed: NO_READER, NO_CARD, SEVERAL_CARDS, BUSY, MUTE, SERVICE_DOWN, CARD_LOST."""
        look = self.look((), 0)
        present = [name for name, state in look.known if state & scard.SCARD_STATE_PRESENT and name != NEW_READER]
        if len(present) > 1:
            raise Failed.by(Failure.SEVERAL_CARDS)
        if not present:
            raise Failed.by(Failure[look.state.name])
        return PcscSession(present[0])

    def _names(self, context: int) -> list[str]:
        result, names = scard.SCardListReaders(context, [])
        if result != scard.SCARD_S_SUCCESS:
            failed = Failed.hresult(result, Failure.SERVICE_DOWN)
            if failed.code != Failure.NO_READER.name:
                raise failed
            return []
        return [name for name in names if self._named in name]


class PcscSession:
    """A card held exclusively; whoever else wants it waits."""

    def __init__(self, reader: str) -> None:
        self._context, self._reader, self._lost = _established(), reader, False
        result, self._card, self._protocol = scard.SCardConnect(
            self._context, reader, scard.SCARD_SHARE_EXCLUSIVE, scard.SCARD_PROTOCOL_T0 | scard.SCARD_PROTOCOL_T1
        )
        if result != scard.SCARD_S_SUCCESS:
            scard.SCardReleaseContext(self._context)
            raise Failed.hresult(result)

    def transmit(self, command: bytes | bytearray) -> bytes:
        t0 = self._protocol == scard.SCARD_PROTOCOL_T0
        header = scard.SCARD_PCI_T0 if t0 else scard.SCARD_PCI_T1
        result, answer = scard.SCardTransmit(self._card, header, list(command))
        self._lost = result != scard.SCARD_S_SUCCESS or len(answer) < 2
        if result != scard.SCARD_S_SUCCESS:
            raise Failed.hresult(result)
        return bytes(answer)

    def close(self) -> None:
        """Let the card go, reset; one that has left the reader has forgotten its PIN by itself, and is not reset.

        That reset would be another card's, where one lies there by now. And pcsc-lite's watch over the reader does not
        learn of what came of it: it would go on calling a card present that has gone, or not see the next one.
        """
        disposition = scard.SCARD_LEAVE_CARD if self._has_left() else scard.SCARD_RESET_CARD
        scard.SCardDisconnect(self._card, disposition)
        scard.SCardReleaseContext(self._context)

    def _has_left(self) -> bool:
        """Whether PC/SC has seen the card go; where a command was not answered, it is given the time for a look."""
        _, [(_, state, _)] = scard.SCardGetStatusChange(self._context, 0, [(self._reader, scard.SCARD_STATE_UNAWARE)])
        if self._lost and not self._is_removed():
            scard.SCardGetStatusChange(self._context, A_LOOK, [(self._reader, state)])
        return self._is_removed()

    def _is_removed(self) -> bool:
        return bool(scard.SCardStatus(self._card)[0] == scard.SCARD_W_REMOVED_CARD)


def _established() -> int:
    result, context = scard.SCardEstablishContext(scard.SCARD_SCOPE_USER)
    if result != scard.SCARD_S_SUCCESS:
        raise Failed.hresult(result, Failure.SERVICE_DOWN)
    return int(context)


@contextmanager
def _context() -> Iterator[int]:
    context = _established()
    try:
        yield context
    finally:
        scard.SCardReleaseContext(context)


def _state(readers: list[int]) -> ReaderState:
    """All readers together."""
    there = [flags for flags in readers if not flags & GONE]
    cards = [flags for flags in there if flags & scard.SCARD_STATE_PRESENT]
    if not there:
        return ReaderState.NO_READER
    if len(cards) != 1:
        return ReaderState.SEVERAL_CARDS if cards else ReaderState.NO_CARD
    if cards[0] & scard.SCARD_STATE_MUTE:
        return ReaderState.MUTE
    return ReaderState.BUSY if cards[0] & HELD else ReaderState.CARD_PRESENT
