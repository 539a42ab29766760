"""Who asks: the viewer behind a bearer token, looked up at every request, so that an end counts at once."""

import datetime

from loaders.phrase import Phrases
from loaders.reads import Reads
from models.row import JST
from permissions.credentials import digest
from permissions.viewer import Viewer, viewer_of_rows, who_is_signed_in


class Sessions:
    """Looks up sessions over the raw connections of the readers."""

    def __init__(self, reads: Reads) -> None:
        phrases = Phrases(reads.dialect)
        self._reads = reads
        self._text, self._names = phrases.finished(phrases.text(who_is_signed_in()))

    async def viewer(
        self, token: str, now: datetime.datetime, certificate: str | None = None
    ) -> tuple[Viewer, datetime.datetime] | None:
        """The viewer of a bearer token and until when its session may be idle.

        None when the session is unknown, over, idle, ended, or bound to another certificate.
        """
        values = {"token": digest(token), "now": now, "certificate": certificate or ""}
        rows = await self._reads.run(self._text, self._names, values, 1)
        viewer = viewer_of_rows(tuple(tuple(row[:-1]) for row in rows))
        return (viewer, datetime.datetime.fromtimestamp(rows[0][-1], JST)) if viewer else None
