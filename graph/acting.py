"""What every action of the schema shares: the key of its input, and how its outcome becomes an answer."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

import strawberry

from graph.field import Info
from graph.refused import Refused, refused
from permissions.faults import Fault, Faulty
from resolvers.performing import Act, Ahead, Outcome, Verb, perform

KEY = "この依頼の印（8から64文字）。同じ印で同じ内容を送り直しても、行うのは一度だけ"
"""The words of `idempotencyKey`."""
Given = strawberry.argument(description="入力")

Payload = TypeVar("Payload")


async def acted(
    info: Info,
    act: Act,
    key: str,
    asked: Mapping[str, Any],
    verb: Verb,
    shown: Callable[[Outcome], Payload],
    ahead: Ahead | None = None,
    doubts: Sequence[Fault] = (),
    *,
    rehearsed: bool = False,
) -> Payload | Refused:
    """Perform or rehearse an action, and show its outcome, or what is wrong with its input and what is only doubtful."""
    try:
        return shown(await perform(info.context, act, key, asked, verb, ahead, rehearsed=rehearsed))
    except Faulty as faulty:
        return refused(faulty, doubts)
