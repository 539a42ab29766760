"""What is to leave: mail and SMS, written in the transaction of what they tell of, sent by a worker afterwards."""

import datetime

from sqlmodel import Field

from models.codes.sign_in import Channel
from models.row import Instant, Row, code, instant, key, public_id


class Message(Row, table=True):
    """A message on its way. Sent at least once; `id` tells the receiver of one sent twice.

    Once it has left, or is given up, only that remains: `recipient`, `subject` and `body` are emptied.
    """

    key: int = key()
    id: str = public_id()
    channel: Channel = code(Channel)
    recipient: str
    subject: str
    body: str
    made_at: datetime.datetime = instant()
    due_at: datetime.datetime | None = Field(default=None, sa_type=Instant, index=True)
    """When it is to be tried next; none once it is done with."""
    tries: int = 0
