"""Changing one's own password (guide p.9, S13)."""

from sqlalchemy import update

from loaders.reading import Reading
from models.codes.sign_in import PasswordFault
from models.row import col
from models.rows import Staff
from permissions.errors import Forbidden, SignInRefused
from permissions.lockout import Target
from permissions.passwords import faults
from resolvers import guesses
from resolvers.hashing import hashed, matches
from resolvers.noting import note
from resolvers.sessions import end_what_is_open
from resolvers.sign_in import ENTRIES
from resolvers.transaction import transaction

WRONG = "今のパスワードが正しくありません。"


async def change_password(reading: Reading, current: str, new: str) -> list[PasswordFault]:
    """Change the viewer's password, and end its other sessions; what is wrong with the new one, all at once.

    Raises:
        Forbidden: a program, which has none.
        SignInRefused: the current password is wrong; counted as a guess.
        TooManyGuesses: too many wrong ones in a row.
    """
    house, viewer = reading.house, reading.viewer
    if viewer.kind not in ENTRIES:
        raise Forbidden("changePassword")
    target = Target(viewer.user_id, ENTRIES[viewer.kind], reading.certificate, house.settings.demand)
    times = await guesses.count(house, target)
    async with transaction(house) as session:
        staff = await session.get_one(Staff, viewer.staff_key)
    if not await matches(staff.password_hash, current):
        await guesses.found_wrong(house, target, times)
        async with transaction(house) as session:
            note(session, house.now(), staff, "changePassword", SignInRefused.code)
        raise SignInRefused(WRONG)
    async with transaction(house) as session:
        await guesses.take_back(session, target)
    found = faults(new, house.settings.common_passwords)
    if new == current or (staff.former_hash is not None and await matches(staff.former_hash, new)):
        found.append(PasswordFault.UNCHANGED)
    if not found:
        await _change(reading, staff, await hashed(new))
    return found


async def _change(reading: Reading, staff: Staff, after: str) -> None:
    async with transaction(reading.house) as session:
        # Only over the one that was checked: two changes at once are not both right.
        changed = await session.execute(
            update(Staff)
            .where(col(Staff.key) == staff.key, col(Staff.password_hash) == staff.password_hash)
            .values(password_hash=after, former_hash=staff.password_hash, first_password=False, first_until=None)
            .returning(col(Staff.key))
        )
        if changed.one_or_none() is None:
            raise SignInRefused(WRONG)
        await end_what_is_open(session, staff.key, but=reading.token)
        note(session, reading.now, staff, "changePassword", "DONE")
