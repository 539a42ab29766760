"""Accounts (guide p.7, S01-S05): created by those who may; the first password goes to its owner and to nobody else."""

import datetime
import re
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models.codes.office import AccountKind, Occupation
from models.codes.service import ServiceType
from models.codes.sign_in import Channel
from models.row import col
from models.rows import OfficeService, Staff, StaffOccupation
from permissions.faults import Fault, Faulty
from permissions.passwords import KINDS
from permissions.text import is_line
from resolvers.hashing import hashed
from resolvers.performing import Deed, Outcome

USER_ID = re.compile(r"[a-z0-9][a-z0-9._-]{3,63}")
MAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
"""Without the signs by which a header would name others (RFC 5322, RFC 2047)."""
PHONE = re.compile(r"0[0-9]{1,4}-[0-9]{1,4}-[0-9]{3,4}")
LONGEST_NAME = 100
FIRST_PASSWORD_LASTS = datetime.timedelta(hours=72)

Posts = Sequence[tuple[ServiceType, Occupation]]


@dataclass(frozen=True)
class NewAccount:
    """An account as it is asked for."""

    user_id: str
    name: str
    mail: str
    phone: str | None
    posts: Posts = ()


@dataclass(frozen=True)
class FirstPassword:
    """A password its owner must change, and the hash that is stored of it."""

    password: str
    hash: str


async def first_password() -> FirstPassword:
    """A random password that keeps the rule: some 100 bits."""
    signs = [secrets.choice(kind) for kind in KINDS[:3]] + [secrets.choice("".join(KINDS[:3])) for _ in range(15)]
    secrets.SystemRandom().shuffle(signs)
    password = "".join(signs)
    return FirstPassword(password, await hashed(password))


async def create_account(deed: Deed, kind: AccountKind, asked: NewAccount) -> Outcome:
    """Create an account at the viewer's own office or insurer; its first password leaves by mail.

    Raises:
        Faulty: everything that is wrong with it.
    """
    viewer = deed.viewer
    faults = [
        *id_faults(asked.user_id),
        *contact_faults(asked.name, asked.mail, asked.phone),
        *await post_faults(deed.session, viewer.office_key, asked.posts),
        *await taken(deed.session, asked.user_id),
    ]
    if faults:
        raise Faulty(faults)
    await enter(deed, kind, asked, office_key=viewer.office_key, insurer_key=viewer.insurer_key)
    return {"userId": asked.user_id, "kind": kind.name}


async def enter(
    deed: Deed, kind: AccountKind, asked: NewAccount, *, office_key: int | None, insurer_key: int | None = None
) -> Staff:
    """Enter an account that was found right, with the first password made ahead of the deed."""
    staff = Staff(
        user_id=asked.user_id,
        kind=kind,
        office_key=office_key,
        insurer_key=insurer_key,
        name=asked.name,
        mail=asked.mail,
        phone=asked.phone,
        password_hash="",
    )
    give_first_password(deed, staff, "アカウントが発行されました。")
    deed.session.add(staff)
    await deed.session.flush()
    posts = [StaffOccupation(staff_key=staff.key, service=service, occupation=work) for service, work in asked.posts]
    deed.session.add_all(posts)
    deed.subjects.append(known_as(staff))
    return staff


def known_as(staff: Staff) -> str:
    """What the record calls an account: user ids may be names."""
    return f"staff:{staff.key}"


def give_first_password(deed: Deed, staff: Staff, news: str) -> None:
    """Put the password made ahead of the deed in place, and send it to the account's owner."""
    made: FirstPassword = deed.ahead
    staff.password_hash, staff.first_password = made.hash, True
    staff.first_until = deed.reading.now + FIRST_PASSWORD_LASTS
    words = (
        f"{news}\n\nユーザID: {staff.user_id}\n初回パスワード: {made.password}\n\n"
        "72時間以内にサインインし、パスワードを変更してください。\n"
    )
    deed.send(Channel.MAIL, staff.mail, "アカウントのお知らせ", words)


def contact_faults(name: str | None, mail: str | None, phone: str | None) -> Iterator[Fault]:
    """What is wrong with a name and addresses; None is left alone."""
    if name is not None and not is_line(name, LONGEST_NAME):
        yield Fault("NAME_WRONG", f"氏名は1から{LONGEST_NAME}文字で入力してください。", ("input", "name"))
    if mail is not None and not MAIL.fullmatch(mail):
        yield Fault("MAIL_WRONG", "メールアドレスが正しくありません。", ("input", "mail"))
    if phone is not None and not PHONE.fullmatch(phone):
        yield Fault("PHONE_WRONG", "電話番号は 090-0000-0000 の形で入力してください。", ("input", "phone"))


async def post_faults(session: AsyncSession, office_key: int | None, posts: Posts) -> list[Fault]:
    """Posts given twice, or in services the office is not designated for."""
    faults = []
    if len(set(posts)) != len(posts):
        faults.append(Fault("POST_TWICE", "同じサービスと職種が二度あります。", ("input", "posts")))
    found = select(col(OfficeService.service)).where(col(OfficeService.office_key) == office_key)
    designated = set((await session.scalars(found)).all())
    message = "事業所が指定を受けていないサービスです。"
    return faults + [
        Fault("SERVICE_NOT_DESIGNATED", f"{service.label}: {message}", ("input", "posts", str(place), "service"))
        for place, (service, _) in enumerate(posts)
        if service not in designated
    ]


def id_faults(user_id: str) -> Iterator[Fault]:
    """What is wrong with a user id."""
    if not USER_ID.fullmatch(user_id):
        message = "ユーザIDは4から64文字の半角英小文字、数字、._- で、英小文字か数字から始めてください。"
        yield Fault("USER_ID_WRONG", message, ("input", "userId"))


async def taken(session: AsyncSession, user_id: str) -> list[Fault]:
    """Whether somebody has this user id, at whatever office."""
    known = select(col(Staff.key)).where(col(Staff.user_id) == user_id.replace("\0", ""))
    if (await session.scalars(known)).one_or_none() is None:
        return []
    return [Fault("USER_ID_TAKEN", "このユーザIDはすでに使われています。", ("input", "userId"))]
