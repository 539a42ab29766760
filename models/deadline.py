"""Until when the statements of a request may run: whoever asked does not wait any longer.

Kept in the context of the request, so that whatever reads for it knows; what runs for nobody has no end.
"""

from contextvars import ContextVar, Token
from math import inf
from time import monotonic

_DUE: ContextVar[float] = ContextVar("due", default=inf)
STEPS = 1_000_000
"""Of SQLite's machine, some tens of milliseconds, after which a statement is looked at."""


class OutOfTime(BaseException):
    """Something was stopped: it was still running when nobody waited for it any more. As a task is cancelled."""


def due() -> float:
    """The instant, of the monotonic clock."""
    return _DUE.get()


def require_time() -> None:
    """Go on only while somebody waits: for what computes long without waiting for anything.

    Raises:
        OutOfTime: nobody does any more.
    """
    if monotonic() > due():
        raise OutOfTime


def set_due(seconds: float) -> Token[float]:
    """It is in so many seconds."""
    return _DUE.set(monotonic() + seconds)


def reset_due(token: Token[float]) -> None:
    """It is as it was before."""
    _DUE.reset(token)
