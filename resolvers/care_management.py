"""Which office makes a person's care plan (居宅サービス計画) where the paper way was used (A13, S44, S83)."""

import datetime
from typing import Any

from sqlalchemy import or_, select

from models.codes.change import ChangeKind
from models.row import col
from models.rows import CareManagement, Office, OfficeService
from permissions.faults import Fault, Faulty
from permissions.fed import FIRST, LAST
from permissions.filing import PLANNING
from permissions.information import Action
from resolvers.care_managers import end_charges
from resolvers.changes import tell
from resolvers.feeding import Feeding, one_insured
from resolvers.feeds import office_numbered
from resolvers.performing import Act, Deed, Outcome

FEED_CARE_MANAGEMENT = Act.under("feedCareManagement", Action.FEED_CARE)
NO_PLANS = Fault(
    "OFFICE_MAKES_NO_PLANS",
    "この事業所は、居宅サービス計画を作成するサービスの指定を受けていません。",
    ("input", "officeNumber"),
)


async def feed_care_management(
    deed: Deed, insured_number: str, office_number: str | None, starts_on: datetime.date
) -> Outcome:
    """Put an office in charge from a day on, or nobody; its administrator says which care manager it is (S44).

    Whoever was in charge that day, or began on it, is so no more; who is to begin later still does.

    Raises:
        Faulty: all of BENEFICIARY_UNKNOWN, OFFICE_UNKNOWN, OFFICE_MAKES_NO_PLANS and DATE_WRONG that hold.
    """
    feeding = Feeding.of(deed)
    person, faults = await one_insured(feeding, insured_number)
    office: Office | None = None
    if office_number is not None:
        office, unknown = await office_numbered(deed.session, office_number)
        faults += unknown or ([] if office is None or await _plans(deed, office) else [NO_PLANS])
    if not FIRST <= starts_on <= LAST:
        faults.append(Fault("DATE_WRONG", "日付を確かめてください。", ("input", "startsOn")))
    if person is None or faults:
        raise Faulty(faults)
    held = await _held(deed, person.key, starts_on)
    changed = held != ([office.key] if office else [])
    if changed:
        until = await end_charges(deed, person.key, starts_on)
        if office is not None:
            made: dict[str, Any] = {"beneficiary_key": person.key, "office_key": office.key, "staff_key": None}
            deed.session.add(CareManagement(**made, valid_from=starts_on, valid_until=until))
        tell(deed, person.key, ChangeKind.CARE_PLAN_CHANGED)
    deed.subjects.append(person.id)
    return {"changed": changed}


async def _plans(deed: Deed, office: Office) -> bool:
    """Whether care plans are made there."""
    found = select(col(OfficeService.service)).where(col(OfficeService.office_key) == office.key)
    return bool(set(await deed.session.scalars(found)) & PLANNING)


async def _held(deed: Deed, beneficiary_key: int, day: datetime.date) -> list[int]:
    """The offices in charge on a day."""
    until = col(CareManagement.valid_until)
    mine = select(col(CareManagement.office_key)).where(
        col(CareManagement.beneficiary_key) == beneficiary_key,
        col(CareManagement.valid_from) <= day,
        or_(until.is_(None), until >= day),
    )
    return list(await deed.session.scalars(mine.distinct()))
