"""What a mutation answers where the input is at fault: everything to be corrected, at once."""

import strawberry

from permissions.faults import Faulty


@strawberry.type(description="入力の誤り一件")
class UserError:
    code: str = strawberry.field(description="誤りの種類（変わらない英語のコード）")
    message: str = strawberry.field(description="何を直せばよいか")
    path: list[str] = strawberry.field(description="入力のどこか")


@strawberry.type(description="受け付けられなかった: 何も変わっていない。直すところがすべて並ぶ")
class Refused:
    errors: list[UserError] = strawberry.field(description="誤り")


def refused(faulty: Faulty) -> Refused:
    """The answer to an action that was not done."""
    faults = [UserError(code=fault.code, message=fault.message, path=list(fault.path)) for fault in faulty.faults]
    return Refused(errors=faults)
