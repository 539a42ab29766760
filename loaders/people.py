"""The roots of reader 2: people on the viewer's list, by id or as a page. Nobody else exists for the viewer.

One statement brings each person's row together with what is true of them today.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select

from loaders.batch import fetch
from loaders.page import ID, PageRequest, number_of_people, people_of_page
from loaders.reading import Reading
from models.beneficiary import Beneficiary
from permissions.decide import Facts
from permissions.information import Information
from permissions.scope import people_with_ids


@dataclass(frozen=True)
class Page:
    """A page of people, in list order, and whether more lie behind it in the direction it was read."""

    people: Sequence[Beneficiary]
    more: bool
    request: PageRequest


async def find(reading: Reading, ids: Sequence[str]) -> list[Beneficiary | None]:
    """The people with these public ids, in the order asked for; None for everyone not on the list."""
    wanted = [id_ for id_ in ids if ID.fullmatch(id_)]
    found = await _run(reading, people_with_ids(wanted, reading.house.settings.in_charge), {})
    known = {person.id: person for person in found}
    return [known.get(id_) for id_ in ids]


async def page(reading: Reading, request: PageRequest) -> Page:
    """A page of the list: keyset, one row more than asked for tells whether there are more."""
    statement = people_of_page(request.form, reading.house.settings.in_charge)
    found = await _run(reading, statement, request.binds(reading.binds["today"]), keep=request.size)
    more, people = len(found) > request.size, found[: request.size]
    return Page(people if request.forward else people[::-1], more, request)


async def count(reading: Reading, request: PageRequest) -> int:
    """How many people the list holds under the request's filters."""
    if Information.LIST not in reading.grants.read:
        return 0
    binds = {**reading.binds, **request.binds(reading.binds["today"])}
    return int((await fetch(reading.engine, number_of_people(request.form), binds))[0][0])


async def _run(
    reading: Reading, statement: Select[Any], binds: Mapping[str, object], keep: int | None = None
) -> list[Beneficiary]:
    """Run a statement over people and note those who are shown, with their facts."""
    if Information.LIST not in reading.grants.read:
        return []
    rows = await fetch(reading.engine, statement, {**reading.binds, **binds})
    for person, *facts in rows[:keep]:
        reading.facts[person.key] = Facts(*(bool(fact) for fact in facts))
        reading.people[person.key] = person.id
    return [row[0] for row in rows]
