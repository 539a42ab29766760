"""Counts the printed fields that did not match, since whoever may try often enough finds out who there is (S54).

A try is counted before it is looked at, by account and by office and by the day in Japan, in the transaction that
looks: a hundred at once are a hundred. One that matches is taken back.
"""

import datetime

from sqlalchemy import select, text, update

from models.codes.office import AccountKind
from models.codes.sign_in import Channel
from models.row import JST, col
from models.rows import Guess, Staff
from permissions.credentials import digest
from permissions.errors import TooManyMismatches
from resolvers.performing import Deed

MOST = {"account": 10, "office": 50}
"""Mismatches a day (security.md section 7)."""
COUNTED = text(
    "INSERT INTO guess (subject, times, last_at) VALUES (:subject, 1, :now)"
    " ON CONFLICT (subject) DO UPDATE SET times = guess.times + 1, last_at = excluded.last_at RETURNING times"
)
SUBJECT = "券面情報の照合が続けて一致しなかったお知らせ"
Counts = dict[str, int]


async def count(deed: Deed) -> Counts:
    """Count a try, and tell how many there are today with it, by account and by office.

    Raises:
        TooManyMismatches: as many as there may be had not matched before; this one is not looked at.
    """
    counted = {}
    for whose, subject in _subjects(deed).items():
        values = {"subject": subject, "now": int(deed.reading.now.timestamp())}
        counted[whose] = (await deed.session.execute(COUNTED, values)).scalar_one()
        if counted[whose] > MOST[whose]:
            raise TooManyMismatches(_next_day(deed))
    return counted


async def take_back(deed: Deed) -> None:
    """The try just counted matched."""
    mine = col(Guess.subject).in_(list(_subjects(deed).values()))
    await deed.session.execute(update(Guess).where(mine).values(times=col(Guess.times) - 1))


async def tell(deed: Deed, counted: Counts) -> None:
    """Tell the office's administrators when the last try of the day did not match."""
    if counted["account"] != MOST["account"] and counted["office"] != MOST["office"]:
        return
    administrators = select(col(Staff.mail)).where(
        col(Staff.office_key) == deed.viewer.office_key,
        col(Staff.kind) == AccountKind.ADMINISTRATOR,
        col(Staff.suspended).is_(False),
    )
    words = (
        f"{deed.viewer.user_id} による券面情報の照合は本日{counted['account']}回、事業所全体では{counted['office']}回"
        "一致しませんでした。上限に達したため、明日0時まで使えません。\n\n"
        "心当たりのない場合は、利用者を探り当てようとした人がいないか確かめてください。\n"
    )
    for mail in await deed.session.scalars(administrators.order_by(col(Staff.key))):
        deed.send(Channel.MAIL, mail, SUBJECT, words)


def _subjects(deed: Deed) -> dict[str, str]:
    """What tries of today are counted by, always in this order, so that two never wait for each other."""
    viewer, today = deed.viewer, deed.reading.binds["today"]
    keys = {"account": viewer.staff_key, "office": viewer.office_key}
    return {whose: digest(f"mismatch:{whose}:{key}:{today}") for whose, key in keys.items()}


def _next_day(deed: Deed) -> datetime.datetime:
    tomorrow = deed.reading.binds["today"] + datetime.timedelta(days=1)
    return datetime.datetime.combine(tomorrow, datetime.time(), JST)
