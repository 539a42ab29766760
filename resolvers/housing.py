"""Where people live and what was modified there (住宅改修), as municipalities' systems bring it (S42, S83).

A dwelling is known by its address: who moves back is in the old dwelling again, with what was spent there.
"""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import delete, select

from models.codes.fed import FedKind
from models.codes.housing import RenovationKind
from models.row import col
from models.rows import Beneficiary, Dwelling, Renovation, RenovationWork, Residence
from permissions.faults import Fault, Faulty
from permissions.fed import FIRST, LONGEST_LINE, Values
from permissions.housing import renovation_faults
from permissions.information import Action, Information
from permissions.text import is_line
from resolvers.feeding import Feeding, Stored, enter, one_insured, told
from resolvers.performing import Act, Deed, Outcome

FEED_RESIDENCE, FEED_RENOVATION = (Act.under(name, Action.FEED_CARE) for name in ("feedResidence", "feedRenovation"))
MOVED_IN_ON, ADDRESS = ("input", "movedInOn"), ("input", "address")
DWELLING_UNKNOWN = Fault(
    "DWELLING_UNKNOWN", "この住所の住宅、または着工日に住んでいた住宅が連携されていません。", ADDRESS
)
DIFFERS = Fault("FED_DIFFERS", "違う内容がすでに連携されています。先に取り消してください。", ("input",))


async def feed_residence(deed: Deed, insured_number: str, address: str, moved_in_on: datetime.date) -> Outcome:
    """Say where one of the insurer's people lives from a day on: in a new dwelling, or again in an old one.

    Raises:
        Faulty: all of BENEFICIARY_UNKNOWN, TEXT_WRONG and DATE_WRONG that hold, or FED_DIFFERS.
    """
    feeding = Feeding.of(deed)
    person, faults = await one_insured(feeding, insured_number)
    if not is_line(address, LONGEST_LINE):
        faults.append(Fault("TEXT_WRONG", "100文字まで、一行の文字で指定してください。", ADDRESS))
    if not FIRST <= moved_in_on <= deed.reading.binds["today"]:
        faults.append(Fault("DATE_WRONG", "今日までの日にしてください。", MOVED_IN_ON))
    if person is None or faults:
        raise Faulty(faults)
    dwelling = await _dwelling(feeding, person, address) or Dwelling(beneficiary_key=person.key, address=address)
    feeding.session.add(dwelling)
    await feeding.session.flush()
    made = Residence(beneficiary_key=person.key, dwelling_key=dwelling.key, moved_in_on=moved_in_on)
    same = select(Residence).where(
        col(Residence.beneficiary_key) == person.key, col(Residence.moved_in_on) == moved_in_on
    )
    for known in await feeding.session.scalars(same):
        if known.dwelling_key != dwelling.key:
            raise Faulty([DIFFERS])
    [stored] = await enter(feeding, FedKind.RESIDENCE, [made])
    return await _done(deed, feeding, person, stored)


async def feed_renovation(
    deed: Deed, insured_number: str, values: Values, works: Sequence[RenovationKind], address: str | None
) -> Outcome:
    """Store a paid home modification, in the dwelling of the address, or that of the day the work began.

    Raises:
        Faulty: all of BENEFICIARY_UNKNOWN, DWELLING_UNKNOWN and what `renovation_faults` finds, or FED_DIFFERS.
    """
    feeding = Feeding.of(deed)
    person, faults = await one_insured(feeding, insured_number)
    faults += renovation_faults(values, works, deed.reading.binds["today"], ("input", "renovation"))
    dwelling = person and await _dwelling_then(feeding, person, address, values["started_on"])
    if person is not None and dwelling is None:
        faults.append(DWELLING_UNKNOWN)
    if person is None or dwelling is None or faults:
        raise Faulty(faults)
    made = Renovation(beneficiary_key=person.key, dwelling_key=dwelling.key, **values)
    [stored] = await enter(feeding, FedKind.RENOVATION, [made])
    if stored.changed:
        feeding.session.add_all(RenovationWork(renovation_key=made.key, kind=kind) for kind in works)
    elif not await _same(feeding, made, works):
        raise Faulty([DIFFERS])
    return await _done(deed, feeding, person, stored)


async def belongings(feeding: Feeding, row: Any) -> Mapping[str, Any]:
    """What belongs to a row that is retracted, to be kept with it; what cannot be without it is taken away."""
    if not isinstance(row, Residence | Renovation):
        return {}
    dwelling = await feeding.session.get_one(Dwelling, row.dwelling_key)
    if isinstance(row, Residence):
        return {"address": dwelling.address}
    mine = delete(RenovationWork).where(col(RenovationWork.renovation_key) == row.key)
    kinds = await feeding.session.scalars(mine.returning(col(RenovationWork.kind)))
    return {"address": dwelling.address, "works": sorted(kind.name for kind in kinds)}


async def _dwelling(feeding: Feeding, person: Beneficiary, address: str) -> Dwelling | None:
    mine = select(Dwelling).where(col(Dwelling.beneficiary_key) == person.key, col(Dwelling.address) == address)
    return (await feeding.session.scalars(mine.order_by(col(Dwelling.key)).limit(1))).one_or_none()


async def _dwelling_then(
    feeding: Feeding, person: Beneficiary, address: str | None, day: datetime.date
) -> Dwelling | None:
    if address is not None:
        return await _dwelling(feeding, person, address.replace("\0", ""))
    stay = (
        select(Dwelling)
        .join(Residence, col(Residence.dwelling_key) == col(Dwelling.key))
        .where(col(Residence.beneficiary_key) == person.key, col(Residence.moved_in_on) <= day)
        .order_by(col(Residence.moved_in_on).desc(), col(Residence.key).desc())
    )
    return (await feeding.session.scalars(stay.limit(1))).one_or_none()


async def _same(feeding: Feeding, made: Renovation, works: Sequence[RenovationKind]) -> bool:
    """Whether a modification that says the same was in the same dwelling and of the same works."""
    known = select(Renovation).where(
        col(Renovation.beneficiary_key) == made.beneficiary_key,
        col(Renovation.dwelling_key) == made.dwelling_key,
        col(Renovation.started_on) == made.started_on,
        col(Renovation.cost) == made.cost,
    )
    for row in await feeding.session.scalars(known):
        kinds = select(col(RenovationWork.kind)).where(col(RenovationWork.renovation_key) == row.key)
        if set(await feeding.session.scalars(kinds)) == set(works):
            return True
    return False


async def _done(deed: Deed, feeding: Feeding, person: Beneficiary, stored: Stored) -> Outcome:
    await told(feeding, [person] if stored.changed else [], Information.HOUSING_EQUIPMENT)
    deed.subjects.append(person.id)
    return {"id": stored.id, "changed": stored.changed}
