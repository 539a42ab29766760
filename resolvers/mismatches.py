"""Counts tries to find a person that came to nothing: whoever may try often enough finds out who there is (S54).

A try is counted before it is looked at, by account and by office and by the day in Japan, in the transaction that
looks: a hundred at once are a hundred. One that matches is taken back.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select, text, update

from models.codes.office import AccountKind
from models.codes.sign_in import Channel
from models.row import JST, col
from models.rows import Guess, Staff
from permissions.credentials import digest
from permissions.errors import TooManyMismatches
from resolvers.performing import Deed

COUNTED = text(
    "INSERT INTO guess (subject, times, last_at) VALUES (:subject, 1, :now)"
    " ON CONFLICT (subject) DO UPDATE SET times = guess.times + 1, last_at = excluded.last_at RETURNING times"
)
Counts = dict[str, int]


@dataclass(frozen=True)
class Tries:
    """A kind of try, by its name and in words, and how many a day may come to nothing, by account and by office."""

    name: str
    words: str
    most: Mapping[str, int]


PRINTED_FIELDS = Tries("mismatch", "券面情報の照合", {"account": 10, "office": 50})
CARD_READINGS = Tries("card", "マイナンバーカードの読み取り", {"account": 50, "office": 200})
"""Cards cannot be guessed, but who has an app's account could try whose cards it has come by are linked to somebody."""


async def count(deed: Deed, tries: Tries) -> Counts:
    """Count a try, and tell how many there are today with it, by account and by office.

    Raises:
        TooManyMismatches: as many as there may be came to nothing before; this one is not looked at.
    """
    counted = {}
    for whose, subject in _subjects(deed, tries).items():
        values = {"subject": subject, "now": int(deed.reading.now.timestamp())}
        counted[whose] = (await deed.session.execute(COUNTED, values)).scalar_one()
        if counted[whose] > tries.most[whose]:
            raise TooManyMismatches(_next_day(deed))
    return counted


async def take_back(deed: Deed, tries: Tries) -> None:
    """The try just counted found the person."""
    mine = col(Guess.subject).in_(list(_subjects(deed, tries).values()))
    await deed.session.execute(update(Guess).where(mine).values(times=col(Guess.times) - 1))


async def tell(deed: Deed, tries: Tries, counted: Counts) -> None:
    """Tell the office's administrators when the last try of the day came to nothing."""
    if all(counted[whose] != most for whose, most in tries.most.items()):
        return
    administrators = select(col(Staff.mail)).where(
        col(Staff.office_key) == deed.viewer.office_key,
        col(Staff.kind) == AccountKind.ADMINISTRATOR,
        col(Staff.suspended).is_(False),
    )
    words = (
        f"{deed.viewer.user_id} による{tries.words}は本日{counted['account']}回、事業所全体では{counted['office']}回"
        "失敗しました。上限に達したため、明日0時まで使えません。\n\n"
        "心当たりのない場合は、利用者を探り当てようとした人がいないか確かめてください。\n"
    )
    for mail in await deed.session.scalars(administrators.order_by(col(Staff.key))):
        deed.send(Channel.MAIL, mail, f"{tries.words}が続けて失敗したお知らせ", words)


def _subjects(deed: Deed, tries: Tries) -> dict[str, str]:
    """What tries of today are counted by, always in this order, so that two never wait for each other."""
    viewer, today = deed.viewer, deed.reading.binds["today"]
    keys = {"account": viewer.staff_key, "office": viewer.office_key}
    return {whose: digest(f"{tries.name}:{whose}:{key}:{today}") for whose, key in keys.items()}


def _next_day(deed: Deed) -> datetime.datetime:
    tomorrow = deed.reading.binds["today"] + datetime.timedelta(days=1)
    return datetime.datetime.combine(tomorrow, datetime.time(), JST)
