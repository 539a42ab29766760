"""A PIN on its way to the card: typed, used once, wiped."""

from types import TracebackType
from typing import Self

from reader_bridge.failures import Failed, Failure

DIGITS = 4
FULL_WIDTH = b"\xef\xbc"
"""What full-width digits begin with in UTF-8: ０ is EF BC 90."""


def wipe(secret: bytearray) -> None:
    """Overwrite a secret where it lies, without changing its length: a longer one would move and leave a copy."""
    secret[:] = bytes(len(secret))


class Pin:
    """Four digits in memory of our own, to be used in `with`: wiped at its end, whatever happens.

    Python's own copies (of a request's body, of what passes the pipe) cannot be overwritten: they lie in this process's
    memory, which is never written to the disk, until it is used for something else.
    It never shows its digits, and it cannot be pickled.
    """

    def __init__(self, entered: bytearray) -> None:
        """Take what was entered, UTF-8, half or full width; what was entered is wiped.

        Raises:
            Failed: PIN_FORMAT.
        """
        self.digits = bytearray(DIGITS)
        place = count = 0
        while place < len(entered) and count <= DIGITS:
            wide = entered[place : place + 2] == FULL_WIDTH and place + 2 < len(entered)
            place += 2 if wide else 0
            if count < DIGITS:
                self.digits[count] = entered[place] - 0x60 & 0xFF if wide else entered[place]
            place, count = place + 1, count + 1
        wipe(entered)
        if count != DIGITS or not self.digits.isdigit():
            wipe(self.digits)
            raise Failed.by(Failure.PIN_FORMAT)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        wipe(self.digits)

    def __repr__(self) -> str:
        return "Pin(****)"

    def __reduce__(self) -> str:
        raise TypeError("A PIN is not pickled.")
