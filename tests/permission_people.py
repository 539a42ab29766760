"""The people of the permission tests: every state of the world that can close a field, and who stands outside the list.

Each of them has content in every protected field, so that null can only mean a refusal.
"""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import cycle, product
from typing import Any

from models.clock import DEMO_START

NOW = DEMO_START
TODAY = NOW.date()
DAY = datetime.timedelta(days=1)
MONTH = 30 * DAY
KANA = "アイウエオカキクケコサシスセソタチツテトナニヌ"


@dataclass(frozen=True)
class Charge:
    """One entry of who makes the care plan: `office` a, b or none; `staff` the viewer (mine), a colleague, or none."""

    office: str | None
    staff: str | None
    since: datetime.date = TODAY - MONTH
    until: datetime.date | None = None
    holds: tuple[str, ...] = ("occupation",)
    """Under which settings of `in_charge` the viewer counts as in charge."""


ALL_RULES = ("person", "office", "occupation")
IN_CHARGE = (
    Charge("a", "mine", holds=ALL_RULES),
    Charge("a", "mine", since=TODAY, holds=ALL_RULES),
    Charge("a", "mine", until=TODAY, holds=ALL_RULES),
)
NOT_IN_CHARGE = (
    Charge(None, None),
    Charge("a", "colleague", holds=("office", "occupation")),
    Charge("a", None, holds=("office", "occupation")),
    Charge("a", "mine", until=TODAY - DAY),
    Charge("a", "mine", since=TODAY + DAY),
    Charge("b", "mine"),
)
CONSENT = (("GIVEN",), ("NOT_GIVEN", "GIVEN"), ("GIVEN", "WITHDRAWN", "GIVEN"))
NO_CONSENT = ((), ("NOT_GIVEN",), ("GIVEN", "WITHDRAWN"), ("UNCONFIRMED",))
Period = tuple[datetime.date | None, datetime.date | None]
PROTECTED: tuple[Period, ...] = ((TODAY - MONTH, None), (TODAY, None), (TODAY - MONTH, TODAY))
NOT_PROTECTED: tuple[Period, ...] = ((None, None), (TODAY - MONTH, TODAY - DAY), (TODAY + DAY, None))
SHARED = ((True,), (True, False))
WITHHELD = ((False,), (False, True))

PRINTED: dict[str, Any] = {"viewing_until": TODAY + MONTH}
EXPIRING_TODAY: dict[str, Any] = {"viewing_until": TODAY}
OPENED: dict[str, Any] = {
    "method": "CARD",
    "list_opened_at": NOW - DAY,
    "read_at": NOW - 2 * DAY,
    "viewing_until": TODAY + MONTH,
}
JUST_READ: dict[str, Any] = {
    "method": "CARD",
    "read_at": NOW - DAY + datetime.timedelta(seconds=1),
    "viewing_until": TODAY + MONTH,
}
ON_LIST = (PRINTED, EXPIRING_TODAY, OPENED, JUST_READ)

Registrations = tuple[dict[str, Any], ...]
OFF_LIST: dict[str, Registrations] = {
    "never registered": (),
    "expired yesterday, proven for filing": (
        {"viewing_until": TODAY - DAY},
        {"viewing_until": TODAY + MONTH, "purpose": "FILING"},
    ),
    "removed": ({"viewing_until": TODAY + MONTH, "removed_at": NOW - DAY},),
    "proven for filing only": ({"viewing_until": TODAY + MONTH, "purpose": "FILING"},),
    "read 24 hours ago, list not opened": ({**JUST_READ, "read_at": NOW - DAY},),
    "read two days ago, list not opened": ({**JUST_READ, "read_at": NOW - 2 * DAY},),
    "on another office's list": ({"viewing_until": TODAY + MONTH, "office": "b"},),
}


