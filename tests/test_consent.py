"""Consent (同意): the newest statement counts, at once and for every tab that needs it."""

import datetime
import random
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from models.codes.consent import ConsentRoute, ConsentStatus
from models.row import JST
from models.rows import Consent
from tests.oracles.crowd import Person, ask_each, enlist, store
from tests.oracles.newest import Entry, newest, newest_first
from tests.service import Service

STATUS = """
query Status($ids: [ID!]!) { nodes(ids: $ids) { ... on Beneficiary {
  consentStatus consentStatusLabel
  consent { status statusLabel statements { status statusLabel route routeLabel recordedAt } }
  life { cognition { month } }
  certification { opinionHistory { writtenOn } }
} } }
"""

NOON = datetime.datetime(2025, 12, 15, 12, tzinfo=JST)
SECOND = datetime.timedelta(seconds=1)
STATUS_WORDS = {"GIVEN": "同意あり", "NOT_GIVEN": "同意なし", "UNCONFIRMED": "未確認", "WITHDRAWN": "取消"}
ROUTE_WORDS = {"MUNICIPALITY": "市町村", "OFFICE": "介護事業所"}


@dataclass(frozen=True)
class Statement(Entry):
    """A statement of a person."""

    about: datetime.datetime
    status: ConsentStatus
    route: ConsentRoute

    @property
    def told(self) -> dict[str, str]:
        return {
            "status": self.status.name,
            "statusLabel": STATUS_WORDS[self.status.name],
            "route": self.route.name,
            "routeLabel": ROUTE_WORDS[self.route.name],
            "recordedAt": self.about.isoformat(),
        }


def statements(chance: random.Random) -> list[Statement]:
    """Up to five statements in the order of entry: some in one second, some entered after later ones."""
    return [
        Statement(
            NOON - chance.choice((0, 0, 1, 3600, 86_400, 10**7)) * SECOND,
            number,
            chance.choice(list(ConsentStatus)),
            chance.choice(list(ConsentRoute)),
        )
        for number in range(chance.choice((0, 1, 2, 3, 5)))
    ]


def enter(service: Service, people: Sequence[Person], pasts: Sequence[Sequence[Statement]]) -> None:
    """Put the statements of each person into the database."""
    store(
        service,
        [
            Consent(beneficiary_key=person.key, status=one.status, route=one.route, recorded_at=one.about)
            for person, past in zip(people, pasts, strict=True)
            for one in past
        ],
    )


def expected(past: Sequence[Statement]) -> dict[str, Any]:
    """What the rules say of a past; 未確認 where nobody asked."""
    said = newest(past)
    status = said.status.name if said else "UNCONFIRMED"
    given = status == "GIVEN"
    return {
        "consentStatus": status,
        "consentStatusLabel": STATUS_WORDS[status],
        "consent": {
            "status": status,
            "statusLabel": STATUS_WORDS[status],
            "statements": [one.told for one in newest_first(past)],
        },
        "life": {"cognition": []} if given else None,
        "certification": {"opinionHistory": []} if given else None,
    }


def test_the_newest_statement_counts_for_status_and_tabs(service: Service) -> None:
    # given
    chance = random.Random(19)
    people, pasts = enlist(service, 100, consent=False), [statements(chance) for _ in range(100)]
    enter(service, people, pasts)
    service.clock.instant = NOON

    # when
    nodes = ask_each(service, STATUS, people)

    # then
    assert nodes == [expected(past) for past in pasts]
    assert {node["consentStatus"] for node in nodes} == set(STATUS_WORDS)
    assert sum(ties(past) for past in pasts) > 10
    assert sum(entered_late(past) for past in pasts) > 10


def ties(past: Sequence[Statement]) -> bool:
    """Whether two different statements of the newest second meet."""
    said = newest(past)
    return said is not None and len({one.status for one in past if one.about == said.about}) > 1


def entered_late(past: Sequence[Statement]) -> bool:
    """Whether an older statement was entered after a newer one."""
    return any(one.about > other.about for one, other in pairwise(past))


def test_status_and_tabs_agree_on_statements_of_the_future(service: Service) -> None:
    # given people who said one thing before now, and whose next statement carries a later time
    people = enlist(service, len(ConsentStatus) ** 2, consent=False)
    route = ConsentRoute.MUNICIPALITY
    pasts = [
        [Statement(NOON - SECOND, 0, before, route), Statement(NOON + SECOND, 1, after, route)]
        for before in ConsentStatus
        for after in ConsentStatus
    ]
    enter(service, people, pasts)
    service.clock.instant = NOON

    # when
    nodes = ask_each(service, STATUS, people)

    # then
    assert [node["life"] is not None for node in nodes] == [node["consentStatus"] == "GIVEN" for node in nodes]
    assert [node["consent"]["status"] for node in nodes] == [node["consentStatus"] for node in nodes]


def test_a_statement_counts_in_the_next_answer(service: Service) -> None:
    # given
    (person,) = enlist(service, 1, consent=False)
    told = []

    # when consent is given, taken back, and given again
    said = [ConsentStatus.GIVEN, ConsentStatus.WITHDRAWN, ConsentStatus.GIVEN]
    for number, status in enumerate(said):
        enter(service, [person], [[Statement(NOON + number * SECOND, number, status, ConsentRoute.OFFICE)]])
        service.clock.instant = NOON + number * SECOND
        (node,) = ask_each(service, STATUS, [person])
        told.append((node["consentStatus"], node["life"] is not None, len(node["consent"]["statements"])))

    # then
    assert told == [("GIVEN", True, 1), ("WITHDRAWN", False, 2), ("GIVEN", True, 3)]
