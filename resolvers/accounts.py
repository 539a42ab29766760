"""Accounts (guide p.7, S01-S03): created by those who may; the first password goes to its owner and to nobody else."""

import datetime
import re
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from models.codes.office import AccountKind, Occupation
from models.codes.service import ServiceType
from models.codes.sign_in import Channel
from models.row import col
from models.rows import OfficeService, Staff, StaffOccupation
from permissions.faults import Fault, Faulty
from permissions.information import Action
from permissions.passwords import KINDS
from resolvers.hashing import hashed
from resolvers.performing import Deed, Outcome

USER_ID = re.compile(r"[a-z0-9][a-z0-9._-]{3,63}")
MAIL = re.compile(r"[^@\s\x00-\x1f]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
PHONE = re.compile(r"0[0-9]{1,4}-[0-9]{1,4}-[0-9]{3,4}")
LONGEST_NAME = 100
FIRST_PASSWORD_LASTS = datetime.timedelta(hours=72)

CREATED_BY = {
    AccountKind.ADMINISTRATOR: Action.MANAGE_ADMINISTRATORS,
    AccountKind.GENERAL_USER: Action.CREATE_GENERAL_USERS,
}
"""Which right creates which kind of account."""


@dataclass(frozen=True)
class NewAccount:
    """An account as it is asked for."""

    user_id: str
    name: str
    mail: str
    phone: str | None
    posts: Sequence[tuple[ServiceType, Occupation]]


async def create_account(deed: Deed, kind: AccountKind, asked: NewAccount) -> Outcome:
    """Create an account at the viewer's own office; its first password leaves by mail.

    Raises:
        Faulty: everything that is wrong with it.
    """
    faults = [*_faults(asked), *await _not_designated(deed, asked), *await _taken(deed, asked)]
    if faults:
        raise Faulty(faults)
    password = first_password()
    staff = Staff(
        user_id=asked.user_id,
        kind=kind,
        office_key=deed.viewer.office_key,
        name=asked.name,
        mail=asked.mail,
        phone=asked.phone,
        password_hash=await hashed(password),
        first_password=True,
        first_until=deed.reading.now + FIRST_PASSWORD_LASTS,
    )
    deed.session.add(staff)
    await deed.session.flush()
    posts = [StaffOccupation(staff_key=staff.key, service=service, occupation=work) for service, work in asked.posts]
    deed.session.add_all(posts)
    deed.subjects.append(asked.user_id)
    deed.send(Channel.MAIL, asked.mail, "アカウント発行のお知らせ", _words(asked.user_id, password))
    return {"userId": asked.user_id, "kind": kind.name}


def first_password() -> str:
    """A random password that keeps the rule: some 100 bits."""
    signs = [secrets.choice(kind) for kind in KINDS[:3]] + [secrets.choice("".join(KINDS[:3])) for _ in range(15)]
    secrets.SystemRandom().shuffle(signs)
    return "".join(signs)


def _faults(asked: NewAccount) -> Iterator[Fault]:
    if not USER_ID.fullmatch(asked.user_id):
        message = "ユーザIDは4から64文字の半角英小文字、数字、._- で、英小文字か数字から始めてください。"
        yield Fault("USER_ID_WRONG", message, ("input", "userId"))
    if not 1 <= len(asked.name.strip()) <= LONGEST_NAME or "\0" in asked.name:
        yield Fault("NAME_WRONG", f"氏名は1から{LONGEST_NAME}文字で入力してください。", ("input", "name"))
    if not MAIL.fullmatch(asked.mail):
        yield Fault("MAIL_WRONG", "メールアドレスが正しくありません。", ("input", "mail"))
    if asked.phone is not None and not PHONE.fullmatch(asked.phone):
        yield Fault("PHONE_WRONG", "電話番号は 090-0000-0000 の形で入力してください。", ("input", "phone"))
    if len(set(asked.posts)) != len(asked.posts):
        yield Fault("POST_TWICE", "同じサービスと職種が二度あります。", ("input", "posts"))


async def _not_designated(deed: Deed, asked: NewAccount) -> list[Fault]:
    found = select(col(OfficeService.service)).where(col(OfficeService.office_key) == deed.viewer.office_key)
    designated = set((await deed.session.scalars(found)).all())
    message = "事業所が指定を受けていないサービスです。"
    return [
        Fault("SERVICE_NOT_DESIGNATED", f"{service.label}: {message}", ("input", "posts", str(place), "service"))
        for place, (service, _) in enumerate(asked.posts)
        if service not in designated
    ]


async def _taken(deed: Deed, asked: NewAccount) -> list[Fault]:
    known = select(col(Staff.key)).where(col(Staff.user_id) == asked.user_id.replace("\0", ""))
    if (await deed.session.scalars(known)).one_or_none() is None:
        return []
    return [Fault("USER_ID_TAKEN", "このユーザIDはすでに使われています。", ("input", "userId"))]


def _words(user_id: str, password: str) -> str:
    return (
        f"アカウントが発行されました。\n\nユーザID: {user_id}\n初回パスワード: {password}\n\n"
        "72時間以内にサインインし、パスワードを変更してください。\n"
    )
