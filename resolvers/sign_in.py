"""Sign-in: a right password earns a one-time code, a right code earns a session. Enough to use the demo."""

import asyncio
import datetime
from dataclasses import dataclass
from email.message import EmailMessage

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from loaders.house import House
from models.row import col
from models.rows import Session, SignInAttempt, Staff
from permissions.client_certificate import OfficeCertificate, require_certificate
from permissions.credentials import digest, new_code, new_token, password_matches
from permissions.errors import CertificateRefused, SignInRefused
from resolvers.outbox import put
from resolvers.transaction import transaction

MOST_TRIES = 5


@dataclass(frozen=True)
class Attempt:
    """A right password: the token of the attempt, and where its code went, partly hidden."""

    token: str
    sent_to: str


@dataclass(frozen=True)
class SignedIn:
    """A new session's token; the database knows only its hash."""

    token: str
    expires_at: datetime.datetime


async def request_code(
    house: House, user_id: str, password: str, certificate: OfficeCertificate | None = None
) -> Attempt:
    """Check the password and send a one-time code by mail.

    Raises:
        SignInRefused: unknown user, wrong password, suspended account, or not the certificate the account needs; one
            answer for all four.
    """
    code, token = new_code(), new_token()
    staff = await _staff(house, user_id)
    stored = staff.password_hash if staff else None
    # Slow on purpose: on a thread, so that others need not wait, and with no connection in hand.
    right = await asyncio.to_thread(password_matches, stored, password)
    if not right or staff is None or staff.suspended or not _admitted(house, staff, certificate):
        raise SignInRefused("ユーザIDまたはパスワードが正しくありません。")
    expires_at = house.now() + datetime.timedelta(minutes=house.settings.code_minutes)
    attempt = SignInAttempt(
        token_hash=digest(token), staff_key=staff.key, code_hash=digest(token + code), expires_at=expires_at
    )
    async with transaction(house) as session:
        session.add(attempt)
    put(house.settings.outbox, _mail(staff.mail, code, house.settings.code_minutes), house.now())
    return Attempt(token, _masked(staff.mail))


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


async def sign_in(house: House, attempt_token: str, code: str) -> SignedIn:
    """Exchange a code for a session. A code works once, five tries, for a few minutes.

    Raises:
        SignInRefused: wrong, used or late code, or an account suspended meanwhile; one answer for all.
    """
    active = select(col(Staff.key)).where(col(Staff.suspended).is_(False))
    async with transaction(house) as session:
        counted = await session.execute(
            update(SignInAttempt)
            .where(
                col(SignInAttempt.token_hash) == digest(attempt_token),
                col(SignInAttempt.used).is_(False),
                col(SignInAttempt.tries) < MOST_TRIES,
                col(SignInAttempt.expires_at) > house.now(),
                col(SignInAttempt.staff_key).in_(active),
            )
            .values(
                tries=col(SignInAttempt.tries) + 1, used=col(SignInAttempt.code_hash) == digest(attempt_token + code)
            )
            .returning(col(SignInAttempt.staff_key), col(SignInAttempt.used))
        )
        found = counted.one_or_none()
        token = new_token()
        expires_at = house.now() + datetime.timedelta(minutes=house.settings.session_minutes)
        right = found is not None and found.used
        if found is not None and right:
            session.add(Session(token_hash=digest(token), staff_key=found.staff_key, expires_at=expires_at))
    if not right:  # outside the transaction: the try must be counted
        raise SignInRefused("確認コードが正しくないか、期限が切れています。")
    return SignedIn(token, expires_at)


async def sign_out(house: House, token: str) -> None:
    """End the session of this token."""
    async with transaction(house) as session:
        await session.execute(update(Session).where(col(Session.token_hash) == digest(token)).values(ended=True))


async def open_session(house: House, staff_key: int) -> SignedIn:
    """A session without a code, for `python -m graph token` on a demo database."""
    token = new_token()
    expires_at = house.now() + datetime.timedelta(minutes=house.settings.session_minutes)
    async with transaction(house) as session:
        session.add(Session(token_hash=digest(token), staff_key=staff_key, expires_at=expires_at))
    return SignedIn(token, expires_at)


def _mail(address: str, code: str, minutes: int) -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"] = "no-reply@kaigo.example", address
    mail["Subject"] = "確認コードのお知らせ"
    mail.set_content(
        f"確認コード: {code}\n\n{minutes}分以内に入力してください。\nお心当たりのない場合は管理者に連絡してください。\n"
    )
    return mail


def _masked(address: str) -> str:
    name, _, domain = address.partition("@")
    return f"{name[:1]}***@{domain}"
