"""Partner systems (連携システム): which accounts are some, and which document one may run (features.md B09)."""

from typing import Any

from sqlalchemy import Integer, Select, String, bindparam, select

from models.codes.office import AccountKind
from models.partner import PartnerOperation
from models.row import col
from models.staff import Staff
from permissions.viewer import Viewer

MACHINES = (
    AccountKind.PARTNER,
    AccountKind.BILLING_SYSTEM,
    AccountKind.PORTAL,
    AccountKind.ELIGIBILITY_SYSTEM,
    AccountKind.MUNICIPAL_SYSTEM,
    AccountKind.LIFE_SYSTEM,
)
"""Programs that get in by their certificate. What others than partners do, the matrix alone says."""


def is_partner(viewer: Viewer | None) -> bool:
    """Whether the viewer is a program, which runs what was approved and nothing else."""
    return viewer is not None and viewer.kind is AccountKind.PARTNER


def client(user_id: str, office_key: int) -> Select[Any]:
    """The key of the program of this id, if the office that shows its certificate is its own (RFC 8705)."""
    return select(col(Staff.key)).where(
        col(Staff.user_id) == user_id.replace("\0", ""),  # PostgreSQL takes no zero byte; no account has one
        col(Staff.office_key) == office_key,
        col(Staff.kind).in_(MACHINES),
        col(Staff.suspended).is_(False),
    )


def approved_operation() -> Select[Any]:
    """Name and text of the document with the SHA-256 `:hash`, where it is approved for the account `:staff` now."""
    return select(col(PartnerOperation.name), col(PartnerOperation.document)).where(
        col(PartnerOperation.staff_key) == bindparam("staff", type_=Integer),
        col(PartnerOperation.hash) == bindparam("hash", type_=String),
        col(PartnerOperation.approved_at).is_not(None),
        col(PartnerOperation.withdrawn_at).is_(None),
    )
