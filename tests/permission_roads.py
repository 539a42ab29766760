"""The roads to a person (`nodes`, the list, the feed, `node`, `beneficiary`), each with its question and the answer that is wanted."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from tests.changing import SEEDED
from tests.permission_accounts import Account
from tests.permission_expectation import EXPECTATION, Expectation
from tests.permission_people import LISTED, NOW, PEOPLE, Person
from tests.permission_question import EVERYTHING, FORBIDDEN, OPEN_PERSON, Forbidden, Gate
from tests.service import Answer, Service

NODES = "query ($ids: [ID!]!) { nodes(ids: $ids) { ...Everything } }"
LIST = "{ beneficiaries(first: 100) { totalCount edges { node { ...Everything } } } }"
FEED = """
query ($since: String, $first: Int) {
  changes(since: $since, first: $first) { changes { beneficiary { ...Everything } } }
}
"""
SINCE = f"chg_{SEEDED:x}_{int(NOW.timestamp()):x}"
"""Behind it everybody on the list has a change, in their order."""
BY_ID = ("beneficiary", "node")
ROADS = ("nodes", "beneficiaries", "changes", "by id")
PATHS = {"beneficiaries": ("beneficiaries", "edges", "node"), "changes": ("changes", "changes", "beneficiary")}
"""Where a person stands in the answer; by all other roads, at the root."""
"""`by id`: one request a person, by `beneficiary` and by `node` at once."""
SEEING_KINDS = frozenset((kind, frozenset[str]()) for kind in ("管理者ユーザ", "一般ユーザ", "連携システム"))
"""Who may, where the kind of account is the reason of a refusal."""
JAPANESE = re.compile(r"[ぁ-んァ-ヶ一-龯]")


@dataclass(frozen=True)
class Wanted:
    """An answer as the expectation has it."""

    data: Any
    errors: Sequence[Forbidden]
    refusals: Collection[tuple[str, str, int]]
    """Coordinate, reason, number of people."""


@dataclass(frozen=True)
class Asking:
    """One account asks by one road for people; `listed` are those on its office's list."""

    account: Account
    road: str = "nodes"
    people: Sequence[Person] = PEOPLE
    listed: Collection[Person] = LISTED
    rule: str = "person"
    expectation: Expectation = EXPECTATION

    def differences(self, service: Service) -> list[str]:
        """Where the service's answer is not the wanted one, in words; nothing when it is."""
        if self.road == "by id":
            one_by_one = (replace(self, people=[person], road="beneficiary node") for person in self.people)
            return [words for asking in one_by_one for words in asking.differences(service)]
        return [f"{self.account.user}: {words}" for words in differences(self.ask(service), self.wanted())]

    def ask(self, service: Service) -> Answer:
        """The service's answer."""
        query, variables = self._question()
        return service.ask(self.account.user, query + EVERYTHING, **variables)

    def _question(self) -> tuple[str, Mapping[str, Any]]:
        if self.road == "nodes":
            return NODES, {"ids": [person.id for person in self.people]}
        if self.road == "beneficiaries":
            return LIST, {}
        if self.road == "changes":
            return FEED, {"since": SINCE, "first": len(self.people)}
        [person] = self.people
        roots = [f"{root}(id: $id) {{ ...Everything }}" for root in self.road.split()]
        return f"query ($id: ID!) {{ {' '.join(roots)} }}", {"id": person.id}

    def wanted(self) -> Wanted:
        """The answer that is wanted."""
        gate = Gate(self.expectation, self.account.reads(self.expectation), self.rule)
        data = self._data(gate)
        refusals = [(*about, len(people)) for about, people in gate.refusals.items()]
        return Wanted(data, self._errors(), refusals)

    def _data(self, gate: Gate) -> Any:
        sees = "LIST" in gate.reads
        found = [gate.everything(one) if sees and one in self.listed else None for one in self.people]
        match self.road:
            case "nodes":
                return {"nodes": found}
            case "beneficiaries":
                edges = [{"node": one} for one in found if one is not None]
                return {"beneficiaries": {"totalCount": len(edges), "edges": edges} if sees else None}
            case "changes":
                told = [{"beneficiary": one} for one in found if one is not None]
                return {"changes": {"changes": told} if sees else None}
            case _:
                return dict.fromkeys(self.road.split(), found[0])

    def _errors(self) -> list[Forbidden]:
        """One a coordinate, also where nobody is found: what not even the open person lets the viewer see."""
        gate = Gate(self.expectation, self.account.reads(self.expectation), self.rule)
        gate.everything(OPEN_PERSON)
        found: dict[str, tuple[str, ...]] = {}
        for root in self.road.split():
            path = PATHS.get(root, (root,))
            if root not in ("node", "nodes") and "LIST" not in gate.reads:
                found.setdefault(f"Query.{root}", path[:1])
                continue
            for name, rest in gate.forbidden.items():
                found.setdefault(name, (*path, *rest))
        errors = [forbidden(self.expectation, name, path) for name, path in found.items()]
        by_kind = not self.expectation.kinds[self.account.kind]
        return [replace(error, allowed=SEEING_KINDS) for error in errors] if by_kind else errors


