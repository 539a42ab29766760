"""Who creates and manages whose accounts (guide p.7, S01-S05): one's own office or insurer only, and never oneself."""

from sqlalchemy import ColumnElement, and_, false

from models.codes.office import AccountKind
from models.row import col
from models.staff import Staff
from permissions.decide import Grants
from permissions.information import Action
from permissions.viewer import Viewer

CREATED_BY = {
    AccountKind.ADMINISTRATOR: Action.MANAGE_ADMINISTRATORS,
    AccountKind.GENERAL_USER: Action.CREATE_GENERAL_USERS,
    AccountKind.BOARD_MEMBER: Action.MANAGE_INSURER_ACCOUNTS,
    AccountKind.MUNICIPAL_STAFF: Action.MANAGE_INSURER_ACCOUNTS,
}
"""Which right creates which kind of account."""
MANAGED_BY = {**CREATED_BY, AccountKind.GENERAL_USER: Action.MANAGE_GENERAL_USERS}
"""Which right changes, suspends and resets which kind of account."""
MANAGING = tuple(dict.fromkeys(MANAGED_BY.values()))


def managed_by(viewer: Viewer, held: Grants) -> ColumnElement[bool]:
    """The accounts this viewer manages."""
    kinds = [kind for kind, right in MANAGED_BY.items() if right in held.write]
    return and_(col(Staff.kind).in_(kinds), col(Staff.key) != viewer.staff_key, _colleague_of(viewer))


def _colleague_of(viewer: Viewer) -> ColumnElement[bool]:
    if viewer.office_key is not None:
        return col(Staff.office_key) == viewer.office_key
    return false() if viewer.insurer_key is None else col(Staff.insurer_key) == viewer.insurer_key
