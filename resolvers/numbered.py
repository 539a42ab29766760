"""Finds many people at once by their numbers, as machines name them."""

from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from models.numbers import ANY_INSURED_NUMBER, INSURER_NUMBER
from models.row import col
from models.rows import Beneficiary, Insurer

Numbers = tuple[str, str]
"""介護保険者番号 and 介護保険被保険者番号 of a person."""


class Found(NamedTuple):
    """Somebody who is there."""

    key: int
    id: str
    insurer_key: int


async def people_numbered(session: AsyncSession, numbers: Collection[Numbers]) -> dict[Numbers, Found]:
    """Those of the people with these numbers who are there; two statements, however many they are."""
    numbers = [pair for pair in numbers if INSURER_NUMBER.fullmatch(pair[0]) and ANY_INSURED_NUMBER.fullmatch(pair[1])]
    named = select(col(Insurer.key), col(Insurer.number)).where(col(Insurer.number).in_({one for one, _ in numbers}))
    insurers: dict[str, int] = {number: key for key, number in await session.execute(named)}
    pairs = [(insurers[insurer], insured) for insurer, insured in numbers if insurer in insurers]
    if not pairs:
        return {}
    names = {key: number for number, key in insurers.items()}
    columns = (Beneficiary.insurer_key, Beneficiary.insured_number, Beneficiary.key, Beneficiary.id)
    # On the table of people alone, so that its unique index answers.
    who = tuple_(col(Beneficiary.insurer_key), col(Beneficiary.insured_number)).in_(pairs)
    rows = await session.execute(select(*map(col, columns)).where(who))
    return {(names[insurer], insured): Found(key, id_, insurer) for insurer, insured, key, id_ in rows}
