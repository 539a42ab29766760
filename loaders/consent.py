"""Sources of the consent tab (同意): the status today and the statements it comes from."""

from sqlalchemy import case, select

from loaders.source import Derived, Relation
from models import rows
from models.row import col
from permissions.scope import receipt_shown

STATEMENTS = Relation(
    rows.Consent,
    col(rows.Consent.beneficiary_key),
    order=(col(rows.Consent.recorded_at).desc(), col(rows.Consent.key).desc()),
    many=True,
)
_CONTENT = (
    select(col(rows.ConsentReceipt.content))
    .where(col(rows.ConsentReceipt.consent_key) == col(rows.Consent.key))
    .correlate(rows.Consent)
    .scalar_subquery()
)
RECEIPT = Derived(rows.Consent, case((receipt_shown(), _CONTENT)), str)
