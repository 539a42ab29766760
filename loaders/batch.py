"""Reader 2's loaders: a relation for many rows, or derived values for many rows, each in one statement."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, inspect, select, tuple_
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession
from strawberry.dataloader import DataLoader

from loaders.source import Derived, Relation
from loaders.tally import ran
from models.row import Row

Binds = Mapping[str, Any]
DerivedKey = tuple[tuple[Any, ...], Derived]


def relation_loader(engine: AsyncEngine, relation: Relation, binds: Binds) -> DataLoader[Any, Any]:
    """Loads the rows of a relation by the value of the owner's `local` attribute."""

    async def load(keys: list[Any]) -> Sequence[Any]:
        statement = select(relation.target, relation.remote.label("owner_key")).where(
            relation.remote.in_(keys), *relation.where
        )
        rows: dict[Any, list[Any]] = defaultdict(list)
        for row in await fetch(engine, statement.order_by(*relation.order), binds):
            rows[row.owner_key].append(row[0])
        if relation.many:
            return [rows[key] for key in keys]
        return [rows[key][0] if rows[key] else None for key in keys]

    return DataLoader(load_fn=load)


def derived_loader(engine: AsyncEngine, owner: type[Row], binds: Binds) -> DataLoader[DerivedKey, Any]:
    """Loads derived values by (primary key, value); all that are asked for at once come in one statement."""
    identity: tuple[ColumnElement[Any], ...] = inspect(owner).primary_key

    async def load(keys: list[DerivedKey]) -> Sequence[Any]:
        wanted = list(dict.fromkeys(derived for _, derived in keys))
        owners = list(dict.fromkeys(row for row, _ in keys))
        statement = select(*identity, *(derived.expression for derived in wanted)).where(_among(identity, owners))
        found: dict[DerivedKey, Any] = {}
        for row in await fetch(engine, statement, binds):
            values = tuple(row)
            for derived, value in zip(wanted, values[len(identity) :], strict=True):
                found[values[: len(identity)], derived] = value
        return [found[key] for key in keys]

    return DataLoader(load_fn=load)


def identity_of(owner: type[Row]) -> Callable[[Any], tuple[Any, ...]]:
    """Reads the primary key of a row of this table."""
    names = [column.key for column in inspect(owner).primary_key]
    return lambda row: tuple(getattr(row, name) for name in names)


async def fetch(engine: AsyncEngine, statement: Select[Any], binds: Binds) -> Sequence[Any]:
    """Run one statement in a short session of its own: parallel loaders must not share one."""
    ran()
    async with AsyncSession(engine, expire_on_commit=False) as session:
        found: Sequence[Any] = (await session.execute(statement, dict(binds))).all()
        return found


def _among(identity: tuple[ColumnElement[Any], ...], owners: Sequence[tuple[Any, ...]]) -> ColumnElement[bool]:
    if len(identity) == 1:
        return identity[0].in_([owner[0] for owner in owners])
    return tuple_(*identity).in_(owners)
