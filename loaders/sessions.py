"""Who asks: the viewer behind a bearer token, looked up at every request, so that an end counts at once."""

import datetime
from typing import NamedTuple

from loaders.phrase import finished_once
from loaders.reads import Reads
from models.row import JST
from permissions.credentials import digest
from permissions.scope import lapses
from permissions.viewer import Viewer, viewer_of_rows, who_is_signed_in


class Found(NamedTuple):
    """Whose session it is, until when it may be idle, and whether card readings wait for the office's list."""

    viewer: Viewer
    idle_until: datetime.datetime
    list_waits: bool


class Sessions:
    """Looks up sessions over the raw connections of the readers."""

    def __init__(self, reads: Reads) -> None:
        self._reads = reads
        self._text, self._names = finished_once(type(reads.dialect), who_is_signed_in)

    async def viewer(self, token: str, now: datetime.datetime, certificate: str | None = None) -> Found | None:
        """The session of a bearer token.

        None when the session is unknown, over, idle, ended, or bound to another certificate.
        """
        values = {"token": digest(token), "now": now, "certificate": certificate or "", "reading_lapses": lapses(now)}
        rows = await self._reads.run(self._text, self._names, values, 1)
        viewer = viewer_of_rows(tuple(tuple(row[:-2]) for row in rows))
        if viewer is None:
            return None
        idle_until, waits = rows[0][-2:]
        return Found(viewer, datetime.datetime.fromtimestamp(idle_until, JST), bool(waits))
