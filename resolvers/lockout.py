"""Tells of a lock: the account's owner, and the administrators of its office (security.md section 7).

One statement, whether there is such an account or not: it writes a message to each of those it finds, maybe nobody.
"""

import datetime
from typing import Any

from sqlalchemy import ColumnElement, String, and_, cast, insert, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from models.codes.office import AccountKind
from models.codes.sign_in import Channel
from models.row import JST, col, new_id
from models.rows import Message, Staff
from permissions.lockout import Target, wait_after

SUBJECT = "サインインできなくなったアカウントのお知らせ"


async def tell(session: AsyncSession, target: Target, times: int, now: datetime.datetime) -> None:
    """Put the messages of a lock into the transaction."""
    # Of their ids one half is random, the other the key of whom it goes to: one statement makes them all.
    id_ = literal(new_id("msg")[:12]) + cast(col(Staff.key), String)
    values: dict[str, Any] = {
        "id": id_,
        "channel": _as(Channel.MAIL, "channel"),
        "recipient": col(Staff.mail),
        "subject": literal(SUBJECT),
        "body": literal(_words(target.user_id, times, now)),
        "made_at": _as(now, "made_at"),
        "due_at": _as(now, "due_at"),
        "tries": literal(0),
    }
    locked = aliased(Staff)
    office = and_(col(Staff.office_key) == col(locked.office_key), col(Staff.kind) == AccountKind.ADMINISTRATOR)
    found = (
        select(*values.values())
        .select_from(Staff)
        .join(locked, or_(col(Staff.key) == col(locked.key), office))
        .where(*_locked(locked, target), col(Staff.suspended).is_(False), col(Staff.mail) != "")
    )
    await session.execute(insert(Message).from_select(list(values), found))


def _locked(locked: type[Staff], target: Target) -> list[ColumnElement[bool]]:
    user_id = "" if "\0" in target.user_id else target.user_id  # PostgreSQL takes no zero byte; no account has one
    conditions = [col(locked.user_id) == user_id]
    if target.demand != "nobody":
        conditions.append(col(locked.office_key).is_not_distinct_from(target.office_key))
    return conditions


def _as(value: object, column: str) -> ColumnElement[Any]:
    return literal(value, Message.__table__.c[column].type)  # type: ignore[attr-defined]


def _words(user_id: str, times: int, now: datetime.datetime) -> str:
    wait = wait_after(times)
    until = "管理者が解除する" if wait is None else f"{(now + wait).astimezone(JST):%m月%d日%H時%M分}"
    return (
        f"サインインに{times}回続けて失敗したため、次のアカウントは{until}まで使えません。\n\nユーザID: {user_id}\n\n"
        "本人に心当たりのない場合は、パスワードを推測しようとした人がいます。管理者に連絡してください。\n"
    ).replace("\0", "")
