"""Text that people type: what may stand in a name, a reason or a remark."""

SPACES = str.maketrans("\u3000\u00a0", "  ")
"""Spaces as people type them, which Python does not count as printable."""


def is_line(text: str, longest: int) -> bool:
    """Whether it is something to be read, in one line of at most so many characters, without control characters."""
    return bool(text.strip()) and len(text) <= longest and text.translate(SPACES).isprintable()


def is_text(text: str, longest: int) -> bool:
    """The same, perhaps in several lines."""
    return len(text) <= longest and is_line(text.replace("\n", " "), longest)
