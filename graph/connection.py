"""Lists that come page by page, by Relay's specification; loaders/connection.py's objects."""

from typing import Generic, TypeVar

import strawberry

from graph.page_info import PageInfo

Node = TypeVar("Node")


@strawberry.type(description="一覧の一行")
class Edge(Generic[Node]):
    cursor: str = strawberry.field(description="カーソル")
    node: Node = strawberry.field(description="行の中身")


@strawberry.type(description="一覧の一ページ")
class Connection(Generic[Node]):
    edges: list[Edge[Node]] = strawberry.field(description="行")
    page_info: PageInfo = strawberry.field(description="ページの前後")
    total_count: int = strawberry.field(description="絞り込み後の件数")
