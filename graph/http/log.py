"""The log of a server: lines of JSON on standard error, without a word that could be about a person.

What a library or a database says in an exception may quote the values it was given; so of an exception the type, its
code and the places in the program are told, and never its message.
"""

import datetime
import logging
import sys
import traceback
from pathlib import Path

import orjson

from models.settings import ROOT

LONGEST = 500
MOST_PLACES = 25


def configure(*, requests: bool, worker: int | None = None) -> None:
    """Write the log of this process this way, with a line for each request or without; one of several tells its number."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Lines(worker))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.captureWarnings(capture=True)
    logging.getLogger("kaigo.request").setLevel(logging.INFO if requests else logging.WARNING)


class Lines(logging.Formatter):
    """An entry as a line of JSON."""

    def __init__(self, worker: int | None = None) -> None:
        super().__init__()
        self._worker = {} if worker is None else {"worker": worker}

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.datetime.fromtimestamp(record.created, datetime.UTC).isoformat(timespec="milliseconds")
        told: dict[str, object] = {"at": at, "level": record.levelname, "log": record.name, **self._worker}
        # asyncio and warnings go on in further lines, with what they were about.
        told["message"] = record.getMessage().partition("\n")[0][:LONGEST]
        told |= getattr(record, "told", {})
        error = record.exc_info[1] if record.exc_info else None
        if error is not None:
            told["error"] = described(error)
        return orjson.dumps(told).decode()


def described(error: BaseException) -> dict[str, object]:
    """An exception without what it says."""
    told: dict[str, object] = {"type": f"{type(error).__module__}.{type(error).__qualname__}"}
    for name in ("code", "sqlstate", "sqlite_errorname", "errno"):
        if isinstance(value := getattr(error, name, None), str | int):
            told[name] = value
    frames = traceback.extract_tb(error.__traceback__)[-MOST_PLACES:]
    told["at"] = [f"{_place(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames]
    cause = error.__cause__ or getattr(error, "original_error", None) or getattr(error, "orig", None)
    if isinstance(cause, BaseException) and cause is not error:
        told["cause"] = described(cause)
    return told


def _place(file: str) -> str:
    """A file of ours from the root on, one of a library by its last names."""
    path = Path(file)
    return (
        str(path.relative_to(ROOT))
        if path.is_relative_to(ROOT) and ".venv" not in path.parts
        else "/".join(path.parts[-3:])
    )
