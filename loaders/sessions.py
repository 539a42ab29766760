"""Who asks: the viewer behind a bearer token, looked up at every request, so that an end counts at once."""

import datetime

from loaders.phrase import Phrases
from loaders.reads import Reads
from permissions.credentials import digest
from permissions.viewer import Viewer, viewer_of_rows, who_is_signed_in


class Sessions:
    """Looks up sessions over the raw connections of the readers."""

    def __init__(self, reads: Reads) -> None:
        phrases = Phrases(reads.dialect)
        self._reads = reads
        self._text, self._names = phrases.finished(phrases.text(who_is_signed_in()))

    async def viewer(self, token: str, now: datetime.datetime) -> Viewer | None:
        """The viewer of a bearer token, or None when it is unknown, over or ended."""
        rows = await self._reads.run(self._text, self._names, {"token": digest(token), "now": now}, 1)
        return viewer_of_rows(tuple(tuple(row) for row in rows))
