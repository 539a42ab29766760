"""What this database is: a demo with a clock of its own (A12), or a real one."""

from models.row import Row, key


class Installation(Row, table=True):
    """The one row of facts about this database."""

    key: int = key()
    demo: bool
    clock_offset: int
    """Seconds added to real time; 0 for a real database."""
    size: str
