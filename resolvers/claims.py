"""Claims (レセプト): while they arrive, service goes on and the person stays on the office's list (guide p.17).

A month's claim lets an office view until 84 days after the end of that month (KAIGO_INTERRUPTION_DAYS, A06). It
shortens nothing, and brings nobody back: whose time was over before it arrived must be proven again.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select, tuple_

from models.codes.change import ChangeKind
from models.numbers import ANY_INSURED_NUMBER, INSURER_NUMBER
from models.row import col, month_number
from models.rows import Beneficiary, Insurer, Registration
from permissions.faults import Fault, Faulty
from permissions.information import Action
from permissions.scope import on_list
from resolvers.changes import tell_of_many
from resolvers.feeds import office_numbered
from resolvers.performing import Act, Deed, Outcome

FEED_CLAIMS = Act.under("feedClaims", Action.FEED_OFFICES)
MOST_PEOPLE = 1_000
"""How many people one request may bring."""
Numbers = tuple[str, str]
"""介護保険者番号 and 介護保険被保険者番号 of a person."""


@dataclass(frozen=True)
class FedClaims:
    """That an office has claimed for these people in a month (see models.row.Month)."""

    office_number: str
    month: int
    people: Sequence[Numbers]


async def feed_claims(deed: Deed, fed: FedClaims) -> Outcome:
    """Move the last day of viewing on for those who are on the office's list; others are passed over.

    Raises:
        Faulty: no such office, a month that has not begun, or everything that is wrong with the numbers.
    """
    office, faults = await office_numbered(deed.session, fed.office_number)
    faults += _faults(fed, deed.reading.binds["today"])
    if office is None or faults:
        raise Faulty(faults)
    until = last_day(fed.month) + datetime.timedelta(days=deed.house.settings.interruption_days)
    claimed = (
        select(col(Beneficiary.key))
        .join(Insurer, col(Insurer.key) == col(Beneficiary.insurer_key))
        .where(tuple_(col(Insurer.number), col(Beneficiary.insured_number)).in_(fed.people))
    )
    shorter = (col(Registration.beneficiary_key).in_(claimed), col(Registration.viewing_until) < until)
    taken = select(Registration).where(on_list(), *shorter).order_by(col(Registration.key)).with_for_update()
    moved = (await deed.session.scalars(taken, {**deed.reading.binds, "office": office.key})).all()
    for row in moved:
        row.viewing_until = until
    people, now = [row.beneficiary_key for row in moved], deed.reading.now
    await tell_of_many(deed.session, people, ChangeKind.VIEWING_EXTENDED, now, office.key)
    deed.reading.told |= bool(people)
    deed.subjects.append(fed.office_number)
    return {"number": fed.office_number}


def last_day(month: int) -> datetime.date:
    """The last day of a month."""
    return datetime.date((month + 1) // 12, (month + 1) % 12 + 1, 1) - datetime.timedelta(days=1)


def _faults(fed: FedClaims, today: datetime.date) -> list[Fault]:
    faults = []
    if fed.month > month_number(today.year, today.month):
        faults.append(Fault("MONTH_WRONG", "まだ来ていない月です。", ("input", "month")))
    if not 1 <= len(fed.people) <= MOST_PEOPLE:
        faults.append(Fault("PEOPLE_WRONG", f"1人から{MOST_PEOPLE:,}人までで送ってください。", ("input", "people")))
    for place, (insurer, insured) in enumerate(fed.people):
        where = ("input", "people", str(place))
        if not INSURER_NUMBER.fullmatch(insurer):
            faults.append(Fault("INSURER_NUMBER_WRONG", "介護保険者番号は6桁です。", (*where, "insurerNumber")))
        if not ANY_INSURED_NUMBER.fullmatch(insured):
            message = "介護保険被保険者番号は10桁、またはHと9桁です。"
            faults.append(Fault("INSURED_NUMBER_WRONG", message, (*where, "insuredNumber")))
    return faults
