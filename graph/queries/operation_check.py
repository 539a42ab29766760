"""What may be seen and done of an operation (B03)."""

from typing import Annotated, Any

import strawberry

from graph.enums import published
from graph.field import Info
from graph.operation_check import CHECK, OperationOutlook
from models.codes.office import AccountKind, Occupation
from models.codes.service import ServiceType


@strawberry.type
class Query:
    @strawberry.field(
        description="操作（文書）を実行せずに、項目ごとに閲覧・操作できるかを確かめる。何も指定しなければ自分について、"
        "アカウント種別、またはサービスと職種を指定すればその人について",
        metadata={"source": CHECK},
    )
    async def check_operation(
        root: strawberry.Parent[Any],
        info: Info,
        document: Annotated[str, strawberry.argument(description="文書（GraphQL）")],
        operation_name: Annotated[str | None, strawberry.argument(description="文書の中の操作の名前")] = None,
        kind: Annotated[published(AccountKind) | None, strawberry.argument(description="アカウント種別")] = None,  # type: ignore[valid-type]
        service: Annotated[published(ServiceType) | None, strawberry.argument(description="サービス種類")] = None,  # type: ignore[valid-type]
        occupation: Annotated[published(Occupation) | None, strawberry.argument(description="職種")] = None,  # type: ignore[valid-type]
    ) -> OperationOutlook | None:
        asked = {
            "document": document,
            "operationName": operation_name,
            "kind": kind,
            "service": service,
            "occupation": occupation,
        }
        return await CHECK.load(info.context, asked)  # type: ignore[no-any-return]
