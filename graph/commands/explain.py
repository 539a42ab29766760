"""Says, information by information, what decided: the cells, the person's facts, the verdict (features.md B04)."""

import argparse
import asyncio

from sqlalchemy import select

from loaders import people
from loaders.house import House
from loaders.reading import Reading
from models.database import DatabaseError
from models.row import col
from models.rows import Beneficiary
from models.settings import load_settings
from permissions.decide import forbidden, trace
from permissions.information import Information
from permissions.viewer import Viewer, viewer_of_user
from resolvers.opening import open_house


def run(arguments: argparse.Namespace) -> int:
    print(asyncio.run(_explain(arguments.viewer, arguments.beneficiary)), end="")
    return 0


async def _explain(user_id: str, person: str) -> str:
    async with open_house(load_settings()) as house:
        return await explained(house, user_id, person)


async def explained(house: House, user_id: str, person: str) -> str:
    """The trace as text.

    Raises:
        DatabaseError: there is no such account.
    """
    async with house.engine.connect() as connection:
        viewer = await viewer_of_user(connection, user_id)
        found = select(col(Beneficiary.id)).where(col(Beneficiary.insured_number) == person)
        ids = list((await connection.execute(found)).scalars()) or [person]
    if viewer is None:
        raise DatabaseError(f"There is no active account {user_id} in this database.")
    reading = Reading(house, house.now(), viewer)
    # A viewer without the list finds nobody: then the cells are the reason, not the list.
    shown = [row for row in await people.find(reading, ids) if row is not None]
    lines = [f"{viewer.name}（{viewer.kind.label}、{viewer.office_name or '所属なし'}）"]
    if Information.LIST not in reading.grants.read:
        words = forbidden(viewer, house.matrix, Information.LIST).message
        return (
            "\n".join([*lines, f"- {Information.LIST.label}: {words}", *_cells(house, viewer, Information.LIST)]) + "\n"
        )
    if not shown:
        return "\n".join([*lines, f"{person}: この閲覧者の利用者一覧にいません。"]) + "\n"
    lines.append(f"{shown[0].name}: {reading.facts[shown[0].key]}")
    for verdict in await reading.access(shown[0]):
        lines.append(f"- {verdict.information_label}: {verdict.reason_label or '閲覧できます。'}")
        lines += _cells(house, viewer, verdict.information)
    return "\n".join(lines) + "\n"


def _cells(house: House, viewer: Viewer, information: Information) -> list[str]:
    return [
        f"    {'○' if cell.allowed else '×'} {words}（{cell.basis}）"
        for words, cell in trace(viewer, house.matrix, information)
    ]
