"""Sources of the consent tab (同意): the status today and the statements it comes from."""

from loaders.source import Relation
from models import rows
from models.row import col

STATEMENTS = Relation(
    rows.Consent,
    col(rows.Consent.beneficiary_key),
    order=(col(rows.Consent.recorded_at).desc(), col(rows.Consent.key).desc()),
    many=True,
)
