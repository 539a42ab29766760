"""Who is on a viewer's list, and what is true of a person today: the same decisions as SQL, with named binds.

`:office`, `:staff`, `:today` and `:now` come from the request, never from the caller's arguments.
"""

import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    Select,
    and_,
    bindparam,
    case,
    exists,
    false,
    func,
    literal,
    or_,
    select,
    true,
)

from models.beneficiary import Beneficiary, CareManagement
from models.codes.consent import ConsentStatus
from models.codes.registration import ProofMethod, ProofPurpose
from models.consent import Consent
from models.opinion import Opinion, newest_first
from models.registration import Registration
from models.row import Instant, col

MOST_IDS = 500
"""The most people one question by id can bring: the widest page anybody has."""

OFFICE = bindparam("office", type_=Integer)
STAFF = bindparam("staff", type_=Integer)
TODAY = bindparam("today", type_=Date)
NOW = bindparam("now", type_=Instant)
READING_LAPSES = bindparam("reading_lapses", type_=Instant)
"""Now minus 24 hours: a card reading older than this lapses unless the list was opened (guide p.17)."""
LISTS_WITHIN = datetime.timedelta(hours=24)
"""How long after a card reading the list must be opened: `now < read + 24 h`."""


def lapses(now: datetime.datetime) -> datetime.datetime:
    """What `:reading_lapses` is."""
    return now - LISTS_WITHIN


def on_list() -> ColumnElement[bool]:
    """A registration that puts its person on the office's list today (design.md section 2, gate 2)."""
    opened = or_(
        col(Registration.method) == ProofMethod.PRINTED_FIELDS,
        col(Registration.list_opened_at).is_not(None),
        col(Registration.read_at) > READING_LAPSES,
    )
    return and_(
        col(Registration.office_key) == OFFICE,
        col(Registration.purpose) == ProofPurpose.VIEWING,
        # Not `viewing_until >= :today`: SQLite would read the whole office by that index, and sort it.
        func.coalesce(col(Registration.viewing_until), TODAY) >= TODAY,
        col(Registration.removed_at).is_(None),
        opened,
    )


def holds_still() -> ColumnElement[bool]:
    """A proof of the last 24 hours, the last second excluded: it opens filing and consent (guide p.18, p.20)."""
    return col(Registration.proven_at) > READING_LAPSES


def waits_for_list(office: ColumnElement[Any] = OFFICE) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """A card reading of an office that counts once its list is opened, and still may: somebody's first one, or a later
    one of somebody who is listed already. Apart, so that each is looked up by its own index.
    """
    here = (
        col(Registration.office_key) == office,
        col(Registration.purpose) == ProofPurpose.VIEWING,
        col(Registration.removed_at).is_(None),
    )
    first = (
        col(Registration.read_at) > READING_LAPSES,
        col(Registration.method) != ProofMethod.PRINTED_FIELDS,
        col(Registration.list_opened_at).is_(None),
    )
    return and_(*here, *first), and_(*here, col(Registration.renewed_at) > READING_LAPSES)


def consent_given() -> ColumnElement[bool]:
    """Whether the person's newest statement is a consent; it covers every office and all information (S68)."""
    newest = (
        select(col(Consent.status))
        .where(col(Consent.beneficiary_key) == col(Beneficiary.key))
        .order_by(col(Consent.recorded_at).desc(), col(Consent.key).desc())
        .limit(1)
        .correlate(Beneficiary)
        .scalar_subquery()
    )
    return case((newest == literal(ConsentStatus.GIVEN, newest.type), true()), else_=false())


def receipt_shown() -> ColumnElement[bool]:
    """Whether a statement's receipt is the office's to see: others name an office that the person goes to."""
    return or_(col(Consent.office_key).is_(None), col(Consent.office_key) == OFFICE)


def in_charge(rule: str) -> ColumnElement[bool]:
    """Whether the viewer makes this person's care plan: the person, its office, or anyone of the profession (A13)."""
    if rule == "occupation":
        return true()
    managed = select(col(CareManagement.key)).where(
        col(CareManagement.beneficiary_key) == col(Beneficiary.key),
        col(CareManagement.office_key) == OFFICE,
        col(CareManagement.valid_from) <= TODAY,
        or_(col(CareManagement.valid_until).is_(None), col(CareManagement.valid_until) >= TODAY),
    )
    if rule == "person":
        managed = managed.where(col(CareManagement.staff_key) == STAFF)
    return exists(managed.correlate(Beneficiary))


def protected() -> ColumnElement[bool]:
    """Whether 支援措置 hides the person's address today (B24)."""
    return and_(
        col(Beneficiary.protected_from).is_not(None),
        col(Beneficiary.protected_from) <= TODAY,
        or_(col(Beneficiary.protected_until).is_(None), col(Beneficiary.protected_until) >= TODAY),
    )


def opinion_withheld() -> ColumnElement[bool]:
    """Whether the doctor of the person's newest opinion ticked 同意しない."""
    newest = (
        select(col(Opinion.shared))
        .where(col(Opinion.beneficiary_key) == col(Beneficiary.key))
        .order_by(*newest_first())
        .limit(1)
        .correlate(Beneficiary)
        .scalar_subquery()
    )
    return case((newest.is_(False), true()), else_=false())


def people_on_list(in_charge_rule: str) -> Select[Any]:
    """Everyone on the office's list, each with what the conditions ask about: the one door to people.

    Columns: the person, then `consent`, `in_charge`, `protected`, `opinion_withheld`.
    """
    people: Any = (
        select(
            Beneficiary,
            consent_given().label("consent"),
            in_charge(in_charge_rule).label("in_charge"),
            protected().label("protected"),
            opinion_withheld().label("opinion_withheld"),
        )
        .join(Registration, col(Registration.beneficiary_key) == col(Beneficiary.key))
        .where(on_list())
    )
    return people  # type: ignore[no-any-return]


def people_with_ids(ids: Any, in_charge_rule: str) -> Select[Any]:
    """Those of these people who are on the list; `ids` is the database's way to write a bound list of them."""
    keys = select(col(Beneficiary.key)).where(col(Beneficiary.id).in_(ids)).correlate(None)
    # Asked of the registration, whose key begins with office and person: otherwise SQLite walks the whole office.
    return people_on_list(in_charge_rule).where(col(Registration.beneficiary_key).in_(keys)).limit(MOST_IDS)