def forbidden(expectation: Expectation, coordinate: str, path: tuple[str, ...]) -> Forbidden:
    """The error of a coordinate, where the occupation is the reason."""
    information = expectation.coordinates[coordinate]
    allowed = frozenset((group, _names(jobs)) for group, jobs in expectation.allowed(information))
    return Forbidden(path, coordinate, information, allowed)


def differences(answer: Answer, wanted: Wanted) -> Iterator[str]:
    """What differs, each with its place."""
    yield from _unequal("data", answer.body.get("data"), wanted.data)
    told = [_told(error) for error in answer.errors]
    yield from (f"not wanted: {error}" for error in told if error not in wanted.errors)
    yield from (f"missing: {error}" for error in wanted.errors if error not in told)
    if len(told) != len(wanted.errors) or (set(told) == set(wanted.errors) and told != list(wanted.errors)):
        yield f"errors doubled or in another order: {[error.coordinate for error in told]}"
    counted = [(entry["coordinate"], entry["reason"], entry["people"]) for entry in answer.refusals]
    yield from (f"not wanted: {entry}" for entry in counted if entry not in wanted.refusals)
    yield from (f"missing: {entry}" for entry in wanted.refusals if entry not in counted)
    yield from (f"no remedy: {entry}" for entry in answer.refusals if not JAPANESE.search(entry["remedy"]))
    if len(counted) != len(set(counted)):
        yield f"refusals doubled: {counted}"
    if ("errors" in answer.body) != bool(wanted.errors) or ("extensions" in answer.body) != bool(wanted.refusals):
        yield f"parts: {list(answer.body)}"


def _told(error: Mapping[str, Any]) -> Forbidden:
    words = error["extensions"]
    assert words["code"] == FORBIDDEN, error
    assert JAPANESE.search(error["message"]), error
    assert JAPANESE.search(words["remedy"]), error
    assert words["allowed"], error
    allowed = [line.partition(" x ") for line in words["allowed"]]
    told = frozenset((who, _names(jobs.split("・")) if jobs else frozenset()) for who, _, jobs in allowed)
    return Forbidden(tuple(error["path"]), words["coordinate"], words["information"], told)


def _names(jobs: Collection[str]) -> frozenset[str]:
    """Occupations, a name with a dot in it (生活相談員・サービス提供責任者) taken apart."""
    return frozenset(part for job in jobs for part in job.split("・"))


def _unequal(place: str, got: Any, wanted: Any) -> Iterator[str]:
    if isinstance(got, dict) and isinstance(wanted, dict) and list(got) == list(wanted):
        for name in wanted:
            yield from _unequal(f"{place}.{name}", got[name], wanted[name])
    elif isinstance(got, list) and isinstance(wanted, list) and len(got) == len(wanted):
        for number, (one, other) in enumerate(zip(got, wanted, strict=True)):
            yield from _unequal(f"{place}.{number}", one, other)
    elif got != wanted or type(got) is not type(wanted):
        yield f"{place} is {got}, wanted {wanted}"
