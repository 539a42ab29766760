"""Ways to write a question - aliases, fragments, @skip and @include - none of which leads around a refusal.

All are asked by a nurse of a day-care office, who sees list, address, certificates, LIFE and consent.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.permission_accounts import NURSE
from tests.permission_expectation import EXPECTATION
from tests.permission_people import LISTED, Person
from tests.permission_roads import Wanted, differences, forbidden
from tests.service import Service

OPEN = LISTED[0]
CLOSED = LISTED[15]
"""No consent, nobody in charge, protected, opinion withheld."""


@dataclass(frozen=True)
class Selection:
    """One question, the answer, and what is refused: errors by path and coordinate, refusals by coordinate and reason."""

    words: str
    query: str
    data: Any
    errors: Mapping[str, str] = field(default_factory=dict)
    refusals: Mapping[str, str] = field(default_factory=dict)
    variables: Mapping[str, Any] = field(default_factory=dict)
    person: Person = OPEN
    operation: str | None = None

    def differences(self, service: Service) -> list[str]:
        """Where the service's answer is not the wanted one."""
        ids = {"id": self.person.id} if "$id" in self.query else {}
        body = {"query": self.query, "variables": {**ids, **self.variables}, "operationName": self.operation}
        answer = service.post(body, {"Authorization": f"Bearer {service.token(NURSE.user)}"})
        errors = [forbidden(EXPECTATION, name, tuple(path.split("."))) for path, name in self.errors.items()]
        refusals = [(coordinate, reason, 1) for coordinate, reason in self.refusals.items()]
        return list(differences(answer, Wanted(self.data, errors, refusals)))


NAME = {"name": OPEN.name}
EQUIPMENT = {"equipment": None}
FACILITY = "insuredCertificate { facility { facilityName } }"
F = "fragment F on Beneficiary { equipment { insuredNumber } }"
REFUSED = {"beneficiary.equipment": "Beneficiary.equipment"}


def _of(selection: str, *fragments: str, declared: str = "") -> str:
    return f"query ($id: ID!{declared}) {{ beneficiary(id: $id) {{ {selection} }} }} {' '.join(fragments)}"


def _turned(asked: bool, selection: str, declared: str = "", **variables: bool) -> Selection:
    """A refused field that is asked for (null and one error), or not asked for after all (nothing at all)."""
    query = _of(f"name {selection}", *([F] if "...F" in selection else []), declared=declared)
    words = f"{'' if asked else 'not '}asked for: {selection} {declared} {variables}"
    if asked:
        return Selection(words, query, {"beneficiary": NAME | EQUIPMENT}, REFUSED, variables=variables)
    return Selection(words, query, {"beneficiary": NAME}, variables=variables)


