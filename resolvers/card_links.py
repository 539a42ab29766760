"""Whose card is which: fed by オンライン資格確認等システム, kept without the card's numbers (S56, S79)."""

import base64
import binascii
import re
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from models.row import col
from models.rows import Beneficiary, CardLink, Insurer
from permissions.card_reading import link_hash
from permissions.faults import Fault, Faulty
from permissions.information import Action
from resolvers.performing import Act, Deed, Outcome

FEED_CARD_LINK = Act.under("feedCardLink", Action.FEED_CARD_LINKS)
SERIAL = re.compile(r"[0-9a-fA-F]{1,40}")
MOST_ISSUER = 1_000
"""Characters of the issuer's name in base64; that of JPKI has some 200."""


@dataclass(frozen=True)
class FedCard:
    """A card as it is fed. Issuer and serial number are hashed, and neither stored nor written to any log."""

    issuer: str = field(repr=False)
    serial: str = field(repr=False)
    insurer_number: str
    insured_number: str
    health_insurance_registered: bool
    ended: bool

    def faults(self) -> list[Fault]:
        """What is wrong with issuer and serial number."""
        found = []
        if _name(self.issuer) is None:
            message = "発行者の識別名（DER）を base64 で指定してください。"
            found.append(Fault("ISSUER_WRONG", message, ("input", "issuer")))
        if not SERIAL.fullmatch(self.serial):
            message = "電子証明書のシリアル番号を40桁までの16進数で指定してください。"
            found.append(Fault("SERIAL_WRONG", message, ("input", "serial")))
        return found

    def hash(self, key: bytes) -> str:
        """The keyed hash; "" where issuer or serial number are wrong."""
        issuer = _name(self.issuer)
        return "" if issuer is None or self.faults() else link_hash(key, issuer, int(self.serial, 16))


def _name(issuer: str) -> bytes | None:
    """A distinguished name is a SEQUENCE (0x30)."""
    try:
        found = base64.b64decode(issuer[: MOST_ISSUER + 1], validate=True)
    except (binascii.Error, ValueError):
        return None
    return found if found.startswith(b"\x30") and len(issuer) <= MOST_ISSUER else None


async def feed_card_link(deed: Deed, fed: FedCard) -> Outcome:
    """Say whose card this is and what holds for it; what was said of it before is replaced.

    Raises:
        Faulty: issuer or serial number are none, or there is no such person.
    """
    faults = fed.faults()
    found = (
        select(Beneficiary)
        .join(Insurer, col(Insurer.key) == col(Beneficiary.insurer_key))
        .where(
            col(Insurer.number) == fed.insurer_number.replace("\0", ""),
            col(Beneficiary.insured_number) == fed.insured_number.replace("\0", ""),
        )
    )
    person = (await deed.session.scalars(found)).one_or_none()
    if person is None:
        where = ("input", "insuredNumber")
        faults.append(Fault("BENEFICIARY_UNKNOWN", "この番号の被保険者はいません。", where))
    if person is None or faults:
        raise Faulty(faults)
    hash_ = fed.hash(deed.house.cards.key)
    known = select(CardLink).where(col(CardLink.hash) == hash_).with_for_update()
    told: dict[str, Any] = {
        "beneficiary_key": person.key,
        "health_insurance_registered": fed.health_insurance_registered,
        "ended": fed.ended,
    }
    link = (await deed.session.scalars(known)).one_or_none()
    deed.session.add(link.sqlmodel_update(told) if link else CardLink(hash=hash_, **told))
    deed.subjects.append(person.id)
    return {"id": person.id}
