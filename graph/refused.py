"""What a mutation answers where the input is at fault: everything to be corrected, at once."""

from collections.abc import Iterable, Sequence
from typing import Any

import strawberry

from graph.request_note import current
from permissions.faults import Fault, Faulty


@strawberry.type(description="入力の誤り一件")
class UserError:
    code: str = strawberry.field(description="誤りの種類（変わらない英語のコード）")
    message: str = strawberry.field(description="何を直せばよいか")
    path: list[str] = strawberry.field(description="入力のどこか")


@strawberry.type(description="受け付けられなかった: 何も変わっていない。直すところがすべて並ぶ")
class Refused:
    errors: list[UserError] = strawberry.field(description="誤り")
    warnings: list[UserError] = strawberry.field(
        description="誤りとは限らないが、確かめたほうがよいところ", default_factory=list
    )


def refused(faulty: Faulty, doubts: Iterable[Fault] = ()) -> Refused:
    """The answer to an action that was not done."""
    current().tell(fault.code for fault in faulty.faults)
    return Refused(errors=user_errors(faulty.faults), warnings=user_errors(doubts))


def user_errors(faults: Iterable[Fault]) -> list[UserError]:
    """Faults as they are answered."""
    return [UserError(code=fault.code, message=fault.message, path=list(fault.path)) for fault in faults]


def errors_kept(outcome: Iterable[Sequence[Any]]) -> list[UserError]:
    """Errors and doubts as an outcome keeps them: code, message, path."""
    return user_errors(Fault(code, message, tuple(path)) for code, message, path in outcome)
