"""How many statements a request has run, for whoever asks (features.md B20)."""

from contextvars import ContextVar
from dataclasses import dataclass


@dataclass
class Tally:
    """The count of one request; tasks that it starts count into the same one."""

    statements: int = 0


_CURRENT: ContextVar[Tally] = ContextVar("tally")


def begin() -> Tally:
    """Start counting anew, for the request at hand."""
    tally = Tally()
    _CURRENT.set(tally)
    return tally


def ran() -> None:
    """One statement more."""
    if (tally := _CURRENT.get(None)) is not None:
        tally.statements += 1
