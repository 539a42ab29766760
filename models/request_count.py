"""How many requests were sent in a minute, where an account or an address sends many."""

from sqlmodel import Field

from models.row import Row


class RequestCount(Row, table=True):
    """What all processes have told of one account or address, known only by its hash (resolvers/request_count.py)."""

    subject: str = Field(primary_key=True)
    minute: int
    """Since 1970."""
    used: int
