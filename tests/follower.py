"""A program that keeps a copy of an office's list by the change feed, and dies in the middle of its work again and again."""

import datetime
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from random import Random
from typing import Any

from resolvers.numbering import number
from tests.changing import COLUMNS
from tests.consenting import feed, register, withdraw
from tests.feeding import certificate
from tests.feeding import feed as feed_care
from tests.proving import DAY, call, person, read_card, register_by_fields, remove
from tests.service import Service
from tests.socket_talk import heard, opened, subscribe
from tests.test_feeding_progress import ACCEPTED
from tests.test_feeding_progress import feed as feed_progress

STATE = f"fragment S on Beneficiary {{ {' '.join(COLUMNS)} registration {{ viewingUntil }} }}"
PAGE = "changes { beneficiaryId tombstone beneficiary { ...S } } cursor hasMore"
ASK = f"query Ask($since: String, $first: Int) {{ changes(since: $since, first: $first) {{ {PAGE} }} }} {STATE}"
FOLLOW = f"subscription Follow($since: String) {{ changes(since: $since) {{ {PAGE} }} }} {STATE}"
ALL = f"query All($after: String) {{ beneficiaries(first: 100, after: $after) {{ edges {{ node {{ ...S }} }} }} }} {STATE}"
ONE = f"query One($id: ID!) {{ beneficiary(id: $id) {{ ...S }} }} {STATE}"
HERE = "{ changes { cursor } }"
DIES = 0.4
"""How often it dies in the middle of a page."""

Copy = dict[str, Any]
"""What is shown of everybody on the list, by id."""


def truth(service: Service, by: str) -> Copy:
    """The list as it is."""
    found: Copy = {}
    after: str | None = None
    edges: list[Any] = [None]
    while edges:
        edges = service.ask(by, ALL, after=after).body["data"]["beneficiaries"]["edges"]  # some are protected
        found |= {edge["node"]["id"]: edge["node"] for edge in edges}
        after = edges[-1]["node"]["id"] if edges else None
    return found


@dataclass
class Follower:
    """Keeps copy and cursor together: what it has not kept when it dies, it never knew."""

    service: Service
    by: str
    random: Random
    copy: Copy = field(default_factory=dict)
    cursor: str = ""
    deaths: int = 0

    def begin(self) -> None:
        """The cursor first, then everything."""
        self.cursor = self.service.ask(self.by, HERE).data["changes"]["cursor"]
        self.copy = truth(self.service, self.by)

    def ask(self, *, dies: bool = True) -> None:
        """Ask until there is no more, or it dies."""
        more = True
        while more:
            first = self.random.randint(1, 7)
            page = self.service.ask(self.by, ASK, since=self.cursor, first=first).body["data"]["changes"]
            if not self._taken(page, dies):
                return
            more = page["hasMore"]

    def listen(self) -> None:
        """Subscribe, take a page or die over it, and hang up."""
        with opened(self.service, self.by) as socket:
            subscribe(socket, query=FOLLOW, since=self.cursor)
            self._taken(heard(socket), dies=True)

    def _taken(self, page: dict[str, Any], dies: bool) -> bool:
        """Bring the copy to where a page ends; False where it died on the way."""
        last = self.random.randrange(len(page["changes"]) + 1) if dies and self.random.random() < DIES else None
        copy = dict(self.copy)
        for place, change in enumerate(page["changes"]):
            if place == last:
                break
            id_ = change["beneficiaryId"]
            shown = change["beneficiary"] or self.service.ask(self.by, ONE, id=id_).body["data"]["beneficiary"]
            copy[id_] = shown
            if shown is None:
                del copy[id_]
        if last is not None:
            self.deaths += 1
            return False
        self.copy, self.cursor = copy, page["cursor"]
        return True


def acts(service: Service, random: Random, numbers: Sequence[str], office: str) -> Callable[[], object]:
    """Something that happens to somebody, at this office or another, or at the municipality; also by a day to come."""
    whom, today = person(service, random.choice(numbers)), service.clock.instant.date()
    soon = today + random.randint(-1, 2) * DAY
    kind, status = random.choice(("CHANGE", "RENEWAL")), random.choice(("ACCEPTED", "SURVEYING"))
    progress = {**ACCEPTED, "applicationKind": kind, "status": status}
    ratio = certificate("burdenRatio", firstEnd=soon.isoformat(), secondStart=(soon + DAY).isoformat())
    by = random.choice((office, office, "multi-manager"))
    return random.choice(
        (
            lambda: register_by_fields(service, whom.insured_number, by),
            lambda: read_card(service, whom.insured_number, by),
            lambda: remove(service, whom.id, by),
            lambda: register(service, whom.id, by),
            lambda: withdraw(service, whom.id, by),
            lambda: feed(service, whom, random.choice(("GIVEN", "WITHDRAWN")), "2025-12-15"),
            lambda: feed_care(service, "feedCertificate", insuredNumber=whom.insured_number, certificate=ratio),
            lambda: feed_progress(service, progress, whom.insured_number),
        )
    )


def replayed(service: Service, random: Random, rounds: int, numbers: Sequence[str], by: str = "nurse") -> Follower:
    """So many rounds of things that happen at once, and of time that goes by; the follower at the end of it all."""
    follower = Follower(service, by, random)
    for user in (by, "multi-manager", "municipal-system"):
        service.token(user)
    follower.begin()
    with ThreadPoolExecutor(4) as pool:
        for round_ in range(rounds):
            waiting = [pool.submit(acts(service, random, numbers, by)) for _ in range(4)]
            follower.ask()  # while it happens
            for each in waiting:
                each.result()
            service.clock.instant += datetime.timedelta(seconds=random.choice((0, 1, 3600, 40_000, 90_000)))
            (follower.listen if round_ % 3 == 0 else follower.ask)()
    truth(service, by)  # opens the list, so that it stands still
    call(service, number, service.app.state.endpoint.house)  # what the keeper does within a second
    follower.ask(dies=False)
    return follower
