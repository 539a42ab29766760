"""Signing in (guide p.8-9): a right password gives an attempt, the attempt a one-time code, the code a session.

Whoever is wrong learns nothing: unknown users, wrong passwords, suspended accounts, another entry and another
certificate have one answer, the same hashing and the same statements. Each guess is counted before it is looked at.
"""

import datetime
from dataclasses import dataclass

from sqlalchemy import delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from loaders.house import House
from models.codes.office import AccountKind
from models.codes.sign_in import Channel, SignInEntry
from models.row import col
from models.rows import SignInAttempt, Staff
from permissions.client_certificate import OfficeCertificate, require_certificate
from permissions.credentials import digest, new_code, new_token
from permissions.errors import CodeTooSoon, SignInRefused
from permissions.lockout import Target
from permissions.request_errors import CertificateRefused
from resolvers import guesses
from resolvers.hashing import matches
from resolvers.noting import note
from resolvers.outbox import send
from resolvers.sessions import KEPT, SignedIn, new_session
from resolvers.transaction import transaction

MOST_TRIES = 5
MOST_SENDINGS = 3
BETWEEN_SENDINGS = datetime.timedelta(seconds=30)
ENTRIES = {
    AccountKind.OFFICE_USER: SignInEntry.OFFICE_USER,
    AccountKind.ADMINISTRATOR: SignInEntry.STAFF,
    AccountKind.GENERAL_USER: SignInEntry.STAFF,
    AccountKind.BOARD_MEMBER: SignInEntry.REVIEW_BOARD,
    AccountKind.MUNICIPAL_STAFF: SignInEntry.REVIEW_BOARD,
}
"""Which page each kind of account signs in on (S14); a machine on none (resolvers/client_credentials.py)."""

WRONG_PASSWORD = "ユーザIDまたはパスワードが正しくありません。"  # noqa: S105
WRONG_CODE = "確認コードが正しくないか、期限が切れています。"
OVER = "サインインの期限が切れています。はじめからやり直してください。"


@dataclass(frozen=True)
class Attempt:
    """A right password: the token of the attempt, and where its code can go, partly hidden."""

    token: str
    channels: dict[Channel, str]


async def start_sign_in(
    house: House, entry: SignInEntry, user_id: str, password: str, certificate: OfficeCertificate | None
) -> Attempt:
    """Check the password.

    Raises:
        SignInRefused: unknown user, wrong password, another entry, suspended, a first password that is over, or not the
            certificate the account needs; one answer for all.
        TooManyGuesses: too many wrong ones in a row; says until when.
    """
    target = Target(user_id, entry, certificate, house.settings.demand)
    times = await guesses.count(house, target)
    staff = await _staff(house, user_id)
    stored = staff.password_hash if staff else None
    # On a thread, so that others need not wait, and with no connection in hand.
    right = await matches(stored, password)
    if (
        not right
        or staff is None
        or not (_may_enter(staff, entry, house.now()) and _admitted(house, staff, certificate))
    ):
        await guesses.found_wrong(house, target, times)
        async with transaction(house) as session:
            note(session, house.now(), staff, "startSignIn", SignInRefused.code)
        raise SignInRefused(WRONG_PASSWORD)
    token, now = new_token(), house.now()
    attempt = SignInAttempt(
        token_hash=digest(token),
        staff_key=staff.key,
        certificate=certificate.fingerprint if certificate else None,
        expires_at=now + datetime.timedelta(minutes=house.settings.code_minutes),
        code_expires_at=now,
        sent_at=now - BETWEEN_SENDINGS,
    )
    async with transaction(house) as session:
        await guesses.take_back(session, target)
        session.add(attempt)
    return Attempt(token, _channels(staff))


def _may_enter(staff: Staff, entry: SignInEntry, now: datetime.datetime) -> bool:
    over = staff.first_password and staff.first_until is not None and staff.first_until <= now
    return not staff.suspended and not over and ENTRIES.get(staff.kind) is entry


def _admitted(house: House, staff: Staff, certificate: OfficeCertificate | None) -> bool:
    try:
        require_certificate(staff.office_key, certificate, house.settings.demand)
    except CertificateRefused:
        return False
    return True


async def _staff(house: House, user_id: str) -> Staff | None:
    asked = "" if "\0" in user_id else user_id  # PostgreSQL takes no zero byte; no account has one
    async with AsyncSession(house.engine) as session:
        return (await session.scalars(select(Staff).where(col(Staff.user_id) == asked))).one_or_none()


