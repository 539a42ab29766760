"""codes/: the closed value sets, one file a subject, each value with its official code and Japanese term.

A value is stored and published under its English name; `code` is what the official systems write for it.
"""

import enum


class Coded(enum.Enum):
    """A closed value set. Each member is written `NAME = "official code", "日本語"`.

    A set without official codes has "" there; members stay apart by their Japanese terms.
    """

    @property
    def code(self) -> str:
        """The official code, "" where the field knows none."""
        return str(self.value[0])

    @property
    def label(self) -> str:
        """The Japanese term, as forms print it."""
        return str(self.value[1])
