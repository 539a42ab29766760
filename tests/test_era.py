"""Dates in Japanese eras (和暦) beside every date of the schema, and Japanese terms beside every code."""

import datetime
import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from models.codes import Coded
from tests.oracles.crowd import ACCOUNT, ask_each, enlist_each, some_day
from tests.oracles.document import Everything
from tests.oracles.era import era
from tests.oracles.lives import full_lives
from tests.service import Service

Day = datetime.date

BIRTHS = """
query Births($ids: [ID!]!) { nodes(ids: $ids) { ... on Beneficiary { birthDate birthDateEra } } }
"""

EDGES = {
    "1868-10-22": None,
    "1868-10-23": "明治01年10月23日",
    "1868-12-31": "明治01年12月31日",
    "1869-01-01": "明治02年01月01日",
    "1912-07-29": "明治45年07月29日",
    "1912-07-30": "大正01年07月30日",
    "1926-12-24": "大正15年12月24日",
    "1926-12-25": "昭和01年12月25日",
    "1927-01-01": "昭和02年01月01日",
    "1930-01-01": "昭和05年01月01日",
    "1934-12-31": "昭和09年12月31日",
    "1935-01-01": "昭和10年01月01日",
    "1989-01-07": "昭和64年01月07日",
    "1989-01-08": "平成01年01月08日",
    "2019-04-30": "平成31年04月30日",
    "2019-05-01": "令和01年05月01日",
    "2024-02-29": "令和06年02月29日",
    "2025-12-15": "令和07年12月15日",
    "2117-12-31": "令和99年12月31日",
}


def test_era_at_every_edge(service: Service) -> None:
    # given
    people = enlist_each(service, [{"birth_date": Day.fromisoformat(day)} for day in EDGES])

    # when
    nodes = ask_each(service, BIRTHS, people)

    # then
    assert {node["birthDate"]: node["birthDateEra"] for node in nodes} == EDGES


def test_era_of_random_days(service: Service) -> None:
    # given
    chance = random.Random(13)
    days = [some_day(chance, Day(1868, 10, 1), Day(2040, 12, 31)) for _ in range(200)]
    people = enlist_each(service, [{"birth_date": day} for day in days])

    # when
    nodes = ask_each(service, BIRTHS, people)

    # then
    assert [node["birthDateEra"] for node in nodes] == [era(day) for day in days]


def _code_sets(of: type[Coded]) -> Iterator[tuple[str, type[Coded]]]:
    for each in of.__subclasses__():
        yield each.__name__, each
        yield from _code_sets(each)


WORDS = dict(_code_sets(Coded))
ELSEWHERE = {("Access", "reason"), ("Beneficiary", "consentStatus"), ("ConsentTab", "status"), ("Holding", "state")}
"""Codes some of whose values do not go with seeing everything: test_permissions, test_consent and test_certificates."""
ITS_OWN_WORDS = {
    ("Beneficiary", "burdenRatioLabel"),
    ("BurdenRatio", "firstRatioLabel"),
    ("BurdenRatio", "secondRatioLabel"),
    ("Certificates", "burdenRatioInForceLabel"),
}
"""Words of a number, not of a code: 1割."""


def test_every_date_has_its_era_and_every_code_its_word(service: Service) -> None:
    # given people with something in every table
    schema = Everything(service, ACCOUNT)
    people = full_lives(service, 12, seed=17)

    # when
    nodes = ask_each(service, schema.question(), people)

    # then
    met = [pair for node in nodes for pair in companions(schema, "Beneficiary", node)]
    assert [pair for pair in met if pair.companion != pair.expected] == []
    seen = {(pair.type, pair.field, pair.value) for pair in met}
    assert {(type_, field) for type_, field, _ in declared(schema) - seen} == ELSEWHERE


@dataclass(frozen=True)
class Pair:
    """A date or a code of an answer with what stands beside it, and what should."""

    type: str
    field: str
    value: str
    companion: str | None
    expected: str | None


def companions(schema: Everything, type_: str, node: Any) -> Iterator[Pair]:
    """Every date and code in an answer that is not null, with its companion."""
    for field, (kind, of) in schema.fields[type_].items():
        value = node[field]
        if kind == "ENUM" and value is not None:
            yield Pair(type_, field, value, node[f"{field}Label"], WORDS[of][value].label)
        elif of == "Date" and value is not None:
            yield Pair(type_, field, "a date", node[f"{field}Era"], era(Day.fromisoformat(value)))
        elif kind == "OBJECT":
            for below in value if isinstance(value, list) else [value] if value else []:
                yield from companions(schema, of, below)


def declared(schema: Everything) -> set[tuple[str, str, str]]:
    """Every date, and every value of every code, that can be met from a person on."""
    found = set()
    for type_ in schema.reached():
        for field, (kind, of) in schema.fields[type_].items():
            found |= {(type_, field, "a date")} if of == "Date" else set()
            found |= {(type_, field, value) for value in schema.codes[of]} if kind == "ENUM" else set()
    return found


def test_no_companion_stands_alone(service: Service) -> None:
    # when
    schema = Everything(service, ACCOUNT)

    # then
    alone = {
        (type_, name)
        for type_ in schema.reached()
        for name, ending in ((name, ending) for name in schema.fields[type_] for ending in ("Era", "Label"))
        if name.endswith(ending) and name.removesuffix(ending) not in coded_or_dated(schema, type_)
    }
    assert alone == ITS_OWN_WORDS


def coded_or_dated(schema: Everything, type_: str) -> set[str]:
    """The fields of a type that are codes or dates."""
    return {field for field, (kind, of) in schema.fields[type_].items() if kind == "ENUM" or of == "Date"}
