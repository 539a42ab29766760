"""The catalogue at work: a service in which each information is refused to one account that sees all others."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from models.codes.change import ChangeKind
from tests.bypasses import Tried, Way, tries
from tests.changing import SEEDED, enter
from tests.databases import Copies
from tests.permission_accounts import Account
from tests.permission_expectation import EXPECTATION
from tests.permission_matrix import all_but_one
from tests.permission_people import LISTED, NOW, Person
from tests.permission_service import standing_service
from tests.permission_world import CHANGED
from tests.service import Answer, Service

OPEN = LISTED[0]
"""Nothing closes a field of this person."""


@dataclass
class Catalogue:
    """A service in which each information is refused to one account that sees all others, and the feed tells of people."""

    service: Service
    accounts: Mapping[str, Account]
    """By the information that is refused; "" is who sees all."""

    def __post_init__(self) -> None:
        self.closed = {name: closed_by(name) for name in EXPECTATION.reasons}
        self.since: dict[str, str] = {}
        for place, person in enumerate((OPEN, *self.closed.values()), start=SEEDED + len(CHANGED)):
            enter(self.service, ChangeKind.CORRECTED, person.key)
            self.since[person.id] = f"chg_{place:x}_{int(NOW.timestamp()):x}"

    def send(self, tried: Tried, information: str = "") -> Answer:
        """Sent by who is refused the information, or by who sees all."""
        user = self.accounts[information].user
        return self.service.post(tried.body, {"Authorization": f"Bearer {self.service.token(user)}"})

    def tries(self, way: Way, person: Person = OPEN) -> Iterator[Tried]:
        return tries(way, person, self.since[person.id])


def closed_by(condition: str) -> Person:
    """The person for whom this condition does not hold, and all others do."""

    def failing(person: Person) -> set[str]:
        return {*person.failing(), *([] if person.opinions[0] else ["DOCTORS_LEAVE"])}

    return next(person for person in LISTED if failing(person) == {condition})


def hangs(way: Way, condition: str) -> bool:
    """Whether a field hangs on a condition; no doctor has written the survey, whose paper is of the same information."""
    return condition in way.conditions and (condition != "DOCTORS_LEAVE" or "Survey" not in way.coordinate)


@contextmanager
def opened_catalogue(copies: Copies, folder: Path, **settings: bool) -> Iterator[Catalogue]:
    accounts = all_but_one(folder / "m.toml")
    with standing_service(copies, folder, matrix=folder / "m.toml", **settings) as service:
        yield Catalogue(service, accounts)
