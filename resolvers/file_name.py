"""The name of a file as a caller tells it, made into text that can be shown and written into a header."""

import re
import unicodedata
from collections.abc import Sequence

LONGEST = 80
"""Signs of a name with its ending; in UTF-8 no file system finds that too long."""
NAMELESS = "file"


def cleaned(told: str, suffixes: Sequence[str]) -> str:
    """The last part of a path, without control characters, not too long, ending as its kind of file does.

    Args:
        told: what the caller said, "" for nothing.
        suffixes: how names of this kind of file end; the first is added where none of them is there.
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", told))[-1]
    # Category C: control characters, marks that turn the direction of writing, halves of characters.
    shown = "".join(sign for sign in last if sign.isspace() or unicodedata.category(sign)[0] != "C")
    name = " ".join(shown.split()).rstrip(". ")
    suffix = next((ending for ending in suffixes if name.lower().endswith(ending)), "")
    stem = name[: len(name) - len(suffix)].strip(". ") or NAMELESS
    ending = suffix or suffixes[0]
    return stem[: LONGEST - len(ending)] + ending
