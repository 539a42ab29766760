"""Receipts of consent (同意の控え; features.md B07): what was stated, signed, so that anybody can show and check it.

A receipt is one line of JSON: sorted keys, no blanks, UTF-8, and Ed25519 in hex over all of it but the signature. Any
other way to write the same is none, so that no byte of it can change. No file is touched here.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from models.codes.consent import ConsentRoute, ConsentStatus, ReceiptFault
from models.codes.registration import ProofMethod
from models.row import JST
from permissions.public_key import key_id

KIND = "kaigo-consent-receipt/1"
TEXT_VERSION = "2026-05"
"""The version of the words a person consents to (同意の文言の版) that is in force."""
SCOPE = "対象は、現在保存されている情報と今後保存される情報のすべてです。すべての事業所に及びます。"
"""What consent covers (S68), in those words."""
LONGEST = 4_000
"""Characters of a receipt; a real one has some 900."""


class BadReceipt(Exception):
    """A text is not a receipt signed with this key."""

    def __init__(self, fault: ReceiptFault) -> None:
        super().__init__(fault.name)
        self.fault = fault


@dataclass(frozen=True)
class Proof:
    """How the office had proven who the person is, and when."""

    method: ProofMethod
    at: datetime.datetime


@dataclass(frozen=True)
class Receipt:
    """What a receipt says. Of the person it has the id alone: neither name nor number.

    `number` and `name` are those of the office, or of the insurer (介護保険者) that fed the statement; `proof` is the
    office's. `stated_at` is when the person said it, `recorded_at` when the service knew. `follows` is the id of the
    receipt before it.
    """

    id: str
    beneficiary: str
    status: ConsentStatus
    route: ConsentRoute
    number: str
    name: str
    proof: Proof | None
    stated_at: datetime.datetime
    recorded_at: datetime.datetime
    follows: str | None

    def signed(self, key: Ed25519PrivateKey) -> str:
        """The receipt as it is handed out."""
        told = {
            "type": KIND,
            "id": self.id,
            "beneficiary": self.beneficiary,
            "status": self.status.name,
            "route": self.route.name,
            "by": {"number": self.number, "name": self.name},
            "proof": self.proof and {"method": self.proof.method.name, "at": _written(self.proof.at)},
            "textVersion": TEXT_VERSION,
            "scope": SCOPE,
            "statedAt": _written(self.stated_at),
            "recordedAt": _written(self.recorded_at),
            "follows": self.follows,
            "kid": key_id(key.public_key()),
        }
        return _canonical({**told, "signature": key.sign(_canonical(told)).hex()}).decode()


def opened(text: str, key: Ed25519PublicKey) -> Mapping[str, Any]:
    """What a receipt says.

    Raises:
        BadReceipt: it is none, or signed with another key, or a byte of it was altered.
    """
    told = _read(text)
    if told.get("kid") != key_id(key):
        raise BadReceipt(ReceiptFault.UNKNOWN_KEY)
    signature = told["signature"]
    content = {name: value for name, value in told.items() if name != "signature"}
    try:
        key.verify(signature, _canonical(content))
    except InvalidSignature:
        raise BadReceipt(ReceiptFault.SIGNATURE_WRONG) from None
    return content


def _read(text: str) -> dict[str, Any]:
    """The object of a receipt, its signature as bytes.

    Raises:
        BadReceipt: the text is not what was written, or could have been written otherwise.
    """
    try:
        told = orjson.loads(text[: LONGEST + 1])
        signature = bytes.fromhex(told["signature"])
        again = _canonical({**told, "signature": signature.hex()})
        if len(text) > LONGEST or told["type"] != KIND or again != text.encode():
            raise BadReceipt(ReceiptFault.MALFORMED)
    except (ValueError, TypeError, KeyError):
        raise BadReceipt(ReceiptFault.MALFORMED) from None
    return {**told, "signature": signature}


def _canonical(told: Mapping[str, Any]) -> bytes:
    return orjson.dumps(told, option=orjson.OPT_SORT_KEYS)


def _written(at: datetime.datetime) -> str:
    return at.astimezone(JST).isoformat(timespec="seconds")
