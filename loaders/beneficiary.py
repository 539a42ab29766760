"""Sources of the header and of the list's columns (guide p.14, p.24)."""

from typing import Any

from sqlalchemy import ColumnElement, func, literal, select

from loaders import progress
from loaders.label import label
from loaders.source import Derived, Relation
from models import rows
from models.codes.consent import ConsentStatus
from models.codes.progress import ApplicationKind, CertificationStatus
from models.codes.registration import ProofPurpose
from models.row import Row, col
from permissions.scope import OFFICE

REGISTRATION = Relation(
    rows.Registration,
    col(rows.Registration.beneficiary_key),
    where=(col(rows.Registration.office_key) == OFFICE, col(rows.Registration.purpose) == ProofPurpose.VIEWING),
    listed=True,
)
"""The office's own proof of this person's identity."""


def insurer(owner: Any, value: ColumnElement[Any]) -> Any:
    """A value of the insurer of a person, or of the person a row belongs to."""
    person = rows.Beneficiary
    found = select(value).where(col(rows.Insurer.key) == col(person.insurer_key))
    if owner is not person:
        found = found.where(col(person.key) == col(owner.beneficiary_key))
    return found.correlate(owner).scalar_subquery()


def insurer_number(owner: type[Row]) -> Derived:
    """介護保険者番号 of the person a row belongs to."""
    return Derived(owner, insurer(owner, col(rows.Insurer.number)), str, optional=False)


def insurer_name(owner: type[Row]) -> Derived:
    """保険者の名称 of the person a row belongs to."""
    return Derived(owner, insurer(owner, col(rows.Insurer.name)), str, optional=False)


def insured_number(owner: Any) -> Derived:
    """介護保険被保険者番号 of the person a row belongs to."""
    person = rows.Beneficiary
    found = select(col(person.insured_number)).where(col(person.key) == col(owner.beneficiary_key))
    return Derived(owner, found.correlate(owner).scalar_subquery(), str, optional=False)


def of_newest_progress(value: ColumnElement[Any], type_: Any) -> Derived:
    """A value of the person's newest application."""
    return progress.NEWEST.value(rows.Beneficiary, value, type_)


def newest_consent(value: ColumnElement[Any]) -> Any:
    """A value of the person's newest statement on consent."""
    consent = rows.Consent
    found = select(value).where(col(consent.beneficiary_key) == col(rows.Beneficiary.key))
    found = found.order_by(col(consent.recorded_at).desc(), col(consent.key).desc()).limit(1)
    return found.correlate(rows.Beneficiary).scalar_subquery()


def consent_status() -> ColumnElement[Any]:
    """What the newest statement says; 未確認 where there is none."""
    stored = col(rows.Consent.status)
    unasked = literal(ConsentStatus.UNCONFIRMED, stored.type)
    return func.coalesce(newest_consent(stored), unasked)


def consent_label() -> ColumnElement[Any]:
    """The status in Japanese."""
    return func.coalesce(newest_consent(label(col(rows.Consent.status))), ConsentStatus.UNCONFIRMED.label)


APPLICATION_KIND = of_newest_progress(col(rows.Progress.application_kind), ApplicationKind)
APPLICATION_KIND_LABEL = of_newest_progress(label(col(rows.Progress.application_kind)), str)
CERTIFICATION_STATUS = of_newest_progress(col(rows.Progress.status), CertificationStatus)
CERTIFICATION_STATUS_LABEL = of_newest_progress(label(col(rows.Progress.status)), str)
CONSENT_STATUS = Derived(rows.Beneficiary, consent_status(), ConsentStatus, optional=False)
CONSENT_STATUS_LABEL = Derived(rows.Beneficiary, consent_label(), str, optional=False)
