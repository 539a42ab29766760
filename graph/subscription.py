"""What can be subscribed to: the change feed, over WebSocket (graphql-transport-ws). See graph/http/stream.py."""

from collections.abc import AsyncGenerator
from typing import Annotated, Any

import strawberry

from graph.change import ChangePage
from graph.field import Info
from loaders.changes import places
from loaders.source import Root
from permissions.information import Information


@strawberry.type(description="購読（graphql-transport-ws）")
class Subscription:
    @strawberry.subscription(
        description="ある時点（since）の後に起きた変更。最初に一度、その後は変更のあるたびに届く。"
        "権限は届けるたびに決め直す。接続が切れたら、最後に受け取った cursor を since にしてつなぎ直す",
        metadata={"source": Root.CHANGES, "information": Information.LIST},
    )
    async def changes(
        root: strawberry.Parent[Any],
        info: Info,
        since: Annotated[
            str | None, strawberry.argument(description="前に受け取ったカーソル。省略すると、これからの変更")
        ] = None,
    ) -> AsyncGenerator[ChangePage | None, None]:
        async for place in places(info.context, since):
            yield place  # type: ignore[misc]  # where, not what: whoever delivers looks it up for the viewer of then