@dataclass(frozen=True)
class Person:
    """One person: the state of the world, and the words of each field."""

    number: int
    charge: Charge
    consent: Sequence[str]
    protection: Period
    opinions: tuple[bool, ...]
    """The doctor's leave of each opinion, newest first."""
    conditions: frozenset[str]
    """The conditions that fail, being in charge aside."""
    registrations: Registrations
    hidden: str = ""
    """Why the person is not on the list of office a, if so."""

    def failing(self, rule: str = "person") -> frozenset[str]:
        """The conditions that fail under a setting of `in_charge`."""
        return self.conditions | (frozenset() if rule in self.charge.holds else {"IN_CHARGE"})

    @property
    def key(self) -> int:
        return 900_000 + self.number

    @property
    def id(self) -> str:
        return "bnf_permissiontest" + "".join(chr(ord("a") + digit) for digit in divmod(self.number, 26))

    @property
    def name(self) -> str:
        return f"権利{self.number:02}"

    @property
    def kana(self) -> str:
        """Whoever is not on the list would stand before those who are: a cursor that works for them would tell."""
        return f"ケンリ{KANA[(self.number + len(OFF_LIST)) % len(PEOPLE)]}"

    @property
    def insured_number(self) -> str:
        return f"98000000{self.number:02}"

    @property
    def birth_date(self) -> datetime.date:
        return datetime.date(1930, 1, 1) + self.number * DAY

    def place(self, kind: str) -> str:
        """Where somebody might look for the person: a different text in each field that tells it."""
        return f"{kind}{self.number:02}番地"


def _states() -> Iterator[Person]:
    """Consent x in charge x unprotected x shared, from all open to all closed; each comes about in all its ways in turn."""
    ways: dict[tuple[str, bool], Iterator[Any]] = {
        ("consent", True): cycle(CONSENT),
        ("consent", False): cycle(NO_CONSENT),
        ("charge", True): cycle(IN_CHARGE),
        ("charge", False): cycle(NOT_IN_CHARGE),
        ("protected", True): cycle(PROTECTED),
        ("protected", False): cycle(NOT_PROTECTED),
        ("shared", True): cycle(SHARED),
        ("shared", False): cycle(WITHHELD),
    }
    listed = cycle(ON_LIST)
    for number, (consent, charge, unprotected, shared) in enumerate(product((True, False), repeat=4)):
        fails = {"CONSENT": not consent, "NOT_PROTECTED": not unprotected}
        yield Person(
            number,
            charge=next(ways["charge", charge]),
            consent=next(ways["consent", consent]),
            protection=next(ways["protected", not unprotected]),
            opinions=next(ways["shared", shared]),
            conditions=frozenset(name for name, fail in fails.items() if fail),
            registrations=(next(listed),),
        )


def _outside() -> Iterator[Person]:
    for number, (words, registrations) in enumerate(OFF_LIST.items(), start=16):
        yield Person(
            number,
            charge=IN_CHARGE[0],
            consent=CONSENT[0],
            protection=NOT_PROTECTED[0],
            opinions=SHARED[0],
            conditions=frozenset(),
            registrations=registrations,
            hidden=words,
        )


def tomorrow(person: Person) -> Person:
    """The person a day later: what ends today has ended, what begins tomorrow has begun."""
    charge = {IN_CHARGE[2]: NOT_IN_CHARGE[3], NOT_IN_CHARGE[4]: IN_CHARGE[1]}.get(person.charge, person.charge)
    turned = {PROTECTED[2]: False, NOT_PROTECTED[2]: True}
    protected = turned.get(person.protection, "NOT_PROTECTED" in person.conditions)
    failing = person.conditions - {"NOT_PROTECTED"} | ({"NOT_PROTECTED"} if protected else set())
    return replace(person, charge=charge, conditions=failing)


def answering(person: Person, *statuses: str) -> Person:
    """The person after these statements on consent."""
    failing = person.conditions - {"CONSENT"} | ({"CONSENT"} if statuses[-1:] != ("GIVEN",) else set())
    return replace(person, consent=statuses, conditions=failing)


LISTED = tuple(_states())
HIDDEN = tuple(_outside())
PEOPLE = (*LISTED, *HIDDEN)
NOBODY = replace(HIDDEN[0], number=675, hidden="nobody")
"""Is stored nowhere; has the id bnf_permissiontestzz."""
