"""Lists that come page by page, forward alone: what is asked for, and a page as it is shown."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from permissions.errors import BadInput

PAGE = 100
"""The most rows that come at once."""


class Edge(NamedTuple):
    """A row of a list; its cursor is the id of what stands there."""

    cursor: str
    node: Any


@dataclass(frozen=True)
class PageInfo:
    """Where a page stands in its list."""

    edges: Sequence[Edge]
    has_next_page: bool
    has_previous_page: bool

    @property
    def start_cursor(self) -> str | None:
        return self.edges[0].cursor if self.edges else None

    @property
    def end_cursor(self) -> str | None:
        return self.edges[-1].cursor if self.edges else None


@dataclass(frozen=True)
class Connection:
    """A page of a list."""

    edges: Sequence[Edge]
    page_info: PageInfo
    total_count: int


def page_asked(arguments: Mapping[str, Any], id_: re.Pattern[str]) -> tuple[int, str | None]:
    """How many are asked for, and behind which.

    Raises:
        BadInput: `first` or `after` is wrong.
    """
    size, after = arguments.get("first"), arguments.get("after")
    size = PAGE if size is None else size
    if not 1 <= size <= PAGE:
        raise BadInput(f"件数は1から{PAGE}の間で指定してください。", "first")
    if after is not None and not id_.fullmatch(after):
        raise BadInput("カーソルが正しくありません。", "after")
    return size, after


def connection(rows: Sequence[Any], size: int, after: str | None, total: int) -> Connection:
    """A page, from what stands in its rows and perhaps the one too many that tells there are more."""
    edges = [Edge(row.id, row) for row in rows[:size]]
    return Connection(edges, PageInfo(edges, len(rows) > size, after is not None), total)
