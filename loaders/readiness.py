"""Which links with each municipality are live (features.md B17): nobody's secret, to whoever is signed in."""

import datetime
import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from loaders.batch import fetch
from loaders.reading import Reading
from loaders.source import Plain
from models.codes.readiness import Link
from models.row import col
from models.rows import Insurer, Readiness
from permissions.errors import BadInput
from permissions.readiness import PAPER, is_live

PAGE = 100
NUMBER = re.compile(r"[0-9]{6}")


@dataclass(frozen=True)
class LinkReadiness:
    """How it stands with one link today."""

    link: Link
    live: bool
    live_from: datetime.date | None
    paper: str | None

    @property
    def link_label(self) -> str:
        return self.link.label


@dataclass(frozen=True)
class Municipality:
    """An insurer and its links, all of them."""

    insurer_number: str
    name: str
    links: list[LinkReadiness]


async def municipalities(reading: Reading, arguments: Mapping[str, Any]) -> list[Municipality]:
    """Municipalities by number, a page of them, or the one of a number.

    Raises:
        Unauthenticated: nobody is signed in.
        BadInput: a number is none.
    """
    today = reading.binds["today"]
    found = [row for (row,) in await fetch(reading.engine, _page(arguments), {})]
    told = select(Readiness).where(col(Readiness.insurer_key).in_([insurer.key for insurer in found]))
    links: dict[int, dict[Link, Readiness]] = defaultdict(dict)
    for (row,) in await fetch(reading.engine, told, {}):
        links[row.insurer_key][row.link] = row
    return [
        Municipality(one.number, one.name, [_link(link, links[one.key].get(link), today) for link in Link])
        for one in found
    ]


def _page(arguments: Mapping[str, Any]) -> Any:
    number, after = arguments.get("insurerNumber"), arguments.get("after")
    for name, value in (("insurerNumber", number), ("after", after)):
        if value is not None and not NUMBER.fullmatch(value):
            raise BadInput("6桁の数字で指定してください。", name)
    found = select(Insurer).order_by(col(Insurer.number)).limit(PAGE)
    if number is not None:
        found = found.where(col(Insurer.number) == number)
    return found if after is None else found.where(col(Insurer.number) > after)


def _link(link: Link, row: Readiness | None, today: datetime.date) -> LinkReadiness:
    live = is_live(row, today)
    begins, paper = (row.live_from, row.paper) if row else (None, None)
    return LinkReadiness(link, live, begins, None if live else paper or PAPER)


MUNICIPALITIES = Plain(municipalities, PAGE)
