"""What a verb tells the change feed (features.md B08): one line in the transaction of what it tells of."""

import datetime
from collections.abc import Sequence

from sqlalchemy import delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from loaders.changes import KEPT_LONGER
from loaders.house import House
from models.codes.change import ChangeKind
from models.row import col
from models.rows import Change
from resolvers.performing import Deed
from resolvers.transaction import transaction


def tell(deed: Deed, beneficiary_key: int, kind: ChangeKind, office_key: int | None = None) -> None:
    """That this has happened to a person: to all who have them on their list, or to one office alone."""
    deed.session.add(Change(beneficiary_key=beneficiary_key, office_key=office_key, kind=kind, at=deed.reading.now))
    deed.reading.told = True


async def tell_of_many(
    session: AsyncSession, keys: Sequence[int], kind: ChangeKind, at: datetime.datetime, office_key: int | None = None
) -> None:
    """The same of many people, in one statement; the keeper gives them their places within a second."""
    rows = [{"beneficiary_key": key, "office_key": office_key, "kind": kind, "at": at} for key in keys]
    if rows:
        await session.execute(insert(Change), rows)


async def clear_changes(house: House) -> int:
    """Delete the changes that are older than anybody may ask for, and tell how many there were.

    The last one stays, however old it is: the next one is numbered behind it.
    """
    before = house.now() - datetime.timedelta(days=house.settings.change_days) - KEPT_LONGER
    last = select(func.max(col(Change.position))).scalar_subquery()
    async with transaction(house) as session:
        old = delete(Change).where(col(Change.at) < before, col(Change.position) < last)
        return len((await session.scalars(old.returning(col(Change.key)))).all())
