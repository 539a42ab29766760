"""Receipts of consent (同意の控え) looked over for whoever shows one, and the words that people consent to (B07)."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import aliased

from loaders.batch import fetch
from loaders.reading import Reading
from loaders.source import Plain
from models.codes.consent import ConsentStatus, ReceiptFault
from models.row import col
from models.rows import Beneficiary, Consent, ConsentReceipt
from permissions.consent_receipt import SCOPE, TEXT_VERSION, BadReceipt, opened
from permissions.public_key import key_id, pem


@dataclass(frozen=True)
class ConsentText:
    """The words that are in force."""

    version: str
    scope: str


@dataclass(frozen=True)
class FollowingReceipt:
    """The receipt that followed, without whose it is or who made it."""

    id: str
    status: ConsentStatus
    stated_at: datetime.datetime

    @property
    def status_label(self) -> str:
        return self.status.label


@dataclass(frozen=True)
class ReceiptVerification:
    """What became of a receipt: `fault` where it is none of ours as it stands."""

    kid: str
    public_key: str
    fault: ReceiptFault | None = None
    id: str | None = None
    followed_by: FollowingReceipt | None = None

    @property
    def valid(self) -> bool:
        return self.fault is None

    @property
    def fault_label(self) -> str | None:
        return self.fault and self.fault.label


async def verify(reading: Reading, arguments: Mapping[str, Any]) -> ReceiptVerification:
    """Whether the service signed this text, and the receipt that follows it. Who looks is recorded with the person.

    Raises:
        Unauthenticated: nobody is signed in.
    """
    _ = reading.viewer  # nobody else is told anything
    assert reading.house.consent_key is not None  # a server has one
    public = reading.house.consent_key.public_key()
    ours = (key_id(public), pem(public).decode())
    try:
        told = opened(arguments["receipt"], public)
    except BadReceipt as bad:
        return ReceiptVerification(*ours, fault=bad.fault)
    rows = await fetch(reading.engine, _following(told["id"]), {})
    for person, id_, *_rest in rows:
        reading.people[person] = id_
    after = next((FollowingReceipt(*rest) for _, _, *rest in rows if rest[0] is not None), None)
    return ReceiptVerification(*ours, id=told["id"], followed_by=after)


def _following(id_: str) -> Select[Any]:
    """Whose receipt it is, and what the receipt that follows it says."""
    after, statement = aliased(ConsentReceipt), aliased(Consent)
    columns = (Beneficiary.key, Beneficiary.id, after.id, statement.status, statement.recorded_at)
    return (
        select(*map(col, columns))
        .select_from(ConsentReceipt)
        .join(Consent, col(Consent.key) == col(ConsentReceipt.consent_key))
        .join(Beneficiary, col(Beneficiary.key) == col(Consent.beneficiary_key))
        .outerjoin(after, col(after.follows_key) == col(ConsentReceipt.key))
        .outerjoin(statement, col(statement.key) == col(after.consent_key))
        .where(col(ConsentReceipt.id) == id_)
    )


async def _text(reading: Reading, _arguments: Mapping[str, Any]) -> ConsentText:
    _ = reading.viewer
    return ConsentText(TEXT_VERSION, SCOPE)


VERIFY, TEXT = Plain(verify), Plain(_text)
