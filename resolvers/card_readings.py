"""Readings of My Number Cards (マイナンバーカード; S15, S52, S53, S56): a challenge, and what the card made of it.

A challenge is used up by the first answer, right or wrong: a refused one is an outcome too, kept with its key and on
the record. A reading that is right is one transaction with the registration it makes.
"""

import asyncio
import base64
import binascii
import datetime
import re
import secrets
from dataclasses import dataclass, field

from cryptography import x509
from sqlalchemy import delete, select, update

from loaders.house import House
from loaders.reading import Reading
from models.codes.card import CardConfirmation, RevocationStatus
from models.codes.registration import ProofMethod, ProofPurpose
from models.row import JST, col, new_id
from models.rows import CardLink, CardReading
from permissions.card import ALGORITHMS, CardFault, CardRefused, proven, require_signature
from permissions.card_reading import Statement, form_hash, hash_of, keyed_hash
from permissions.faults import Fault, Faulty
from permissions.information import Action
from permissions.scope import LISTS_WITHIN
from permissions.text import is_line
from resolvers import mismatches
from resolvers.mismatches import CARD_READINGS
from resolvers.performing import Act, Deed, Outcome
from resolvers.registration import Proof, register, viewing_until
from resolvers.transaction import transaction

BEGIN, COMPLETE = (Act.under(f"{verb}CardReading", Action.REGISTER_BY_CARD) for verb in ("begin", "complete"))
LASTS = datetime.timedelta(seconds=120)
"""How long a challenge may be answered: `now < begun + LASTS`."""
NONCE_BYTES = 32
LONGEST_REASON = 200
FORM_SHA256 = re.compile(r"[0-9a-f]{64}")
CHALLENGE, CERTIFICATE, SIGNATURE = (("input", part) for part in ("challengeId", "certificate", "signature"))
FORM = ("input", "form")
OTHER_WAY = "介護保険証の券面情報の入力による利用者登録を行ってください。"


@dataclass(frozen=True)
class Answered:
    """What an app sends for a challenge; certificate and signature in base64."""

    challenge_id: str
    certificate: str = field(repr=False)
    signature: str | None = field(repr=False)
    confirmation: CardConfirmation
    reason: str | None

    def hashed(self, key: bytes) -> dict[str, str]:
        """What stands for it in the record: nothing that tells whose card it is."""
        parts = (self.certificate, self.signature or "", self.confirmation.name, self.reason or "")
        return {"challengeId": self.challenge_id, "answer": keyed_hash(key, *(part.encode() + b"\0" for part in parts))}


@dataclass(frozen=True)
class Shown:
    """A card that was found right: its keyed hash, and what is known of its revocation."""

    hash: str
    revocation: RevocationStatus


async def begin_card_reading(deed: Deed, purpose: ProofPurpose, form_sha256: str) -> Outcome:
    """A challenge for the app that asks, for this purpose and this form.

    Raises:
        Faulty: the form's hash is none.
    """
    if not FORM_SHA256.fullmatch(form_sha256):
        message = "SHA-256の値を64桁の16進数（小文字）で指定してください。"
        raise Faulty([Fault("FORM_HASH_WRONG", message, ("input", "formSha256"))])
    begun = CardReading(
        id=new_id("crd"),
        staff_key=deed.viewer.staff_key,
        nonce=secrets.token_urlsafe(NONCE_BYTES),
        purpose=purpose,
        form_sha256=form_sha256,
        expires_at=deed.reading.now + LASTS,
    )
    deed.session.add(begun)
    told = _statement(deed.reading, begun)
    return {
        "id": told.id,
        "nonce": told.nonce,
        "origin": told.origin,
        "appId": told.terminal,
        "purpose": told.purpose,
        "expiresAt": told.exp,
        "algorithms": list(ALGORITHMS),
    }


async def complete_card_reading(deed: Deed, answered: Answered) -> Outcome:
    """Register the person whose card has answered a challenge at the app's office; or refuse it.

    Refused is a challenge that cannot be answered (any more), another form than it was begun with, and a card that
    proves nothing, is nobody's, or is not registered as a health-insurance card. The challenge is used up.

    Raises:
        TooManyMismatches: too many were refused today; nothing was looked at, and the challenge is as it was.
    """
    counted = await mismatches.count(deed, CARD_READINGS)
    try:
        begun = await _used(deed, answered.challenge_id)
        shown = await asyncio.to_thread(_shown, deed.reading, begun, answered)
        outcome = await _register(deed, begun, answered, shown)
    except Faulty as faulty:
        [fault] = faulty.faults
        if fault.path[:2] == FORM:  # a slip of the hand, and no try at a card
            await mismatches.take_back(deed, CARD_READINGS)
        else:
            await mismatches.tell(deed, CARD_READINGS, counted)
        return deed.refuse(fault)
    await mismatches.take_back(deed, CARD_READINGS)
    return outcome


async def clear_card_readings(house: House) -> int:
    """Delete the challenges whose time is over and that read nothing, and tell how many there were."""
    late = delete(CardReading).where(
        col(CardReading.expires_at) <= house.now(), col(CardReading.card_link_key).is_(None)
    )
    async with transaction(house) as session:
        return len((await session.scalars(late.returning(col(CardReading.key)))).all())