TWO = f"query A($id: ID!) {{ beneficiary(id: $id) {{ name }} }} query B($id: ID!) {{ beneficiary(id: $id) {{ ...F }} }} {F}"
BARE = "{ equipment { insuredNumber } }"
YES, NO = ", $yes: Boolean!", ", $no: Boolean!"
SELECTIONS = (
    _turned(False, "equipment @skip(if: true) { insuredNumber }"),
    _turned(False, "equipment @include(if: false) { insuredNumber }"),
    _turned(False, "equipment @skip(if: $yes) { insuredNumber }", YES, yes=True),
    _turned(False, "equipment @include(if: $no) { insuredNumber }", NO, no=False),
    _turned(False, "equipment @include(if: $no) { insuredNumber }", f"{NO} = false"),
    _turned(False, "equipment @skip(if: false) @include(if: false) { insuredNumber }"),
    _turned(False, f"... on Beneficiary @skip(if: true) {BARE}"),
    _turned(False, f"... @include(if: $no) {BARE}", NO, no=False),
    _turned(False, f"... @include(if: false) {{ ... on Beneficiary {BARE} }}"),
    _turned(False, "...F @skip(if: true)"),
    _turned(False, "...F @include(if: $no)", NO, no=False),
    _turned(True, "equipment @skip(if: false) { insuredNumber }"),
    _turned(True, "equipment @include(if: $yes) { insuredNumber }", YES, yes=True),
    _turned(True, "equipment @skip(if: $no) { insuredNumber }", f"{NO} = true", no=False),
    _turned(True, "equipment @skip(if: $yes) { insuredNumber }", YES, yes=False),
    _turned(True, "equipment @include(if: $no) { insuredNumber }", NO, no=True),
    _turned(True, "equipment @include(if: $no) { insuredNumber }", f"{NO} = false", no=True),
    _turned(True, "equipment @skip(if: true) { insuredNumber } equipment { fiscalYear }"),
    _turned(True, f"... {BARE}"),
    _turned(True, f"... on Node {{ ... on Beneficiary {BARE} }}"),
    _turned(True, "...F ...F"),
    _turned(True, "...F @skip(if: true) ...F"),
    _turned(True, "... on Beneficiary { ...F @include(if: false) } ... { ...F }"),
    Selection(
        "aliases, also of an open field's name",
        _of("a: equipment { insuredNumber } b: equipment { fiscalYear } name: housing { address }"),
        {"beneficiary": {"a": None, "b": None, "name": None}},
        {"beneficiary.a": "Beneficiary.equipment", "beneficiary.name": "Beneficiary.housing"},
    ),
    Selection(
        "one fragment under two aliases of the root",
        f"query ($id: ID!) {{ one: beneficiary(id: $id) {{ ...F }} two: node(id: $id) {{ ...F }} }} {F}",
        {"one": EQUIPMENT, "two": EQUIPMENT},
        {"one.equipment": "Beneficiary.equipment"},
    ),
    Selection(
        "fragments in fragments",
        _of("...G", "fragment G on Node { id ...H }", "fragment H on Beneficiary { ...F }", F),
        {"beneficiary": {"id": OPEN.id, **EQUIPMENT}},
        REFUSED,
    ),
    Selection(
        "by the interface",
        "query ($id: ID!) { node(id: $id) { ... on Node { __typename ... on Beneficiary " + BARE + " } } }",
        {"node": {"__typename": "Beneficiary", **EQUIPMENT}},
        {"node.equipment": "Beneficiary.equipment"},
    ),
    Selection(
        "in a list: one error, no index",
        "query ($id: ID!) { nodes(ids: [$id, $id]) { ... on Beneficiary " + BARE + " } }",
        {"nodes": [EQUIPMENT, EQUIPMENT]},
        {"nodes.equipment": "Beneficiary.equipment"},
    ),
    Selection(
        "on the list's rows, under an alias",
        "{ list: beneficiaries(first: 1) { edges { who: node { name equipment { insuredNumber } } } } }",
        {"list": {"edges": [{"who": NAME | EQUIPMENT}]}},
        {"list.edges.who.equipment": "Beneficiary.equipment"},
    ),
    Selection(
        "errors stand in document order",
        _of("progress { status } ...F consent { status } housing { address } certification { insuredNumber }", F),
        {
            "beneficiary": {
                "progress": None,
                **EQUIPMENT,
                "consent": {"status": "GIVEN"},
                "housing": None,
                "certification": None,
            }
        },
        {
            f"beneficiary.{name}": f"Beneficiary.{name}"
            for name in ("progress", "equipment", "housing", "certification")
        },
    ),
    Selection("only the operation that runs is judged", TWO, {"beneficiary": NAME}, operation="A"),
    Selection("be it the other one", TWO, {"beneficiary": EQUIPMENT}, REFUSED, operation="B"),
    Selection(
        "a condition of the person: null under every alias, told once",
        _of("name: life { cognition { month } } ... { again: life { cognition { month } } }"),
        {"beneficiary": {"name": None, "again": None}},
        refusals={"Beneficiary.life": "CONSENT_MISSING"},
        person=CLOSED,
    ),
    Selection(
        "a condition of the person that is not asked for",
        _of("name life @include(if: $no) { cognition { month } }", declared=", $no: Boolean!"),
        {"beneficiary": {"name": CLOSED.name}},
        variables={"no": False},
        person=CLOSED,
    ),
    Selection(
        "an earlier certificate tells the facility",
        _of(f'then: certificates(on: "2024-12-01") {{ {FACILITY} }}'),
        {"beneficiary": {"then": {"insuredCertificate": {"facility": {"facilityName": OPEN.place("施設2024年")}}}}},
    ),
    Selection(
        "nor does it tell a protected person's",
        _of(f'then: certificates(on: "2024-12-01") {{ {FACILITY} }} now: address'),
        {"beneficiary": {"then": {"insuredCertificate": {"facility": None}}, "now": None}},
        refusals={"InsuredCertificate.facility": "ADDRESS_PROTECTED", "Beneficiary.address": "ADDRESS_PROTECTED"},
        person=CLOSED,
    ),
)
