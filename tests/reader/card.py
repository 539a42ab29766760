"""A virtual My Number Card: the application for public certificates (JPKI AP), as far as its user-authentication half goes.

Written from ISO 7816-4 and public descriptions of the card, and proven by OpenSC's tools; the bridge's own words for the
same commands are deliberately not used here.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from tests.reader.issuer import Issued

ATR = bytes.fromhex("3BE000FF8131FE4514")
AID = bytes.fromhex("D392F000260100000001")
TOKEN_FILE, CERTIFICATE_FILE, AUTHORITY_FILE, KEY_FILE, PIN_FILE = 0x0006, 0x000A, 0x000B, 0x0017, 0x0018
SIGNATURE_PIN_FILE = 0x001B
"""Of the other half, for signatures with legal effect: it is there, and nobody here knows its PIN."""
SELECT, READ, VERIFY, SIGN, GET_RESPONSE = 0xA4, 0xB0, 0x20, 0x2A, 0xC0


class Pulled(Exception):
    """The card leaves the reader before it has answered."""


@dataclass
class VirtualCard:
    """A card, and how it may differ from a good one.

    `at` has what happens at an instruction instead of an answer: it may raise Pulled, or give None: no answer, ever.
    """

    issued: Issued
    token: str = "JPKIAPICCTOKEN2"
    pin: bytes = b"1234"
    tries: int = 3
    blocked: int = 0x6984
    other_card: bool = False
    without_certificate: bool = False
    filler: int = 300
    longest_answer: int = 256
    names_length: bool = False
    """Whether it refuses a length that is not its own (6Cxx)."""
    in_pieces: bool = False
    """Whether a signature has to be fetched (61xx)."""
    at: dict[int, Callable[[], Any]] = field(default_factory=dict)
    commands: list[bytes] = field(default_factory=list)
    _file: int | None = None
    _inside: bool = False
    _proven: bool = False
    _rest: bytes = b""

    @property
    def proven(self) -> bool:
        """Whether its PIN has been shown to it, and would be taken as shown by whoever asks next."""
        return self._proven

    def reset(self) -> None:
        """Power off, or a reset: all that was selected or proven is forgotten."""
        self._file, self._inside, self._proven = None, False, False

    def answer(self, command: bytes) -> bytes | None:
        """The answer to a command, with its status word."""
        self.commands.append(command)
        instruction = command[1]
        if instruction in self.at:
            return _ends(self.at[instruction]())
        handlers = {
            SELECT: self._select,
            READ: self._read,
            VERIFY: self._verify,
            SIGN: self._sign,
            GET_RESPONSE: self._get_response,
        }
        handler = handlers.get(instruction)
        return handler(command) if handler else word(0x6D00)

    def _files(self) -> dict[int, bytes]:
        files = {
            TOKEN_FILE: self.token.encode().ljust(0 if self.names_length else 32, b" "),
            CERTIFICATE_FILE: self.issued.der + b"\xff" * self.filler,
            AUTHORITY_FILE: b"",
            KEY_FILE: b"",
            PIN_FILE: b"",
            SIGNATURE_PIN_FILE: b"",
        }
        if self.without_certificate:
            del files[CERTIFICATE_FILE]
        return files

    def _select(self, command: bytes) -> bytes:
        length = command[4]
        name = command[5 : 5 + length]
        if command[2] == 0x04:
            self.reset()
            self._inside = name == AID and not self.other_card
            return word(0x9000 if self._inside else 0x6A82)
        found = int.from_bytes(name[-2:], "big")
        if not self._inside or found not in self._files():
            return word(0x6A82)
        self._file = found
        return word(0x9000)

    def _read(self, command: bytes) -> bytes:
        if self._file is None:
            return word(0x6986)
        content = self._files()[self._file]
        start, wanted = command[2] << 8 | command[3], command[4] or 256
        if start >= len(content):
            return word(0x6B00)
        if self.names_length and wanted > len(content) - start:
            return word(0x6C00 | len(content) - start)
        return content[start : start + min(wanted, self.longest_answer)] + word(0x9000)

    def _verify(self, command: bytes) -> bytes:
        if self._file == SIGNATURE_PIN_FILE:
            return word(0x63C5)
        if self._file != PIN_FILE:
            return word(0x6986)
        if self.tries == 0:
            return word(self.blocked)
        if len(command) == 4:
            return word(0x63C0 | self.tries)
        self._proven = command[5 : 5 + command[4]] == self.pin
        self.tries = 3 if self._proven else self.tries - 1
        return word(0x9000 if self._proven else 0x63C0 | self.tries)

    def _sign(self, command: bytes) -> bytes:
        """A raw RSA operation over the block of type 1 that holds what was sent."""
        if self._file != KEY_FILE or not self._proven:
            return word(0x6982)
        key = self.issued.key
        assert isinstance(key, RSAPrivateKey)
        told = command[5 : 5 + command[4]]
        block = b"\x00\x01" + b"\xff" * (253 - len(told)) + b"\x00" + told
        secret = key.private_numbers()
        signature = pow(int.from_bytes(block, "big"), secret.d, secret.p * secret.q).to_bytes(256, "big")
        if self.in_pieces:
            self._rest = signature
            return word(0x6180)
        return signature + word(0x9000)

    def _get_response(self, command: bytes) -> bytes:
        piece, self._rest = self._rest[: command[4]], self._rest[command[4] :]
        return piece + word(0x6100 | len(self._rest) if self._rest else 0x9000)


def word(status: int) -> bytes:
    """A status word."""
    return status.to_bytes(2, "big")


def pulled() -> bytes:
    raise Pulled


def _ends(answer: Any) -> bytes | None:
    assert answer is None or isinstance(answer, bytes)
    return answer
