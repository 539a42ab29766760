"""Sources of the progress tab (認定審査会進捗): the newest application, and those before it."""

from loaders.source import Relation
from models import rows
from models.row import col

_ORDER = (col(rows.Progress.applied_on).desc(), col(rows.Progress.key).desc())

NEWEST = Relation(rows.Progress, col(rows.Progress.beneficiary_key), order=_ORDER)
HISTORY = Relation(rows.Progress, col(rows.Progress.beneficiary_key), order=_ORDER, many=True)
