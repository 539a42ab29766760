"""Operations of partner systems (連携システム): registered by the partner, approved and withdrawn by an administrator."""

from collections.abc import Mapping
from functools import partial
from typing import Annotated, Any

import strawberry

from graph.acting import KEY, Given
from graph.field import Info
from graph.partner import PartnerOperation
from graph.refused import Refused, refused
from loaders.partner import operation
from permissions.faults import Faulty
from resolvers.partner import APPROVE, REGISTER, WITHDRAW, approve_operation, register_operation, withdraw_operation
from resolvers.performing import Act, Verb, perform


@strawberry.input(description="連携システムの操作の登録")
class RegisterOperationInput:
    idempotency_key: str = strawberry.field(description=KEY)
    document: str = strawberry.field(
        description="名前のある操作一つを含む文書（GraphQL）。実行できるのはこのままの文書"
    )
    operation_name: str | None = strawberry.field(default=None, description="操作の名前。文書のものと同じこと")


@strawberry.input(description="連携システムの操作の承認または取り消し")
class DecideOperationInput:
    idempotency_key: str = strawberry.field(description=KEY)
    id: strawberry.ID = strawberry.field(description="操作の識別子")


@strawberry.type(description="登録・承認・取り消しの後の操作")
class OperationKept:
    operation: PartnerOperation = strawberry.field(description="操作")


OperationResult = Annotated[
    OperationKept | Refused,
    strawberry.union("OperationResult", description="連携システムの操作の登録・承認・取り消しの結果"),
]
Registration = Annotated[RegisterOperationInput, Given]
Decision = Annotated[DecideOperationInput, Given]


@strawberry.type
class Mutation:
    @strawberry.mutation(description="連携システムが操作を登録する。事業所の管理者ユーザが承認すると実行できる")
    async def register_operation(
        root: strawberry.Parent[Any], info: Info, input: Registration
    ) -> OperationResult | None:
        asked = {"text": input.document, "name": input.operation_name}
        schema = info._raw_info.schema
        verb = partial(register_operation, schema=schema, text=input.document, name=input.operation_name)
        return await _kept(info, REGISTER, input.idempotency_key, asked, verb)

    @strawberry.mutation(description="自分の事業所の連携システムの操作を承認する。管理者ユーザだけが行える")
    async def approve_operation(root: strawberry.Parent[Any], info: Info, input: Decision) -> OperationResult | None:
        return await _decided(info, input, APPROVE, partial(approve_operation, id_=input.id))

    @strawberry.mutation(description="連携システムの操作を取り消す（承認前のものも）。次の要求から実行できない")
    async def withdraw_operation(root: strawberry.Parent[Any], info: Info, input: Decision) -> OperationResult | None:
        return await _decided(info, input, WITHDRAW, partial(withdraw_operation, id_=input.id))


async def _decided(info: Info, input: DecideOperationInput, act: Act, verb: Verb) -> OperationKept | Refused:
    return await _kept(info, act, input.idempotency_key, {"id": input.id}, verb)


async def _kept(info: Info, act: Act, key: str, asked: Mapping[str, Any], verb: Verb) -> OperationKept | Refused:
    try:
        outcome = await perform(info.context, act, key, asked, verb)
    except Faulty as faulty:
        return refused(faulty)
    return OperationKept(operation=await operation(info.context, outcome["id"]))  # type: ignore[arg-type]
