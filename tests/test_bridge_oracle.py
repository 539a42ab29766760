"""OpenSC, which knows real cards and shares nothing with this project, finds a good card in the tests' virtual one."""

import hashlib
import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import load_pem_x509_certificate

from tests.reader.card import VirtualCard
from tests.reader.issuer import issued
from tests.reader.pcscd import Pcscd


def opensc(pcscd: Pcscd, *command: str, fails: bool = False) -> str:
    """One of its programs, at the virtual reader; what it says."""
    asked = [*command, "--reader", "0"]
    done = subprocess.run(asked, env=pcscd.environment(), capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode != 0) is fails, done.stdout + done.stderr
    return done.stdout


def test_opensc_knows_the_card(pcscd: Pcscd) -> None:
    with pcscd.insert(VirtualCard(issued())).seen():
        assert opensc(pcscd, "opensc-tool", "--name") == "jpki\n"
        listed = opensc(pcscd, "pkcs15-tool", "--list-certificates", "--list-keys", "--list-pins")
    assert "User Authentication Certificate" in listed


@pytest.mark.parametrize("filler", [0, 300])
def test_opensc_reads_the_same_certificate(pcscd: Pcscd, filler: int) -> None:
    with pcscd.insert(VirtualCard(issued(), filler=filler)).seen():
        pem = opensc(pcscd, "pkcs15-tool", "--read-certificate", "1")
    assert load_pem_x509_certificate(pem.encode()).public_bytes(Encoding.DER) == issued().der


def test_opensc_signs_with_it(pcscd: Pcscd, tmp_path: Path) -> None:
    card, (words, signature) = VirtualCard(issued(), pin=b"7391"), (tmp_path / "words", tmp_path / "signature")
    words.write_bytes(hashlib.sha256(b"words").digest())
    command = ["pkcs15-crypt", "--sign", "--sha-256", "--pkcs1", "--key", "1", "--pin", "7391", "--raw"]
    with pcscd.insert(card).seen():
        opensc(pcscd, *command, "--input", str(words), "--output", str(signature))
    key = issued().certificate.public_key()
    assert isinstance(key, RSAPublicKey)
    key.verify(signature.read_bytes(), b"words", PKCS1v15(), SHA256())
    assert card.tries == 3


def test_opensc_counts_the_same_tries(pcscd: Pcscd) -> None:
    card = VirtualCard(issued())
    with pcscd.insert(card).seen():
        opensc(pcscd, "pkcs15-tool", "--verify-pin", "--auth-id", "1", "--pin", "9999", fails=True)
        assert card.tries == 2
        opensc(pcscd, "pkcs15-tool", "--verify-pin", "--auth-id", "1", "--pin", "1234")
    assert card.tries == 3
