"""Says, information by information, what decided: the cells, the person's facts, the verdict (features.md B04)."""

import argparse
import asyncio
from collections.abc import Iterator, Sequence

from sqlalchemy import select

from loaders.explanation import Explanation, explained
from loaders.house import House
from loaders.reading import Reading
from models.database import DatabaseError
from models.row import JST, col
from models.rows import Beneficiary
from models.settings import load_settings
from permissions.decide import forbidden
from permissions.explanation import CellTold, cells_of
from permissions.information import Information
from permissions.viewer import Viewer, viewer_of_user
from resolvers.opening import open_house


def run(arguments: argparse.Namespace) -> int:
    print(asyncio.run(_explain(arguments.viewer, arguments.beneficiary)), end="")
    return 0


async def _explain(user_id: str, person: str) -> str:
    async with open_house(load_settings()) as house:
        return await explanation(house, user_id, person)


async def explanation(house: House, user_id: str, person: str) -> str:
    """The trace as text: of a person by id or insured number, for an account.

    Raises:
        DatabaseError: there is no such account.
    """
    async with house.engine.connect() as connection:
        viewer = await viewer_of_user(connection, user_id)
        found = select(col(Beneficiary.id)).where(col(Beneficiary.insured_number) == person)
        ids = list((await connection.execute(found)).scalars()) or [person]
    if viewer is None:
        raise DatabaseError(f"There is no active account {user_id} in this database.")
    lines = [f"{viewer.name}（{viewer.kind.label}、{viewer.office_name or '所属なし'}）"]
    return "\n".join([*lines, *await _told(house, viewer, person, ids)]) + "\n"


async def _told(house: House, viewer: Viewer, person: str, ids: Sequence[str]) -> list[str]:
    reading = Reading(house, house.now(), viewer)
    # A viewer without the list finds nobody: then the cells are the reason, not the list.
    if Information.LIST not in reading.grants.read:
        words = forbidden(viewer, house.matrix, Information.LIST).message
        return [f"- {Information.LIST.label}: {words}", *_cells(cells_of(viewer, house.matrix, Information.LIST))]
    for id_ in ids:
        if (found := await explained(reading, id_)) is not None:
            return list(_lines(found))
    return [f"{person}: この閲覧者の利用者一覧にいません。"]


def _lines(found: Explanation) -> Iterator[str]:
    yield f"{found.name}（{found.at.astimezone(JST):%Y-%m-%d %H:%M:%S}）"
    proof, consent, charge = found.proof, found.consent, found.charge
    proven = f"{proof.proven_at.astimezone(JST):%Y-%m-%d %H:%M:%S} {proof.method_label}"
    yield f"本人確認: {proven}、閲覧有効期限 {proof.viewing_until}"
    stated = consent and f"{consent.status_label} {consent.recorded_at.astimezone(JST):%Y-%m-%d %H:%M:%S}"
    yield f"同意: {stated or '申し出はありません'}"
    planned = charge and f"{charge.user_id or '担当者は未定'}、{charge.since}から"
    yield f"ケアプランの担当: {planned or 'この事業所ではありません'}"
    for one in found.information:
        yield f"- {one.information_label}: {one.reason_label or '閲覧できます。'}"
        yield from _cells(one.cells)
        for condition in one.conditions:
            yield f"    {_mark(condition.met)} {condition.label}（{condition.basis}）"


def _cells(cells: Sequence[CellTold]) -> list[str]:
    return [f"    {_mark(cell.allowed)} {cell.label}（{cell.basis}）" for cell in cells]


def _mark(holds: bool) -> str:
    return "○" if holds else "×"
