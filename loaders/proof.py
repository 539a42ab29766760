"""Sources of the windows a proof of identity (本人確認) opens, so that a screen can say them beforehand (B05).

A proof holds for 24 hours, the last second excluded: `now < proven at + 24 h`.
"""

import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Date,
    Integer,
    and_,
    case,
    exists,
    literal,
    not_,
    or_,
    select,
    type_coerce,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import aliased
from sqlalchemy.sql.functions import FunctionElement

from loaders.era import era
from loaders.source import Derived
from models import rows
from models.codes.registration import ProofPurpose
from models.row import Instant, col
from permissions.scope import NOW, OFFICE, TODAY

LASTS = literal(24 * 60 * 60, BigInteger)


class NextDay(FunctionElement[datetime.date]):
    """The day after a day: plain SQL on PostgreSQL, a function on SQLite, where a day is a text."""

    type = Date()
    inherit_cache = True


@compiles(NextDay, "postgresql")
def _postgresql(element: NextDay, compiler: Any, **options: Any) -> str:
    return f"({compiler.process(element.clauses, **options)} + 1)"


@compiles(NextDay, "sqlite")
def _sqlite(element: NextDay, compiler: Any, **options: Any) -> str:
    return f"date({compiler.process(element.clauses, **options)}, '+1 day')"


def _expires(proof: Any) -> ColumnElement[Any]:
    return type_coerce(col(proof.proven_at) + LASTS, Instant)


def _filing_proof_holds() -> ColumnElement[bool]:
    """Whether the office has also made a proof for filing alone, which opens nothing else (S54)."""
    shown, filing = rows.Registration, aliased(rows.Registration)
    found = select(col(filing.key)).where(
        col(filing.office_key) == OFFICE,
        col(filing.beneficiary_key) == col(shown.beneficiary_key),
        col(filing.purpose) == ProofPurpose.FILING,
        col(filing.removed_at).is_(None),
        _expires(filing) > NOW,
    )
    return exists(found.correlate(shown))


def _insured() -> ColumnElement[bool]:
    """Whether the person has not lost their eligibility (資格喪失, B24): with it, consent and filings are closed."""
    lost = select(col(rows.Beneficiary.key)).where(
        col(rows.Beneficiary.key) == col(rows.Registration.beneficiary_key),
        col(rows.Beneficiary.eligibility_lost_on) <= TODAY,
    )
    return not_(exists(lost.correlate(rows.Registration)))


_EXPIRES = _expires(rows.Registration)
_HOLDS = _EXPIRES > NOW
_REPROOF = NextDay(col(rows.Registration.viewing_until))

EXPIRES_AT = Derived(rows.Registration, _EXPIRES, datetime.datetime, optional=False)
REMAINING_SECONDS = Derived(
    rows.Registration, case((_HOLDS, type_coerce(_EXPIRES - NOW, Integer)), else_=0), int, optional=False
)
OPENS_CONSENT = Derived(rows.Registration, and_(_HOLDS, _insured()), bool, optional=False)
OPENS_FILING = Derived(rows.Registration, and_(or_(_HOLDS, _filing_proof_holds()), _insured()), bool, optional=False)
REPROOF_LIKELY_FROM = Derived(rows.Registration, _REPROOF, datetime.date, optional=False)
REPROOF_LIKELY_FROM_ERA = Derived(rows.Registration, era(_REPROOF), str, optional=False)
