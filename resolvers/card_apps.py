"""App accounts of card readers (マイナ資格確認アプリアカウント; S15, S86): issued by the portal, entered here."""

from sqlalchemy import select

from models.row import col
from models.rows import CardApp
from permissions.faults import Fault, Faulty
from permissions.information import Action
from resolvers.feeds import office_numbered
from resolvers.performing import Act, Deed, Outcome

APP_ID = 64
"""The longest name of an app account."""
REGISTER = Act.under("registerCardApp", Action.REGISTER_CARD_APP)
END = Act.under("endCardApp", Action.REGISTER_CARD_APP)
ISSUE = Act.under("issueCardApp", Action.ISSUE_CARD_APPS)
WHERE = ("input", "appId")


async def issue_card_app(deed: Deed, app_id: str, office_number: str) -> Outcome:
    """Issue an app account to an office: the portal's part.

    Raises:
        Faulty: no such office, or a name that is wrong or taken.
    """
    faults = []
    if not (app_id.isascii() and app_id.isprintable() and 4 <= len(app_id) <= APP_ID):
        faults.append(Fault("APP_ID_WRONG", f"4から{APP_ID}文字の半角文字で指定してください。", WHERE))
    elif await _found(deed, app_id) is not None:
        faults.append(Fault("APP_ID_TAKEN", "このアカウントはすでに発行されています。", WHERE))
    office, unknown = await office_numbered(deed.session, office_number)
    if office is None or faults:
        raise Faulty([*faults, *unknown])
    deed.session.add(CardApp(app_id=app_id, office_key=office.key, issued_at=deed.reading.now))
    deed.subjects.append(app_id)
    return {"appId": app_id}


async def register_card_app(deed: Deed, app_id: str) -> Outcome:
    """Register an app account that was issued to the viewer's own office: from now on it may read cards.

    Raises:
        Faulty: none was issued to this office under this name, or it has ended or is registered already.
    """
    app = await _own(deed, app_id)
    if app.registered_at is not None:
        raise Faulty([Fault("CARD_APP_REGISTERED", "すでに登録されています。", WHERE)])
    app.registered_at, app.registered_by = deed.reading.now, deed.viewer.staff_key
    return {"appId": app_id}


async def end_card_app(deed: Deed, app_id: str) -> Outcome:
    """End an app account of the viewer's own office: a computer that was lost or given away. It never comes back."""
    app = await _own(deed, app_id)
    app.ended_at = deed.reading.now
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
