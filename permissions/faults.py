"""What is wrong with an input: everything at once, each with a code, a sentence, and its place in the input."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """One thing to be corrected; `path` leads to it from the argument, e.g. ("input", "mail")."""

    code: str
    message: str
    path: tuple[str, ...]


class Faulty(Exception):
    """An action that is not done because of its input; nothing has changed."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(", ".join(fault.code for fault in faults))
        self.faults = tuple(faults)
