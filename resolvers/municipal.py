"""What a municipality's system brings of its own insured people (市町村システム; guide p.20, S69, S83): consent.

A person is named by the insured number alone: those of other insurers cannot be asked for.
"""

import datetime
from dataclasses import dataclass

from sqlalchemy import select

from models.codes.change import ChangeKind
from models.codes.consent import ConsentRoute, ConsentStatus
from models.row import JST, col
from models.rows import Beneficiary, Consent, ConsentReceipt, Insurer
from permissions.faults import Fault, Faulty
from permissions.information import Action, Information
from resolvers.changes import tell
from resolvers.consent import GIVEN, WITHDRAWN, Statement, eligibility_faults, newest_statement, state
from resolvers.feeding import NUMBER, UNKNOWN, Feeding, told
from resolvers.performing import Act, Deed, Outcome

FEED_CONSENT = Act.under("feedConsent", Action.FEED_CARE)
STATUS, STATED_ON = ("input", "status"), ("input", "statedOn")


@dataclass(frozen=True)
class FedConsent:
    """What a person stated at the municipality, and on which day."""

    insured_number: str
    status: ConsentStatus
    stated_on: datetime.date


async def feed_consent(deed: Deed, fed: FedConsent) -> Outcome:
    """Write down what was stated; it counts where nothing newer is known, whenever it arrives.

    The form has a day, no time, and so doubt closes: a consent counts from the beginning of its day, a withdrawal from
    its end (from now, where the day is not over). Of one second, what came last counts. What is known already, as the
    same statement of the same second, is not written down again.

    Raises:
        Faulty: all of BENEFICIARY_UNKNOWN, STATUS_WRONG, STATED_ON_WRONG and ELIGIBILITY_LOST that hold.
    """
    person, faults = await insured_person(deed, fed.insured_number)
    if person is not None:
        await newest_statement(deed, person)
    if fed.status not in (GIVEN, WITHDRAWN):
        faults.append(Fault("STATUS_WRONG", "同意あり、または取消を指定してください。", STATUS))
    faults += day_faults(deed, fed.stated_on)
    if person is not None and fed.status is GIVEN:
        faults += eligibility_faults(person, fed.stated_on, NUMBER)
    if person is None or faults:
        raise Faulty(faults)
    at = stated_at(fed, deed.reading.now)
    known = await _known(deed, person, fed.status, at)
    await told(Feeding.of(deed), [] if known else [person], Information.CONSENT)
    outcome = known or await state(deed, person, await _statement(deed, person, fed.status, at))
    newest = await newest_statement(deed, person)
    assert newest is not None
    counts = (newest.status, newest.recorded_at) == (fed.status, at)
    if counts and not known:
        tell(deed, person.key, ChangeKind.CONSENT_GIVEN if fed.status is GIVEN else ChangeKind.CONSENT_WITHDRAWN)
    return {**outcome, "counts": counts}


def stated_at(fed: FedConsent, now: datetime.datetime) -> datetime.datetime:
    """The second a statement of a day counts from."""
    begins = datetime.datetime.combine(fed.stated_on, datetime.time(), JST)
    ends = begins.replace(hour=23, minute=59, second=59)
    return begins if fed.status is GIVEN else min(ends, now)


async def insured_person(deed: Deed, insured_number: str) -> tuple[Beneficiary | None, list[Fault]]:
    """The person with this number at the viewer's insurer, or what to say where there is none."""
    found = select(Beneficiary).where(
        col(Beneficiary.insurer_key) == deed.viewer.insurer_key,
        col(Beneficiary.insured_number) == insured_number.replace("\0", ""),
    )
    person = (await deed.session.scalars(found)).one_or_none()
    return person, [] if person else [UNKNOWN]


def day_faults(deed: Deed, stated_on: datetime.date) -> list[Fault]:
    """STATED_ON_WRONG for a day that has not come."""
    if stated_on <= deed.reading.binds["today"]:
        return []
    return [Fault("STATED_ON_WRONG", "まだ来ていない日です。", STATED_ON)]


async def _statement(deed: Deed, person: Beneficiary, status: ConsentStatus, at: datetime.datetime) -> Statement:
    insurer = await deed.session.get_one(Insurer, person.insurer_key)
    return Statement(status, ConsentRoute.MUNICIPALITY, at, insurer.number, insurer.name)


async def _known(deed: Deed, person: Beneficiary, status: ConsentStatus, at: datetime.datetime) -> Outcome | None:
    """What was answered to the same statement before."""
    same = (
        col(Consent.beneficiary_key) == person.key,
        col(Consent.route) == ConsentRoute.MUNICIPALITY,
        col(Consent.status) == status,
        col(Consent.recorded_at) == at,
    )
    found = select(ConsentReceipt).join(Consent, col(Consent.key) == col(ConsentReceipt.consent_key)).where(*same)
    receipt = (await deed.session.scalars(found.order_by(col(ConsentReceipt.key)).limit(1))).one_or_none()
    if receipt is None:
        return None
    deed.subjects.append(person.id)
    return {"id": person.id, "status": status.name, "at": at.isoformat(), "receipt": receipt.content}
