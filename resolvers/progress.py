"""How far an application for certification has come, as municipalities' systems tell it (features.md S45, S83)."""

import datetime
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from models.codes.certificates import CertificateKind
from models.codes.change import ChangeKind
from models.codes.fed import FedKind
from models.codes.progress import CertificationStatus
from models.row import col
from models.rows import Beneficiary, Fed, Progress
from permissions.certificates import certificate_faults
from permissions.faults import Fault, Faulty
from permissions.fed import Values
from permissions.information import Action, Information
from permissions.progress import CLOSED, COLUMNS, DECIDED, progress_faults
from resolvers.certificates import store_certificates
from resolvers.changes import tell_of_many
from resolvers.feeding import Feeding, agrees, change_to, one_insured, put, told
from resolvers.performing import Act, Deed, Outcome
from resolvers.progress_moves import note_moves, undone

FEED_PROGRESS = Act.under("feedProgress", Action.FEED_CARE)
WHERE = ("input", "progress")
CERTIFICATE = ("input", "insuredCertificate")
SAME = ("applied_on", "application_kind")
"""By what an application is known again: a person has one of a kind a day."""
YEAR = datetime.timedelta(days=366)
LISTED = ("status", "application_kind")
"""What of it the list shows, to everybody who has one, whether or not they may see the rest."""


async def feed_progress(deed: Deed, insured_number: str, values: Values, certificate: Values | None) -> Outcome:
    """Tell how an application stands; what was told before is kept as history. With its decision, the certificate.

    Raises:
        Faulty: all of BENEFICIARY_UNKNOWN, what `progress_faults` and `certificate_faults` find, and
            VALUE_NOT_ALLOWED for a certificate without a decision of its day.
    """
    feeding = Feeding.of(deed)
    person, faults = await one_insured(feeding, insured_number)
    faults += progress_faults(values, deed.reading.binds["today"], WHERE)
    faults += _certificate_faults(values, certificate)
    if person is None or faults:
        raise Faulty(faults)
    known = await application(feeding, person, values)
    before = dict(known) if known else None
    stored = await put(feeding, FedKind.PROGRESS, Progress(beneficiary_key=person.key, **_whole(values)), SAME)
    after = await application(feeding, person, values)
    if stored.changed and after is not None:
        note_moves(feeding.session, before, after, feeding.now)
        if before is None or any(before[name] != getattr(after, name) for name in LISTED):
            await tell_list(feeding, person.key)
    await told(feeding, [person] if stored.changed else [], Information.PROGRESS)
    deed.subjects.append(person.id)
    outcome: dict[str, Any] = {"id": stored.id, "changed": stored.changed, "certificate": None}
    if certificate is not None:
        [issued] = await store_certificates(feeding, CertificateKind.INSURED, [(person, certificate)])
        outcome["certificate"] = {"id": issued.id, "changed": issued.changed}
    return outcome


async def correct_progress(feeding: Feeding, entry: Fed, row: Progress, values: Values, reason: str) -> bool:
    """Let an application say what it should have said; whether there was anything to change. What is another now has
    moved by that, whoever looks (B16), and what should never have moved has not.
    """
    if agrees(row, whole := _whole(values)):
        return False
    before, beside = dict(row), await undone(feeding.session, row, whole)
    change_to(feeding, entry, row, whole, reason, **beside)
    note_moves(feeding.session, before, row, feeding.now)
    return True


async def identity_faults(
    feeding: Feeding, person: Beneficiary, row: Progress, values: Values, today: datetime.date, where: tuple[str, ...]
) -> list[Fault]:
    """What stands against knowing an application by another day or kind from now on.

    APPLICATION_KNOWN: the person has one of these; whoever feeds of the person waits, and nobody makes one meanwhile.
    DATE_WRONG: one that has not ended would be more than a year old. Feeds may bring such, but nobody means that here.
    """
    if all(getattr(row, name) == values[name] for name in SAME):
        return []
    day, found = (*where, "appliedOn"), []
    if await application(feeding, person, values) is not None:
        found.append(Fault("APPLICATION_KNOWN", "この日のこの区分の申請は、ほかに連携されています。", day))
    if values["status"] not in (*DECIDED, *CLOSED) and values["applied_on"] < today - YEAR:
        message = "終わっていない申請の申請日を、1年より前の日に訂正することはできません。"
        found.append(Fault("DATE_WRONG", message, day))
    return found


async def application(feeding: Feeding, person: Beneficiary, values: Values) -> Progress | None:
    """The person's application of this day and kind, `applied_on` and `application_kind`."""
    same = (col(getattr(Progress, name)) == values[name] for name in SAME)
    mine = select(Progress).where(col(Progress.beneficiary_key) == person.key, *same)
    return (await feeding.session.scalars(mine.order_by(col(Progress.key).desc()).limit(1))).one_or_none()


async def tell_list(feeding: Feeding, beneficiary_key: int) -> None:
    """Tell those who have the person on their list that a column of it may be another."""
    await tell_of_many(feeding.session, [beneficiary_key], ChangeKind.BENEFICIARY_CHANGED, feeding.now)


def _whole(values: Values) -> Mapping[str, Any]:
    return {name: values.get(name) for name in COLUMNS}


def _certificate_faults(values: Values, certificate: Values | None) -> list[Fault]:
    if certificate is None:
        return []
    faults = certificate_faults(CertificateKind.INSURED, certificate, CERTIFICATE)
    if values.get("status") is not CertificationStatus.CERTIFIED:
        message = "被保険者証は、認定されたときだけ一緒に連携できます。"
        faults.append(Fault("VALUE_NOT_ALLOWED", message, CERTIFICATE))
    elif certificate.get("certified_on") != values.get("certified_on"):
        message = "要介護認定日と同じ日にしてください。"
        faults.append(Fault("CERTIFIED_ON_DIFFERS", message, (*CERTIFICATE, "certifiedOn")))
    return faults