async def _used(deed: Deed, id_: str) -> CardReading:
    """The challenge, which is used up with this, whatever comes of it."""
    mine = (
        col(CardReading.id) == id_.replace("\0", ""),
        col(CardReading.staff_key) == deed.viewer.staff_key,
        col(CardReading.used_at).is_(None),
        col(CardReading.expires_at) > deed.reading.now,
    )
    using = update(CardReading).where(*mine).values(used_at=deed.reading.now).returning(CardReading)
    begun = (await deed.session.scalars(using)).one_or_none()
    if begun is None:
        message = "読み取りの期限（2分）が過ぎたか、すでに使われています。はじめからやり直してください。"
        raise Faulty([Fault("CHALLENGE_UNKNOWN", message, CHALLENGE)])
    return begun


def _shown(reading: Reading, begun: CardReading, answered: Answered) -> Shown:
    """Look at the form, and then at the card: issuer, dates, kind, signature, revocation."""
    _require_form(begun, answered, reading.house.settings.visual_confirmation)
    trust, der = reading.house.cards, _bytes(answered.certificate)
    try:
        certificate, issuer = proven(der, trust.anchors, reading.now)
        _require_signature(_statement(reading, begun), certificate, der, answered)
        revocation = trust.revocation.status(certificate, issuer, reading.now)
    except CardRefused as refused:
        where = SIGNATURE if refused.fault is CardFault.SIGNATURE_WRONG else CERTIFICATE
        raise Faulty([Fault(refused.fault.name, refused.fault.value, where)]) from None
    return Shown(hash_of(trust.key, certificate), revocation)


def _require_form(begun: CardReading, answered: Answered, visual_allowed: bool) -> None:
    """What was entered is what the challenge was asked for, whole, and allowed."""
    if form_hash(answered.confirmation.name, answered.reason) != begun.form_sha256:
        raise Faulty([Fault("FORM_CHANGED", "入力の内容が、読み取りの開始時と違います。", FORM)])
    told = is_line(answered.reason or "", LONGEST_REASON)
    visual = answered.confirmation is CardConfirmation.VISUAL
    if (visual and not told) or (not visual and answered.reason is not None):
        message = f"目視で確認した場合に限り、理由を1から{LONGEST_REASON}文字で入力してください。"
        raise Faulty([Fault("REASON_WRONG", message, (*FORM, "reason"))])
    if visual and not visual_allowed:
        message = "目視による確認は使えません。暗証番号を入力するか、券面情報の入力による利用者登録を行ってください。"
        raise Faulty([Fault("VISUAL_NOT_ALLOWED", message, (*FORM, "confirmation"))])


def _require_signature(told: Statement, certificate: x509.Certificate, der: bytes, answered: Answered) -> None:
    """The card's signature; none where staff looked at the person instead, and then none may be sent."""
    if answered.confirmation is CardConfirmation.PIN:
        require_signature(certificate, _bytes(answered.signature or ""), told.signed(der))
    elif answered.signature is not None:
        raise CardRefused(CardFault.SIGNATURE_WRONG)


def _bytes(text: str) -> bytes:
    """What base64 stands for; what is none stands for nothing, and proves nothing."""
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return b""


def _statement(reading: Reading, begun: CardReading) -> Statement:
    return Statement(
        id=begun.id,
        nonce=begun.nonce,
        origin=reading.house.settings.public_origin,
        terminal=reading.viewer.user_id,
        purpose=begun.purpose.name,
        exp=begun.expires_at.astimezone(JST).isoformat(timespec="seconds"),
        form_sha256=begun.form_sha256,
    )


async def _register(deed: Deed, begun: CardReading, answered: Answered, shown: Shown) -> Outcome:
    """Find whose card it is, and register the person."""
    link = await _linked(deed, shown.hash)
    office_key = deed.viewer.office_key
    assert office_key is not None  # an app is registered by an office
    begun.card_link_key, begun.revocation = link.key, shown.revocation
    begun.confirmation, begun.reason = answered.confirmation, answered.reason
    visual = answered.confirmation is CardConfirmation.VISUAL
    proof = Proof.made(deed, ProofMethod.CARD_VISUAL if visual else ProofMethod.CARD, answered.reason)
    entered = await register(deed, link.beneficiary_key, office_key, begun.purpose, proof)
    until = entered.viewing_until
    if begun.purpose is ProofPurpose.VIEWING:  # what was so far, where the person is listed already, says nothing new
        until = viewing_until(deed.reading.binds["today"], deed.house.settings.viewing_days, until)
    return {
        "id": begun.id,
        "viewingUntil": until.isoformat(),
        "listUntil": (deed.reading.now + LISTS_WITHIN).isoformat(),
        "revocation": shown.revocation.name,
    }


async def _linked(deed: Deed, hash_: str) -> CardLink:
    found = select(CardLink).where(col(CardLink.hash) == hash_, col(CardLink.ended).is_(False))
    link = (await deed.session.scalars(found)).one_or_none()
    if link is None:
        message = f"このカードは被保険者と結び付いていません。{OTHER_WAY}"
        raise Faulty([Fault("CARD_NOT_LINKED", message, CERTIFICATE)])
    if not link.health_insurance_registered:
        message = f"マイナンバーカードの健康保険証利用の登録が済んでいません。{OTHER_WAY}"
        raise Faulty([Fault("CARD_NOT_HEALTH_INSURANCE", message, CERTIFICATE)])
    return link
