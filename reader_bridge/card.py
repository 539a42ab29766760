"""What a My Number Card is asked, command by command, and what its answers mean; no reader is touched here.

The card's application for the public certificates (公的個人認証AP, JPKI). Sources: OpenSC's card-jpki.c, jpki/myna and
myna-card. The personal number itself (個人番号) is in another application, which is never selected.
"""

from collections.abc import Callable
from dataclasses import dataclass

from reader_bridge.failures import Failed, Failure
from reader_bridge.pin import wipe

APPLICATION = bytes.fromhex("D392F000260100000001")
TOKEN, CERTIFICATE, KEY, PIN = 0x0006, 0x000A, 0x0017, 0x0018
"""Files: what kind of card it is, the certificate (利用者証明用電子証明書), its key, the key's PIN."""
THIS_CARD, PHONES = "JPKIAPICCTOKEN2", ("JPKIAPGPSETOKEN", "JPKIAPIOSTOKEN")
"""The card of before 2016 (住民基本台帳カード) says JPKIAPICCTOKEN."""
DONE, NOT_FOUND, SHORTER = 0x9000, 0x6A82, 0x6282
BLOCKED = (0x6983, 0x6984)
"""The standard says 6983; real cards are reported to say 6984."""
TRIES = 0x63C0
MOST_AT_ONCE, LONGEST = 256, 8192
"""Bytes of one answer, and of a certificate."""

Transmit = Callable[[bytes | bytearray], bytes]
"""One command to the card and its whole answer, status word included; raises Failed where the card is lost."""


@dataclass(frozen=True)
class Answer:
    """What came back: data and status word."""

    data: bytes
    status: int


@dataclass(frozen=True)
class Opened:
    """What a card tells without its PIN: the certificate (DER), and how many tries the PIN has left."""

    certificate: bytes
    tries: int


class Card:
    """A card in one uninterrupted session."""

    def __init__(self, transmit: Transmit) -> None:
        self._transmit = transmit

    def open(self) -> Opened:
        """Find out whose card it is.

        Raises:
            Failed: OTHER_CARD, PHONE, NO_CERTIFICATE, CARD_ANSWER, or the transport's.
        """
        if self._ask(b"\x00\xa4\x04\x0c" + _counted(APPLICATION)).status != DONE:
            raise Failed.by(Failure.OTHER_CARD)
        token = self._token()
        if token != THIS_CARD:
            raise Failed.by(Failure.PHONE if token in PHONES else Failure.OTHER_CARD)
        if self._select(CERTIFICATE) == NOT_FOUND:
            raise Failed.by(Failure.NO_CERTIFICATE)
        return Opened(self._certificate(), self._tries())

    def sign(self, pin: bytearray, digest_info: bytes) -> bytes:
        """Prove the PIN once and sign; the card adds the padding of PKCS #1 v1.5.

        Raises:
            Failed: PIN_WRONG, PIN_BLOCKED, CARD_ANSWER, or the transport's.
        """
        self._require(self._select(PIN))
        self._verify(pin)
        self._require(self._select(KEY))
        answer = self._ask(b"\x80\x2a\x00\x80" + _counted(digest_info) + b"\x00")
        self._require(answer.status)
        return answer.data

    def _token(self) -> str:
        if self._select(TOKEN) != DONE:
            return ""
        return self._ask(b"\x00\xb0\x00\x00\x20").data.decode("ascii", "replace").rstrip(" \0")

    def _certificate(self) -> bytes:
        """The selected file as far as its certificate goes; the file is longer, with filler behind."""
        head = self._read(0, 4)
        if head[:2] != b"\x30\x82":
            raise Failed.by(Failure.CARD_ANSWER)
        length = 4 + int.from_bytes(head[2:4])
        if length > LONGEST:
            raise Failed.by(Failure.CARD_ANSWER)
        return self._read(0, length)

    def _read(self, start: int, length: int) -> bytes:
        found = b""
        while len(found) < length:
            wanted = min(length - len(found), MOST_AT_ONCE)
            place = (start + len(found)).to_bytes(2)
            answer = self._ask(b"\x00\xb0" + place + bytes([wanted % MOST_AT_ONCE]))
            if answer.status not in (DONE, SHORTER) or not answer.data:
                raise Failed.by(Failure.CARD_ANSWER)
            found += answer.data
        return found[:length]

    def _tries(self) -> int:
        """How many tries are left; asking costs none."""
        self._require(self._select(PIN))
        status = self._once(b"\x00\x20\x00\x80").status
        if status in BLOCKED:
            return 0
        if status & 0xFFF0 != TRIES:
            raise Failed.by(Failure.CARD_ANSWER)
        return status & 0x0F

    def _verify(self, pin: bytearray) -> None:
        """Show the PIN, once: where the answer is lost it is never sent again, the next session asks for the tries."""
        command = bytearray(b"\x00\x20\x00\x80") + bytes([len(pin)]) + pin
        try:
            status = self._once(command).status
        finally:
            wipe(command)
        if status in (*BLOCKED, TRIES):
            raise Failed.by(Failure.PIN_BLOCKED, 0)
        if status & 0xFFF0 == TRIES:
            raise Failed.by(Failure.PIN_WRONG, status & 0x0F)
        self._require(status)

    def _select(self, file: int) -> int:
        return self._ask(b"\x00\xa4\x02\x0c\x02" + file.to_bytes(2)).status

    def _ask(self, command: bytes) -> Answer:
        """A command that may be asked again: with the card's own length (6Cxx), and for what it still has (61xx)."""
        answer = self._once(command)
        if answer.status >> 8 == 0x6C:
            answer = self._once(command[:-1] + bytes([answer.status & 0xFF]))
        data = answer.data
        while answer.status >> 8 == 0x61 and len(data) <= LONGEST:
            answer = self._once(b"\x00\xc0\x00\x00" + bytes([answer.status & 0xFF]))
            data += answer.data
        return Answer(data, answer.status)

    def _once(self, command: bytes | bytearray) -> Answer:
        answer = self._transmit(command)
        if len(answer) < 2:  # what a card that is pulled within a command "answers"
            raise Failed.by(Failure.CARD_LOST)
        return Answer(answer[:-2], int.from_bytes(answer[-2:]))

    def _require(self, status: int) -> None:
        if status != DONE:
            raise Failed.by(Failure.CARD_ANSWER)


def _counted(data: bytes) -> bytes:
    return bytes([len(data)]) + data
