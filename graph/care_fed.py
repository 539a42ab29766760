"""What is answered to any feed of a municipality's system (市町村システム; features.md S83)."""

from collections.abc import Mapping
from typing import Annotated, Any

import strawberry

from graph.refused import Refused

NUMBER = "介護保険被保険者番号。自分の保険者の被保険者に限る"
"""The words of `insuredNumber`."""


@strawberry.type(description="市町村システムからの連携の結果")
class CareFed:
    id: strawberry.ID = strawberry.field(description="連携したもののID。訂正・取消に使う")
    changed: bool = strawberry.field(description="変わったか。同じ内容がすでにあれば false")


CareFeedResult = Annotated[
    CareFed | Refused, strawberry.union("CareFeedResult", description="市町村システムからの連携の結果")
]


def care_fed(outcome: Mapping[str, Any]) -> CareFed:
    """The outcome of storing one thing."""
    return CareFed(id=strawberry.ID(outcome["id"]), changed=outcome["changed"])
