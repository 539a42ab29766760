"""App accounts of card readers (マイナ資格確認アプリアカウント; S15, S86): issued by the portal, entered here."""

import re

from sqlalchemy import select

from models.codes.office import AccountKind
from models.row import col
from models.rows import CardApp, Staff
from permissions.faults import Fault, Faulty
from permissions.information import Action
from resolvers.accounts import taken
from resolvers.feeds import office_numbered
from resolvers.performing import Act, Deed, Outcome
from resolvers.sessions import end_what_is_open

APP_ID = 64
"""The longest name of an app account."""
REGISTER = Act.under("registerCardApp", Action.REGISTER_CARD_APP)
END = Act.under("endCardApp", Action.REGISTER_CARD_APP)
ISSUE = Act.under("issueCardApp", Action.ISSUE_CARD_APPS)
WHERE = ("input", "appId")
SHA256 = re.compile(r"[0-9a-f]{64}")
TAKEN = Fault("APP_ID_TAKEN", "このアカウント名はすでに使われています。", WHERE)


async def issue_card_app(deed: Deed, app_id: str, office_number: str, secret_sha256: str) -> Outcome:
    """Issue an app account to an office: the portal's part. The secret itself goes from the portal to the office only.

    Raises:
        Faulty: no such office, a name that is wrong or taken, or a hash that is none.
    """
    faults = []
    if not (app_id.isascii() and app_id.isprintable() and 4 <= len(app_id) <= APP_ID):
        faults.append(Fault("APP_ID_WRONG", f"4から{APP_ID}文字の半角文字で指定してください。", WHERE))
    elif await _found(deed, app_id) is not None or await taken(deed.session, app_id):
        faults.append(TAKEN)
    if not SHA256.fullmatch(secret_sha256):
        where = ("input", "secretSha256")
        faults.append(Fault("SECRET_HASH_WRONG", "SHA-256の値を64桁の16進数（小文字）で指定してください。", where))
    office, unknown = await office_numbered(deed.session, office_number)
    if office is None or faults:
        raise Faulty([*faults, *unknown])
    now = deed.reading.now
    deed.session.add(CardApp(app_id=app_id, secret_sha256=secret_sha256, office_key=office.key, issued_at=now))
    deed.subjects.append(app_id)
    return {"appId": app_id}


async def register_card_app(deed: Deed, app_id: str) -> Outcome:
    """Register an app account that was issued to the viewer's own office: from now on it may read cards.

    Raises:
        Faulty: none was issued to this office under this name, it has ended or is registered already, or somebody's
            account has its name by now.
    """
    app = await _own(deed, app_id)
    if app.registered_at is not None:
        raise Faulty([Fault("CARD_APP_REGISTERED", "すでに登録されています。", WHERE)])
    if await taken(deed.session, app_id):
        raise Faulty([TAKEN])
    staff = _account(app)
    deed.session.add(staff)
    await deed.session.flush()
    app.staff_key = staff.key
    app.registered_at, app.registered_by = deed.reading.now, deed.viewer.staff_key
    return {"appId": app_id}


def _account(app: CardApp) -> Staff:
    """The account of an app: it has no password and no address, and signs in by its secret alone."""
    name = f"マイナ資格確認アプリ {app.app_id}"
    kind = AccountKind.CARD_APP
    return Staff(user_id=app.app_id, kind=kind, office_key=app.office_key, name=name, mail="", password_hash="")


async def end_card_app(deed: Deed, app_id: str) -> Outcome:
    """End an app account of the viewer's own office: a computer that was lost or given away. It never comes back, and
    its sessions end with it.
    """
    app = await _own(deed, app_id)
    app.ended_at = deed.reading.now
    if app.staff_key is not None:
        (await deed.session.get_one(Staff, app.staff_key)).suspended = True
        await end_what_is_open(deed.session, app.staff_key)
    return {"appId": app_id}


async def _own(deed: Deed, app_id: str) -> CardApp:
    app = await _found(deed, app_id)
    if app is None or app.office_key != deed.viewer.office_key or app.ended_at is not None:
        raise Faulty([Fault("CARD_APP_UNKNOWN", "この事業所に発行された、使えるアカウントではありません。", WHERE)])
    deed.subjects.append(app_id)
    return app


async def _found(deed: Deed, app_id: str) -> CardApp | None:
    known = select(CardApp).where(col(CardApp.app_id) == app_id.replace("\0", "")).with_for_update()
    return (await deed.session.scalars(known)).one_or_none()
