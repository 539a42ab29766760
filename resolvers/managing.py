"""Managing accounts (アカウント管理; guide p.7, S01-S05): one's own office's or insurer's only, and never one's own."""

from dataclasses import dataclass

from sqlalchemy import delete, select

from models.codes.office import AccountKind
from models.codes.sign_in import Channel
from models.row import col
from models.rows import Staff, StaffOccupation
from permissions.accounts import MANAGING, managed_by
from permissions.faults import Fault, Faulty
from permissions.information import Action
from resolvers import guesses
from resolvers.accounts import Posts, contact_faults, give_first_password, known_as, post_faults
from resolvers.performing import Act, Deed, Outcome
from resolvers.sessions import end_attempts, end_what_is_open

UPDATE, SUSPEND, RESUME, RESET, LIFT = (
    Act.under(name, *MANAGING)
    for name in ("updateAccount", "suspendAccount", "resumeAccount", "resetPassword", "liftLockout")
)
CHANGE_KIND = Act.under("changeAccountKind", Action.CHANGE_AUTHORITY)
CHANGEABLE = (AccountKind.ADMINISTRATOR, AccountKind.GENERAL_USER)
"""The kinds one account of an office can be turned into."""
NO_PHONE = ""


@dataclass(frozen=True)
class Changes:
    """What is to be changed of an account; None stays as it is, an empty phone number is taken away."""

    name: str | None
    mail: str | None
    phone: str | None
    posts: Posts | None


async def update_account(deed: Deed, user_id: str, changes: Changes) -> Outcome:
    """Change name, addresses and posts. A new mail address is told to the old one.

    Raises:
        Faulty: no such account to manage, or everything that is wrong with the changes.
    """
    staff = await _managed(deed, user_id)
    faults = [*contact_faults(changes.name, changes.mail, changes.phone or None)]
    if changes.posts is not None:
        faults += await post_faults(deed.session, staff.office_key, changes.posts)
    if faults:
        raise Faulty(faults)
    if changes.mail not in (None, staff.mail):
        words = f"{user_id} のメールアドレスが変更されました。お心当たりのない場合は管理者に連絡してください。\n"
        deed.send(Channel.MAIL, staff.mail, "メールアドレス変更のお知らせ", words)
    if changes.mail is not None or changes.phone is not None:
        await end_attempts(deed.session, staff.key)
    staff.name, staff.mail = changes.name or staff.name, changes.mail or staff.mail
    if changes.phone is not None:
        staff.phone = changes.phone or None
    if changes.posts is not None:
        await _hold(deed, staff, changes.posts)
    return _told(staff)


async def _hold(deed: Deed, staff: Staff, posts: Posts) -> None:
    await deed.session.execute(delete(StaffOccupation).where(col(StaffOccupation.staff_key) == staff.key))
    held = [StaffOccupation(staff_key=staff.key, service=service, occupation=work) for service, work in posts]
    deed.session.add_all(held)


async def change_kind(deed: Deed, user_id: str, kind: AccountKind) -> Outcome:
    """Make an administrator of a general user, or the other way.

    Raises:
        Faulty: no such account to manage, or a kind accounts are not turned into.
    """
    staff = await _managed(deed, user_id)
    if kind not in CHANGEABLE or staff.kind not in CHANGEABLE:
        raise Faulty([Fault("KIND_WRONG", "管理者ユーザと一般ユーザの間でだけ変更できます。", ("input", "kind"))])
    staff.kind = kind
    return _told(staff)


async def suspend_account(deed: Deed, user_id: str) -> Outcome:
    """Suspend an account: whatever it has open ends with this."""
    staff = await _managed(deed, user_id)
    staff.suspended = True
    await end_what_is_open(deed.session, staff.key)
    return _told(staff)


async def resume_account(deed: Deed, user_id: str) -> Outcome:
    """Let a suspended account in again."""
    staff = await _managed(deed, user_id)
    staff.suspended = False
    return _told(staff)


async def reset_password(deed: Deed, user_id: str) -> Outcome:
    """Send a new first password to its owner; the old one and whatever is open end, and guesses are forgotten (A5)."""
    staff = await _managed(deed, user_id)
    give_first_password(deed, staff, "パスワードが初期化されました。")
    await end_what_is_open(deed.session, staff.key)
    await guesses.lift(deed.session, user_id)
    return _told(staff)


async def lift_lockout(deed: Deed, user_id: str) -> Outcome:
    """Forget wrong guesses, so that its owner can sign in again."""
    staff = await _managed(deed, user_id)
    await guesses.lift(deed.session, user_id)
    return _told(staff)


async def _managed(deed: Deed, user_id: str) -> Staff:
    """The account, kept from others until this is done; one that is not the viewer's to manage is not there."""
    mine = select(Staff).where(
        col(Staff.user_id) == user_id.replace("\0", ""), managed_by(deed.viewer, deed.reading.grants)
    )
    staff = (await deed.session.scalars(mine.with_for_update())).one_or_none()
    if staff is None:
        message = "管理できるアカウントに、このユーザIDはありません。"
        raise Faulty([Fault("ACCOUNT_UNKNOWN", message, ("input", "userId"))])
    deed.subjects.append(known_as(staff))
    return staff


def _told(staff: Staff) -> Outcome:
    return {"userId": staff.user_id, "kind": staff.kind.name, "suspended": staff.suspended}
