"""Who makes a person's care plan (担当): the office of an accepted filing, and in it its care manager (S44, A13)."""

import datetime

from sqlalchemy import ColumnElement, func, or_, select, update

from models.codes.change import ChangeKind
from models.codes.office import AccountKind, Occupation
from models.row import col
from models.rows import Beneficiary, CareManagement, Filing, OfficeService, Staff, StaffOccupation
from permissions.faults import Fault, Faulty
from permissions.filing import PLANNING
from permissions.information import Action, Requirement
from resolvers.accounts import known_as
from resolvers.changes import tell
from resolvers.performing import Act, Deed, Outcome
from resolvers.proof import WHERE, listed

ASSIGN = Act.under("assignCareManager", Action.ASSIGN_CARE_MANAGER, needs=(Requirement.ON_LIST,))
PEOPLE = (AccountKind.ADMINISTRATOR, AccountKind.GENERAL_USER)
ONE_DAY = datetime.timedelta(days=1)
OFFICE_NOT_IN_CHARGE = Fault(
    "OFFICE_NOT_IN_CHARGE", "この利用者のケアプランを作成する事業所ではありません。先に届出の受理が必要です。", WHERE
)
CARE_MANAGER_UNKNOWN = Fault(
    "CARE_MANAGER_UNKNOWN", "事業所の介護支援専門員に、このユーザIDはありません。", ("input", "userId")
)


async def take_charge(deed: Deed, filing: Filing) -> None:
    """Let a filing's office make the plan from its start on, until an office that is to begin later does.

    Whoever was in charge that day, or began on it, is so no more; what was before stays as it was.
    """
    await _alone(deed, filing.beneficiary_key)
    following = await end_charges(deed, filing.beneficiary_key, filing.starts_on)
    deed.session.add(
        CareManagement(
            beneficiary_key=filing.beneficiary_key,
            office_key=filing.office_key,
            staff_key=filing.planner_key,
            valid_from=filing.starts_on,
            valid_until=following,
        )
    )
    tell(deed, filing.beneficiary_key, ChangeKind.CARE_PLAN_CHANGED)


async def end_charges(deed: Deed, beneficiary_key: int, starts_on: datetime.date) -> datetime.date | None:
    """Let nobody make the plan from a day on; tells the day before somebody who is to begin later does."""
    of_person, holds = _of_person(beneficiary_key)
    later = select(func.min(col(CareManagement.valid_from))).where(
        of_person, holds, col(CareManagement.valid_from) > starts_on
    )
    following = await deed.session.scalar(later)
    before = starts_on - ONE_DAY
    open_then = or_(col(CareManagement.valid_until).is_(None), col(CareManagement.valid_until) > before)
    ended = update(CareManagement).where(of_person, col(CareManagement.valid_from) <= starts_on, open_then)
    await deed.session.execute(ended.values(valid_until=before))
    return following - ONE_DAY if following else None


async def assign_care_manager(deed: Deed, beneficiary_id: str, user_id: str) -> Outcome:
    """Put another care manager of the viewer's office in charge, from today or from when the office begins.

    Raises:
        Faulty: BENEFICIARY_UNKNOWN and nothing else, or OFFICE_NOT_IN_CHARGE, CARE_MANAGER_UNKNOWN.
    """
    person, today = await listed(deed, beneficiary_id), deed.reading.binds["today"]
    await _alone(deed, person.key)
    charges = select(CareManagement).where(
        *_of_person(person.key),
        col(CareManagement.office_key) == deed.viewer.office_key,
        or_(col(CareManagement.valid_until).is_(None), col(CareManagement.valid_until) >= today),
    )
    held = (await deed.session.scalars(charges)).all()
    staff = await _care_manager(deed, user_id)
    faults = [*([] if held else [OFFICE_NOT_IN_CHARGE]), *([] if staff else [CARE_MANAGER_UNKNOWN])]
    if staff is None or faults:
        raise Faulty(faults)
    for charge in held:
        _hand_over(deed, charge, staff.key, today)
    tell(deed, person.key, ChangeKind.CARE_PLAN_CHANGED, deed.viewer.office_key)
    deed.subjects += [person.id, known_as(staff)]
    return {"beneficiaryId": person.id, "userId": staff.user_id, "name": staff.name}


def _hand_over(deed: Deed, charge: CareManagement, staff_key: int, today: datetime.date) -> None:
    """What was until yesterday stays known."""
    if charge.valid_from >= today:
        charge.staff_key = staff_key
        return
    deed.session.add(
        CareManagement(
            beneficiary_key=charge.beneficiary_key,
            office_key=charge.office_key,
            staff_key=staff_key,
            valid_from=today,
            valid_until=charge.valid_until,
        )
    )
    charge.valid_until = today - ONE_DAY


async def _care_manager(deed: Deed, user_id: str) -> Staff | None:
    """The person of this user id who makes care plans at the viewer's office."""
    designated = select(col(OfficeService.service)).where(col(OfficeService.office_key) == deed.viewer.office_key)
    works = select(col(StaffOccupation.staff_key)).where(
        col(StaffOccupation.occupation) == Occupation.CARE_MANAGER,
        col(StaffOccupation.service).in_(PLANNING),
        col(StaffOccupation.service).in_(designated),
    )
    found = select(Staff).where(
        col(Staff.user_id) == user_id.replace("\0", ""),
        col(Staff.office_key) == deed.viewer.office_key,
        col(Staff.kind).in_(PEOPLE),
        col(Staff.suspended).is_(False),
        col(Staff.key).in_(works),
    )
    return (await deed.session.scalars(found)).one_or_none()


async def _alone(deed: Deed, beneficiary_key: int) -> None:
    """Whoever changes who makes this person's plan at the same time waits here."""
    person = select(col(Beneficiary.key)).where(col(Beneficiary.key) == beneficiary_key)
    await deed.session.execute(person.with_for_update(key_share=True))


def _of_person(beneficiary_key: int) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Charges of the person that count on some day; one that was overtaken before it began counts on none."""
    until, since = col(CareManagement.valid_until), col(CareManagement.valid_from)
    return col(CareManagement.beneficiary_key) == beneficiary_key, or_(until.is_(None), until >= since)
