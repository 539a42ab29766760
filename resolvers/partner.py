"""Operations of partner systems (features.md B09): registered as they are, approved or withdrawn by a human."""

from collections.abc import Iterator, Mapping
from typing import Any

import orjson
from graphql import GraphQLSchema, OperationDefinitionNode
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from loaders.needs import needs_of
from loaders.operation import LONGEST_KEPT, Document, Documents, name_of
from models.row import col, new_id
from models.rows import PartnerOperation
from permissions.faults import Fault, Faulty
from permissions.information import Action
from resolvers.performing import Act, Deed, Outcome

REGISTER = Act.under("registerOperation", Action.REGISTER_OPERATIONS)
APPROVE, WITHDRAW = (Act.under(name, Action.APPROVE_OPERATIONS) for name in ("approveOperation", "withdrawOperation"))
MOST_PENDING = 50
"""So many may wait for approval at once: somebody has to read them."""
DOCUMENT, NAME, ID = ("input", "document"), ("input", "operationName"), ("input", "id")


async def register_operation(deed: Deed, schema: GraphQLSchema, text: str, name: str | None) -> Outcome:
    """Keep a document with one named operation, and what it needs, until somebody approves it.

    Raises:
        Faulty: it is not valid, holds another number of operations, or is registered already.
    """
    document = Documents(schema).read(text) if len(text) <= LONGEST_KEPT and "\0" not in text else None
    faults = [*_faults(document, name), *await _too_many(deed)]
    if faults:
        raise Faulty(faults)
    assert document is not None
    assert document.node is not None
    assert deed.viewer.office_key is not None
    needs = needs_of(schema, document.node)
    entry = PartnerOperation(
        id=new_id("opn"),
        office_key=deed.viewer.office_key,
        staff_key=deed.viewer.staff_key,
        name=str(name_of(_operations(document)[0])),
        hash=document.hash,
        document=text,
        information=orjson.dumps([information.name for information in needs.information]).decode(),
        coordinates=orjson.dumps(sorted(needs.reached)).decode(),
        registered_at=deed.reading.now,
    )
    return await _entered(deed, entry)


async def approve_operation(deed: Deed, id_: str) -> Outcome:
    """Let an operation of the viewer's office run.

    Raises:
        Faulty: there is none of this id that waits.
    """
    waiting = (col(PartnerOperation.approved_at).is_(None), col(PartnerOperation.withdrawn_at).is_(None))
    approved = {"approved_at": deed.reading.now, "approved_by_key": deed.viewer.staff_key}
    return await _decided(deed, id_, waiting, approved, "承認待ちの操作が見つかりません。")


async def withdraw_operation(deed: Deed, id_: str) -> Outcome:
    """Let an operation of the viewer's office run no more, from the next request on, or never.

    Raises:
        Faulty: there is none of this id that runs or waits.
    """
    current = (col(PartnerOperation.withdrawn_at).is_(None),)
    withdrawn = {"withdrawn_at": deed.reading.now, "withdrawn_by_key": deed.viewer.staff_key}
    return await _decided(deed, id_, current, withdrawn, "取り消せる操作が見つかりません。")


def _faults(document: Document | None, name: str | None) -> Iterator[Fault]:
    if document is None:
        yield Fault("DOCUMENT_WRONG", f"文書は{LONGEST_KEPT:,}文字以内の GraphQL で送ってください。", DOCUMENT)
        return
    for error in document.errors:
        line = f"{error.locations[0].line}行目: " if error.locations else ""
        yield Fault(str((error.extensions or {}).get("code")), f"{line}{error.message}", DOCUMENT)
    if document.errors:
        return
    names = [name_of(operation) for operation in _operations(document)]
    if len(names) != 1 or names[0] is None:
        yield Fault("ONE_NAMED_OPERATION", "名前のある操作を一つだけ含めてください。", DOCUMENT)
    elif name not in (None, names[0]):
        yield Fault("OPERATION_NAME_WRONG", f"文書の操作の名前は {names[0]} です。", NAME)


def _operations(document: Document) -> list[OperationDefinitionNode]:
    assert document.node is not None
    return [node for node in document.node.definitions if isinstance(node, OperationDefinitionNode)]


async def _too_many(deed: Deed) -> list[Fault]:
    waiting = select(func.count()).where(
        col(PartnerOperation.staff_key) == deed.viewer.staff_key,
        col(PartnerOperation.approved_at).is_(None),
        col(PartnerOperation.withdrawn_at).is_(None),
    )
    if (await deed.session.execute(waiting)).scalar_one() < MOST_PENDING:
        return []
    return [Fault("TOO_MANY_PENDING", f"承認待ちの操作は{MOST_PENDING}件までです。", DOCUMENT)]


async def _entered(deed: Deed, entry: PartnerOperation) -> Outcome:
    deed.session.add(entry)
    try:
        await deed.session.flush()
    except IntegrityError:
        raise Faulty([Fault("OPERATION_KNOWN", "同じ文書がすでに登録されています。", DOCUMENT)]) from None
    deed.subjects.append(entry.id)
    return {"id": entry.id}


async def _decided(deed: Deed, id_: str, where: tuple[Any, ...], values: Mapping[str, object], message: str) -> Outcome:
    """One statement decides, so that of two decisions at once the second finds nothing left to decide."""
    of_office = (
        col(PartnerOperation.id) == id_.replace("\0", ""),
        col(PartnerOperation.office_key) == deed.viewer.office_key,
    )
    changed = update(PartnerOperation).where(*of_office, *where).values(**values)
    found = await deed.session.execute(changed.returning(col(PartnerOperation.id)))
    if found.one_or_none() is None:
        raise Faulty([Fault("OPERATION_NOT_FOUND", message, ID)])
    deed.subjects.append(id_)
    return {"id": id_}
