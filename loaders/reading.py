"""One request's reading: the viewer, the clock, what is known of each person, and the loaders, all made anew."""

import asyncio
import datetime
import logging
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import SimpleNamespace
from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine
from strawberry.dataloader import DataLoader

from loaders.allowance import Allowance
from loaders.batch import derived_loader, identity_of, relation_loader
from loaders.feed_source import STALE
from loaders.house import House
from loaders.source import Derived, Listing, Relation, Scoped
from models.row import JST, Row
from permissions.capacity_errors import RecordUnavailable
from permissions.client_certificate import OfficeCertificate
from permissions.decide import Facts, Grants, Verdict, grants, refusal
from permissions.errors import Unauthenticated
from permissions.information import Information, Reason
from permissions.matrix import Matrix
from permissions.record import Read, record
from permissions.scope import lapses
from permissions.viewer import Viewer

LOG = logging.getLogger("kaigo.graph")


@dataclass
class Reading:
    """Everything a request reads with, and what it read: the read record is written from it."""

    house: House
    now: datetime.datetime
    signed_in: Viewer | None
    token: str | None = None
    certificate: OfficeCertificate | None = None
    """The client certificate of this connection."""
    from_own_page: bool = False
    """Whether a page of ours sent the request: only then a browser's cookie counts, or is given."""
    cookie: str | None = None
    """What the browser's session cookie becomes: a token, "" to forget it; None leaves it as it is."""
    list_waits: bool = False
    """Whether card readings of the viewer's office wait for its list to be opened."""
    allowance: Allowance | None = None
    """What is charged for what is asked; None where nobody is signed in, who can ask for nothing that costs."""
    told: bool = False
    """Whether the change feed was told something that waits for its position."""
    facts: dict[int, Facts] = field(default_factory=dict)
    """By beneficiary key: only people on the viewer's list get here."""
    people: dict[int, str] = field(default_factory=dict)
    """By beneficiary key: the public ids of those who were found."""
    unidentified: list[str] = field(default_factory=list)
    """Public ids of what was found and is about somebody of whom the service does not know who it is."""
    refused: dict[tuple[str, Reason], set[int]] = field(default_factory=lambda: defaultdict(set))
    """Per coordinate and reason, the people it holds for today."""
    _loaders: dict[tuple[object, frozenset[tuple[str, Any]]], DataLoader[Any, Any]] = field(default_factory=dict)

    @property
    def viewer(self) -> Viewer:
        """Who asks.

        Raises:
            Unauthenticated: nobody is signed in.
        """
        if self.signed_in is None:
            raise Unauthenticated
        return self.signed_in

    @property
    def fingerprint(self) -> str | None:
        """What sessions are bound to."""
        return self.certificate.fingerprint if self.certificate else None

    @property
    def matrix(self) -> Matrix:
        return self.house.matrix

    @property
    def engine(self) -> AsyncEngine:
        return self.house.engine

    @cached_property
    def grants(self) -> Grants:
        return grants(self.signed_in, self.matrix)

    @cached_property
    def binds(self) -> Mapping[str, Any]:
        return {
            "office": self.viewer.office_key,
            "staff": self.viewer.staff_key,
            "today": self.now.astimezone(JST).date(),
            "now": self.now,
            "reading_lapses": lapses(self.now),
        }

    def refuse(self, information: Information, coordinate: str, row: Any) -> bool:
        """Whether the value stays hidden; a reason of the person is noted, one of the caller was told before."""
        if row is None:  # a root field: nobody is at hand yet
            return information not in self.grants.read
        person = person_of(row)
        reason = refusal(information, self.grants, self.matrix, self.facts[person], row)
        if reason is not None and reason is not Reason.FORBIDDEN:
            self.refused[coordinate, reason].add(person)
        return reason is not None

    async def access(self, row: Any) -> list[Verdict]:
        """The verdict on every information for one person, in the order of the matrix's rows."""
        facts = self.facts[person_of(row)]
        late = await asyncio.gather(*(self.load(STALE[information], row) for information in Information))
        return [
            Verdict(information, self._reason(information, facts, bool(stale)))
            for information, stale in zip(Information, late, strict=True)
        ]

    def _reason(self, information: Information, facts: Facts, stale: bool) -> Reason | None:
        hidden = refusal(information, self.grants, self.matrix, facts, None)
        return hidden or (Reason.SOURCE_STALE if stale else None)

    async def load(self, source: Relation | Derived, row: Any) -> Any:
        """The value of a relation or a derived value for one row; many rows share one statement."""
        binds = dict(self.binds, **row.binds) if isinstance(row, Scoped) else self.binds
        scope = frozenset(row.binds.items()) if isinstance(row, Scoped) else frozenset()
        if isinstance(source, Relation):
            loader = self._loaders.get((source, scope))
            if loader is None:
                loader = self._loaders[source, scope] = relation_loader(self.engine, source, binds)
            value = getattr(row, source.local)
            return None if value is None else await loader.load(value)
        return await self._derived(source.owner, scope, binds).load((identity_of(source.owner)(row), source))

    async def listing(self, source: Listing, row: Any) -> list[SimpleNamespace]:
        """The objects of a listing; all their values come in one statement."""
        loads = [self.load(derived, row) for values in source.rows for derived in values.values()]
        found = iter(await asyncio.gather(*loads))
        return [SimpleNamespace(**{name: next(found) for name in values}) for values in source.rows]

    def _derived(
        self, owner: type[Row], scope: frozenset[tuple[str, Any]], binds: Mapping[str, Any]
    ) -> DataLoader[Any, Any]:
        loader = self._loaders.get((owner, scope))
        if loader is None:
            loader = self._loaders[owner, scope] = derived_loader(self.engine, owner, binds)
        return loader

    async def record(self, information: Iterable[Information], read: Read) -> None:
        """Write down what is read; what is not recorded is not shown.

        Raises:
            RecordUnavailable: it could not be written, whatever the reason.
        """
        try:
            await self.house.journal.write(record(self.viewer, self.matrix, information, read, self.now))
        except Exception as error:
            LOG.error("the read record cannot be written", exc_info=error)
            raise RecordUnavailable from error

    def forget(self) -> None:
        """Drop what was loaded: after a write, reads must see it."""
        self._loaders.clear()
        self.facts.clear()
        self.people.clear()
        self.unidentified.clear()
        self.refused.clear()


def person_of(row: Any) -> int:
    """The beneficiary a row is about: its own key for the person's row, else the person it belongs to."""
    key: int = row.beneficiary_key if hasattr(row, "beneficiary_key") else row.key
    return key