async def send_code(house: House, attempt_token: str, channel: Channel, certificate: str | None) -> str:
    """Send a new one-time code the chosen way; an earlier one no longer counts. Returns where to, partly hidden.

    Raises:
        SignInRefused: the attempt is unknown, over or used, or the account has no such address.
        CodeTooSoon: the last one was sent less than thirty seconds ago.
    """
    async with transaction(house) as session:
        found = select(SignInAttempt).where(
            col(SignInAttempt.token_hash) == digest(attempt_token),
            col(SignInAttempt.certificate).is_not_distinct_from(certificate),
            col(SignInAttempt.used).is_(False),
            col(SignInAttempt.sendings) < MOST_SENDINGS,
            col(SignInAttempt.tries) < MOST_TRIES,
            col(SignInAttempt.expires_at) > house.now(),
        )
        attempt = (await session.scalars(found.with_for_update())).one_or_none()
        staff = await session.get(Staff, attempt.staff_key) if attempt else None
        if attempt is None or staff is None or staff.suspended or channel not in _channels(staff):
            raise SignInRefused(OVER)
        if house.now() < attempt.sent_at + BETWEEN_SENDINGS:
            raise CodeTooSoon
        code = new_code()
        attempt.code_hash = digest(attempt_token + code)
        attempt.code_expires_at = house.now() + datetime.timedelta(minutes=house.settings.code_minutes)
        attempt.sent_at, attempt.sendings = house.now(), attempt.sendings + 1
        _put(session, staff, channel, code, house)
    house.post.wake()
    return _channels(staff)[channel]


def _put(session: AsyncSession, staff: Staff, channel: Channel, code: str, house: House) -> None:
    words = f"{house.settings.code_minutes}分以内に入力してください。"
    if channel is Channel.SMS:
        send(session, channel, staff.phone or "", "", f"確認コード: {code} {words}", house.now())
        return
    text = f"確認コード: {code}\n\n{words}\nお心当たりのない場合は管理者に連絡してください。\n"
    send(session, channel, staff.mail, "確認コードのお知らせ", text, house.now())


async def sign_in(house: House, attempt_token: str, code: str, certificate: OfficeCertificate | None) -> SignedIn:
    """Exchange a code for a session. A code works once, five tries, for a few minutes, with its own certificate.

    Raises:
        SignInRefused: wrong, used or late code, or an account suspended meanwhile; one answer for all.
    """
    token, fingerprint = new_token(), certificate.fingerprint if certificate else None
    async with transaction(house) as session:
        attempt = await _tried(session, attempt_token, code, fingerprint, house.now())
        staff = await session.get(Staff, attempt.staff_key) if attempt else None
        if attempt is not None and staff is not None:
            target = Target(staff.user_id, ENTRIES[staff.kind], certificate, house.settings.demand)
            if attempt.used:
                await guesses.forget(session, target)
                opened = new_session(house, staff.key, token, fingerprint)
                session.add(opened)
            else:
                await guesses.add_wrong(session, target, house.now())
            note(session, house.now(), staff, "signIn", "DONE" if attempt.used else SignInRefused.code)
    if attempt is None or staff is None or not attempt.used:  # outside the transaction: the try must be counted
        house.post.wake()
        raise SignInRefused(WRONG_CODE)
    return SignedIn(token, opened.expires_at, staff.first_password)


async def _tried(
    session: AsyncSession, attempt_token: str, code: str, certificate: str | None, now: datetime.datetime
) -> SignInAttempt | None:
    """The attempt, with this try counted in one statement and `used` where the code was right; None if it is over."""
    lasting = or_(col(Staff.first_until).is_(None), col(Staff.first_until) > now)
    active = select(col(Staff.key)).where(col(Staff.suspended).is_(False), lasting)
    counted = await session.scalars(
        update(SignInAttempt)
        .where(
            col(SignInAttempt.token_hash) == digest(attempt_token),
            col(SignInAttempt.certificate).is_not_distinct_from(certificate),
            col(SignInAttempt.code_hash).is_not(None),
            col(SignInAttempt.used).is_(False),
            col(SignInAttempt.tries) < MOST_TRIES,
            col(SignInAttempt.code_expires_at) > now,
            col(SignInAttempt.staff_key).in_(active),
        )
        .values(tries=col(SignInAttempt.tries) + 1, used=col(SignInAttempt.code_hash) == digest(attempt_token + code))
        .returning(SignInAttempt)
    )
    return counted.one_or_none()


async def clear_attempts(house: House) -> int:
    """Delete the attempts that are over since a day, and tell how many there were."""
    async with transaction(house) as session:
        old = delete(SignInAttempt).where(col(SignInAttempt.expires_at) <= house.now() - KEPT)
        return len((await session.scalars(old.returning(col(SignInAttempt.key)))).all())


def _channels(staff: Staff) -> dict[Channel, str]:
    """Where a code can go, partly hidden."""
    name, _, domain = staff.mail.partition("@")
    found = {Channel.MAIL: f"{name[:1]}***@{domain}"}
    if staff.phone:
        found[Channel.SMS] = f"{staff.phone[:3]}-****-{staff.phone[-4:]}"
    return found
