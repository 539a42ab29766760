"""Wrong guesses at passwords and codes, counted until somebody gets in."""

import datetime

from sqlmodel import Field

from models.row import Row, instant


class Guess(Row, table=True):
    """The wrong guesses in a row of one subject: a user id as typed, or a certificate, known only by its hash."""

    subject: str = Field(primary_key=True)
    times: int = 0
    last_at: datetime.datetime = instant()
