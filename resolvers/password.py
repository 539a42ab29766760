"""Changing one's own password (guide p.9, S13)."""

from sqlalchemy import update

from loaders.reading import Reading
from models.codes.sign_in import PasswordFault
from models.row import col
from models.rows import Session, Staff
from permissions.credentials import digest
from permissions.errors import SignInRefused
from permissions.lockout import Target
from permissions.passwords import faults
from resolvers import guesses
from resolvers.hashing import hashed, matches
from resolvers.sign_in import ENTRIES
from resolvers.transaction import transaction

WRONG = "今のパスワードが正しくありません。"


async def change_password(reading: Reading, current: str, new: str) -> list[PasswordFault]:
    """Change the viewer's password, and end its other sessions; what is wrong with the new one, all at once.

    Raises:
        SignInRefused: the current password is wrong; counted as a guess.
        TooManyGuesses: too many wrong ones in a row.
    """
    house, viewer = reading.house, reading.viewer
    target = Target(viewer.user_id, ENTRIES[viewer.kind], reading.certificate, house.settings.demand)
    times = await guesses.count(house, target)
    async with transaction(house) as session:
        staff = await session.get_one(Staff, viewer.staff_key)
    if not await matches(staff.password_hash, current):
        await guesses.found_wrong(house, target, times)
        raise SignInRefused(WRONG)
    async with transaction(house) as session:
        await guesses.take_back(session, target)
    found = faults(new, house.settings.common_passwords)
    if new == current:
        found.append(PasswordFault.UNCHANGED)
    if not found:
        await _change(reading, staff.password_hash, await hashed(new))
    return found


async def _change(reading: Reading, before: str, after: str) -> None:
    own = digest(reading.token or "")
    key = reading.viewer.staff_key
    async with transaction(reading.house) as session:
        # Only over the one that was checked: two changes at once are not both right.
        changed = await session.execute(
            update(Staff)
            .where(col(Staff.key) == key, col(Staff.password_hash) == before)
            .values(password_hash=after, first_password=False, first_until=None)
            .returning(col(Staff.key))
        )
        if changed.one_or_none() is None:
            raise SignInRefused(WRONG)
        others = update(Session).where(col(Session.staff_key) == key, col(Session.token_hash) != own)
        await session.execute(others.values(ended=True))
