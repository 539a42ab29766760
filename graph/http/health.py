"""/livez and /readyz, for whoever starts and stops the service or sends it requests: neither is anybody's, or limited.

/livez says that the process answers; one that does not is to be killed. /readyz says that it can do its work; while it
says no, requests go elsewhere.
"""

import asyncio
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from graph.http import answers
from models.database import newest_revision, revision
from permissions.capacity_errors import NotReady
from permissions.errors import CodedError
from resolvers.feed_worker import Worker
from resolvers.keeper import Keeper

PATIENCE = 2.0
"""Seconds in which the database has to answer."""
STOPPING = "stopping"
"""In the state of the server (graph/http/server.py): it is to end."""


@dataclass(frozen=True)
class Health:
    """What must hold, and what must be at work beside the requests."""

    keeper: Keeper
    outbox: "asyncio.Task[None]"
    reader: Worker

    async def require(self) -> None:
        """Nothing, where requests can be answered.

        Raises:
            NotReady: they cannot; its code says why.
        """
        ended = [name for name, lives in self._background().items() if not lives]
        if ended:
            raise NotReady("BACKGROUND_TASK_ENDED", "裏で動く処理が止まっています。", tasks=ended)
        if self.keeper.house.journal.overdue:
            raise NotReady("RECORD_UNAVAILABLE", "閲覧の記録の検証点を4時間作れていません。")
        try:
            # Over the keeper's connections: however many requests there are, they have others.
            async with asyncio.timeout(PATIENCE):
                found = await revision(self.keeper.engine)
        except Exception as error:  # each driver has its own
            raise NotReady("DATABASE_UNAVAILABLE", "データベースが応答しません。") from error
        if found != newest_revision():
            raise NotReady("DATABASE_REVISION_WRONG", "データベースの版が、このサーバーのものと違います。")

    def _background(self) -> dict[str, bool]:
        return {"keeper": self.keeper.lives, "outbox": not self.outbox.done(), "feed": self.reader.lives}


async def alive(request: Request) -> Response:
    """GET /livez."""
    return PlainTextResponse("ok\n", headers=answers.HEADERS)


async def ready(request: Request) -> Response:
    """GET /readyz."""
    try:
        if getattr(request.state, STOPPING, False):
            raise NotReady("STOPPING", "サーバーは停止するところです。")
        await request.app.state.health.require()
    except CodedError as error:
        return answers.refused(request, error)
    return PlainTextResponse("ok\n", headers=answers.HEADERS)
