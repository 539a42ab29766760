"""Wrong guesses at passwords and codes, counted until somebody gets in; mismatches of printed fields, by the day."""

import datetime

from sqlmodel import Field

from models.row import Row, instant


class Guess(Row, table=True):
    """The wrong guesses in a row of one subject: a user id as typed, a certificate, or an account or office on a day.

    It is known only by its hash (resolvers/guesses.py, resolvers/mismatches.py).
    """

    subject: str = Field(primary_key=True)
    times: int = 0
    last_at: datetime.datetime = instant()
