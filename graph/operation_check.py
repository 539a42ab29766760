"""What a viewer may see and do of an operation, told without touching anything (features.md B03).

One object for the query and for `python -m graph check-operation`.
"""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import strawberry

from graph.enums import published
from graph.refused import UserError
from loaders.cost import least_cost
from loaders.operation import Documents, name_of
from loaders.operation_check import CheckedField, OperationCheck
from loaders.reading import Reading
from loaders.source import Plain
from models.codes.office import AccountKind
from models.deadline import require_time
from permissions import decide
from permissions.decide import Grants
from permissions.errors import BadInput, LimitExceeded
from permissions.information import Information
from permissions.matrix import Matrix
from permissions.outlook import DENIED, Outlook, Prospect, of_action
from permissions.viewer import Viewer
from resolvers.performing import ACTS
from resolvers.sign_in import ENTRIES

DOCUMENT, CHARACTER = 100_000, 50
"""What reading a document costs: a tenth of a second where its fields overlap, else a fortieth for a thousand characters."""
REHEARSALS = {"validateFiling": "submitFiling", "validateOpinion": "sendOpinion", "validateInvoice": "sendInvoice"}
"""What is tried without being done, by what it tries."""


@strawberry.type(description="閲覧・操作の条件一件: 満たされないときのコードと、できること")
class OutlookClause:
    code: str = strawberry.field(description="満たされないときの理由または誤りのコード")
    label: str = strawberry.field(description="条件")
    remedy: str | None = strawberry.field(description="満たされないときにできること")


@strawberry.type(description="操作の中の一項目について、データを見ずに言えること")
class FieldOutlook:
    coordinate: str = strawberry.field(description="項目（型.項目）")
    path: list[str] = strawberry.field(description="回答の中で最初に現れる場所")
    information: list[published(Information)] = strawberry.field(  # type: ignore[valid-type]
        description="属する情報（外側のものから）"
    )
    outlook: published(Outlook) = strawberry.field(description="見込み")  # type: ignore[valid-type]
    outlook_label: str = strawberry.field(description="見込み・表示名")
    conditions: list[OutlookClause] = strawberry.field(description="満たすべき条件（CONDITIONAL のとき）")


@strawberry.type(description="操作を実行せずに確かめた結果")
class OperationOutlook:
    errors: list[UserError] = strawberry.field(
        description="文書の誤り、どの変数でも量が上限を超えること。あれば fields は空"
    )
    fields: list[FieldOutlook] = strawberry.field(
        description="項目ごとの見込み（文書の順）。見られない項目の内側は省く"
    )


def checked(
    documents: Documents, matrix: Matrix, viewer: Viewer, document: str, operation_name: str | None
) -> OperationOutlook:
    """What this viewer may see and do of the operation.

    Raises:
        BadInput: the document has several operations, or none of this name.
    """
    read = documents.read(document)
    if read.errors:
        return OperationOutlook(errors=[_error(error) for error in read.errors], fields=[])
    operation = read.operation(operation_name)
    if operation is None:
        raise BadInput("operationName で操作を一つ指定してください。", "operationName")
    try:
        least_cost(read.weights[name_of(operation)])
    except LimitExceeded as error:  # whatever its variables are
        return OperationOutlook(errors=[_error(error)], fields=[])
    held, actions = decide.grants(viewer, matrix), partial(_action, viewer.kind)
    check = OperationCheck(documents.schema, read, held, matrix, actions)
    return OperationOutlook(errors=[], fields=[_shown(field) for field in check.fields(operation)])


def persona(viewer: Viewer, asked: Mapping[str, Any]) -> Viewer:
    """The viewer, or whoever has the `kind`, or the `service` and `occupation`, that are named; nobody's office is
    asked for that. Who is named by the occupation alone is a general user.

    Raises:
        BadInput: a service without an occupation, or an occupation without a service.
    """
    kind, service, occupation = (asked.get(name) for name in ("kind", "service", "occupation"))
    if (service is None) is not (occupation is None):
        raise BadInput("サービスと職種は一緒に指定してください。", "service" if service is None else "occupation")
    if service is None or occupation is None:
        return replace(viewer, kind=kind or viewer.kind)
    return replace(viewer, kind=kind or AccountKind.GENERAL_USER, posts=frozenset({(service, occupation)}))


async def _asked(reading: Reading, asked: Mapping[str, Any]) -> OperationOutlook:
    require_time()  # what follows waits for nothing
    documents = reading.house.documents
    assert documents is not None  # who asks, asks the service
    viewer = persona(reading.viewer, asked)
    return checked(documents, reading.matrix, viewer, asked["document"], asked.get("operationName"))


def _action(kind: AccountKind, name: str, held: Grants) -> Prospect | None:
    if name == "changePassword" and kind not in ENTRIES:  # a program has none
        return DENIED
    act = ACTS.get(REHEARSALS.get(name, name))
    return of_action(act.rights, act.needs, held) if act else None


def _error(error: Any) -> UserError:
    return UserError(code=error.extensions["code"], message=error.message, path=["document"])


def _shown(field: CheckedField) -> FieldOutlook:
    clauses = [OutlookClause(code=one.code, label=one.label, remedy=one.remedy) for one in field.prospect.clauses]
    return FieldOutlook(
        coordinate=field.coordinate,
        path=list(field.path),
        information=list(field.informations),
        outlook=field.prospect.outlook,
        outlook_label=field.prospect.outlook_label,
        conditions=clauses,
    )


def _reading_of(asked: Mapping[str, Any]) -> int:
    """What it costs to parse and validate a document, at worst, in the units of the cost."""
    return DOCUMENT + CHARACTER * len(asked["document"])


CHECK = Plain(_asked, 500, besides=_reading_of)
