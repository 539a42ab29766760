"""A card made of software, for people without a reader: it takes the same way through the worker as a real one.

Its certificate comes from the demo's own authority, which a service believes on a demo database only. It lies in its
reader for as long as the program runs, has the PIN 1234, and three tries.
"""

import time
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key
from cryptography.x509 import load_pem_x509_certificate

from reader_bridge.card import APPLICATION, CERTIFICATE, KEY, PIN, THIS_CARD, TOKEN
from reader_bridge.readers import Look, ReaderState

DEMO_PIN, TRIES = b"1234", 3
OK, UNKNOWN_FILE, NO_PIN, NOT_KNOWN = b"\x90\x00", b"\x6a\x82", b"\x69\x82", b"\x6d\x00"
ANSWERED = "demo card"


class DemoCard:
    """A card out of a PEM file with its certificate and its private key."""

    def __init__(self, file: Path) -> None:
        """Raises OSError or ValueError where the file does not hold both."""
        pem = file.read_bytes()
        key = load_pem_private_key(pem, None)
        if not isinstance(key, RSAPrivateKey):
            raise ValueError(f"{file} holds no RSA key.")
        self._key = key
        certificate = load_pem_x509_certificate(pem).public_bytes(Encoding.DER)
        self._files = {CERTIFICATE: certificate + bytes(64), TOKEN: THIS_CARD.encode().ljust(32), KEY: b"", PIN: b""}
        self._file, self._tries, self._proven = 0, TRIES, False

    def transmit(self, command: bytes | bytearray) -> bytes:
        """One command and its answer."""
        match bytes(command[:2]):
            case b"\x00\xa4":
                return self._select(command)
            case b"\x00\xb0":
                place, length = int.from_bytes(command[2:4]), command[4] or 256
                return self._files.get(self._file, b"")[place : place + length] + OK
            case b"\x00\x20":
                return self._verify(command)
            case b"\x80\x2a":
                return self._sign(bytes(command[5:-1]))
        return NOT_KNOWN

    def close(self) -> None:
        """Forget that the PIN was shown."""
        self._file, self._proven = 0, False

    def _select(self, command: bytes | bytearray) -> bytes:
        if command[2] == 0x04:
            return OK if command[5:] == APPLICATION else UNKNOWN_FILE
        self._file = int.from_bytes(command[5:7])
        return OK if self._file in self._files else UNKNOWN_FILE

    def _verify(self, command: bytes | bytearray) -> bytes:
        if len(command) > 4 and self._tries:
            self._proven = command[5:] == DEMO_PIN
            self._tries = TRIES if self._proven else self._tries - 1
            if self._proven:
                return OK
        return bytes([0x63, 0xC0 | self._tries]) if self._tries else b"\x69\x84"

    def _sign(self, digest_info: bytes) -> bytes:
        """The bare RSA operation, as a card does it: pad (RFC 8017 9.2) and raise to the private exponent."""
        if not self._proven or self._file != KEY:
            return NO_PIN
        size = self._key.key_size // 8
        padded = b"\x00\x01" + b"\xff" * (size - 3 - len(digest_info)) + b"\x00" + digest_info
        numbers = self._key.private_numbers()
        signed = pow(int.from_bytes(padded), numbers.d, numbers.public_numbers.n)
        return signed.to_bytes(size) + OK


class DemoReaders:
    """A reader in which the demo card lies."""

    def __init__(self, file: Path) -> None:
        self._card = DemoCard(file)

    def look(self, known: tuple[tuple[str, int], ...], seconds: float) -> Look:
        if known:
            time.sleep(seconds)  # nothing ever changes here
        return Look(ReaderState.CARD_PRESENT, ((ANSWERED, 0),))

    def connect(self) -> DemoCard:
        return self._card
