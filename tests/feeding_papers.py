"""What tests of the papers of a certification (認定調査票, 主治医意見書) say again and again: whole forms, sending, looking."""

from collections.abc import Iterator
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLObjectType,
    get_named_type,
    is_leaf_type,
)

from tests.built_schema import BUILT
from tests.feeding import MUNICIPAL, act
from tests.managing import new_key
from tests.opinion import CONTENT
from tests.oracles.crowd import Person, ask_each, enlist
from tests.service import Answer, Service
from tests.test_feeding_progress import ACCEPTED
from tests.test_feeding_progress import feed as feed_progress
from tests.uploading import send

NUMBER = "1111100001"
APPLICATION = {"appliedOn": "2025-11-04", "applicationKind": "RENEWAL"}
NOTES = [{"item": "1-7", "text": "杖を使う。\n屋外は付き添いが要る。"}, {"item": "4", "text": "夜間に落ち着かない。"}]


def whole(name: str) -> dict[str, Any]:
    """A value for every plain field of an input: its last code, true, and numbers that tell one field from the next."""
    kind = BUILT.type_map[name]
    assert isinstance(kind, GraphQLInputObjectType)
    numbers = iter(range(1, 100))
    return {field: _value(get_named_type(one.type), numbers) for field, one in kind.fields.items() if _plain(one.type)}


def _plain(kind: Any) -> bool:
    return is_leaf_type(get_named_type(kind))


def _value(kind: Any, numbers: Iterator[int]) -> Any:
    if isinstance(kind, GraphQLEnumType):
        return list(kind.values)[-1]
    made = {"Boolean": True, "Date": "2025-11-12", "Int": next(numbers) % 32, "String": "記載"}
    return made.get(kind.name, 40.5)


SURVEY = {**whole("SurveyInput"), "conductedOn": "2025-11-12"}
PAPER = {"conductedOn": "2025-11-12"}
OPINION: dict[str, Any] = {
    **CONTENT,
    "receivedOn": "2025-12-15",
    "institutionName": "例示内科医院",
    "institutionAddress": "見本市若葉三丁目6番1号",
    "institutionPhone": "097-000-1006",
    "applicantName": "試験 花",
    "applicantKana": "シケン ハナ",
    "applicantSex": "FEMALE",
    "applicantBirthDate": "1940-04-01",
    "applicantAge": 85,
}
SCAN = {"writtenOn": "2025-11-18", "receivedOn": "2025-11-20", "shared": True}
"""An opinion of which nothing was typed in."""


def every_leaf(name: str, but: frozenset[str] = frozenset()) -> str:
    """A selection of everything a type tells, down to its leaves."""
    kind = BUILT.type_map[name]
    assert isinstance(kind, GraphQLObjectType)
    parts = []
    for field, one in kind.fields.items():
        inner = get_named_type(one.type)
        if f"{name}.{field}" not in but:
            parts.append(field if is_leaf_type(inner) else f"{field} {{ {every_leaf(inner.name, but)} }}")
    return " ".join(parts)


def look(service: Service, person: Person, asked: str) -> Any:
    """What the certification tab tells; null where it is not to be seen."""
    query = f"query Tab($ids: [ID!]!) {{ nodes(ids: $ids) {{ ... on Beneficiary {{ certification {{ {asked} }} }} }} }}"
    return ask_each(service, query, [person])[0]["certification"]


def flat(told: Any) -> dict[str, Any]:
    """What stands in the groups of a form, by field."""
    found: dict[str, Any] = {}
    for name, value in told.items():
        found |= flat(value) if isinstance(value, dict) else {name: value}
    return found


def applied(service: Service, **columns: Any) -> Person:
    """A person of the list whose application was fed."""
    [person] = enlist(service, 1, insured_number=NUMBER, **columns)
    feed_progress(service, ACCEPTED)
    return person


def feed(service: Service, name: str, by: str = MUNICIPAL, **asked: Any) -> Answer:
    given = {"idempotencyKey": new_key(), "insuredNumber": NUMBER, **APPLICATION, **asked}
    return service.ask(by, act(name), input=given)


def fed(service: Service, name: str, **asked: Any) -> tuple[str, bool]:
    """The id of the paper, and whether anything changed."""
    found = feed(service, name, **asked).data[name]
    return found["id"], found["changed"]


def bring(service: Service, content: bytes, by: str = MUNICIPAL, media_type: str = "application/pdf") -> str:
    """The handle of a file that was sent."""
    return str(send(service, content, media_type, by).body["handle"])
