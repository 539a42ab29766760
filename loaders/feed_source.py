"""Sources of how fresh a person's information is: by their insurer, as it last delivered (features.md S79)."""

from collections.abc import Mapping

from sqlalchemy import BigInteger, ColumnElement, and_, exists, false, func, select, type_coerce

from loaders.source import Derived, Relation
from models import rows
from models.codes.fed import FeedSubject
from models.row import col
from permissions.information import Information
from permissions.scope import NOW

HOUR = 60 * 60


def late() -> ColumnElement[bool]:
    """Whether a source is later than agreed: `as of + interval <= now`."""
    due = type_coerce(rows.FeedSource.as_of, BigInteger) + col(rows.FeedSource.interval_hours) * HOUR
    return func.coalesce(due <= NOW, false())


def _stale(information: Information) -> ColumnElement[bool]:
    if information.name not in FeedSubject.__members__:
        return false()
    found = select(col(rows.FeedSource.key)).where(
        col(rows.FeedSource.insurer_key) == col(rows.Beneficiary.insurer_key),
        col(rows.FeedSource.information) == FeedSubject[information.name],
        late(),
    )
    return exists(found.correlate(rows.Beneficiary))


STALE: Mapping[Information, Derived] = {
    information: Derived(rows.Beneficiary, _stale(information), bool, optional=False) for information in Information
}
"""Whether what is shown of a person is older than agreed."""

SOURCES = Relation(
    rows.FeedSource,
    col(rows.FeedSource.insurer_key),
    local="insurer_key",
    order=(col(rows.FeedSource.key),),
    many=True,
)
IS_STALE = Derived(rows.FeedSource, and_(late()), bool, optional=False)
