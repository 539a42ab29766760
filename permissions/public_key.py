"""Public keys (Ed25519) as others read them: by name, and as text."""

from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat


def key_id(key: Ed25519PublicKey) -> str:
    """The name of a key (kid): the first half of the SHA-256 of its 32 bytes, in hex."""
    return sha256(key.public_bytes_raw()).hexdigest()[:32]


def pem(key: Ed25519PublicKey) -> bytes:
    """The key as a file holds it."""
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
