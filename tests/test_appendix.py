"""The guide's appendix: each of its 127 fields is in the schema under its Japanese term, with the value the seed holds.

The table is tests/expectations/appendix.toml; its head says how to read it and how the 127 add up.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from graphql import GraphQLEnumType, GraphQLField, GraphQLNamedType, GraphQLObjectType, get_named_type
from graphql import build_schema as read_schema

from seed import STORIES
from tests.service import Service

QUERY = """query Appendix($number: String!) { beneficiaries(search: $number) { edges { node { %s } } } }"""

TABLE = Path(__file__).parent / "expectations" / "appendix.toml"
ICHIRO = "介護 一郎"
NUMBERS = {ICHIRO: "1200000110", **STORIES}
LATER = "later"


@dataclass(frozen=True)
class Shown:
    """Where the schema shows a field, and what it shows of whom."""

    coordinate: str
    path: str
    value: Any
    person: str = ICHIRO

    @property
    def is_level(self) -> bool:
        """Whether the coordinate is a value of an enum: a place for the guide's dot (●)."""
        return self.coordinate.split(".")[0] in ("DisabilityAutonomy", "DementiaAutonomy")


@dataclass(frozen=True)
class Field:
    """A field of the appendix as the guide prints it; `shown` is empty where it is named as later."""

    place: str
    heading: str
    name: str
    shown: tuple[Shown, ...]

    def terms(self) -> list[str]:
        """The Japanese term of each place: of 予定日/結果入手日 each has its own."""
        parts = self.name.split("/")
        return parts if len(parts) == len(self.shown) else [self.name] * len(self.shown)


def _fields() -> Iterator[Field]:
    table = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    for place, headings in table.items():
        for heading, fields in headings.items():
            for name, told in fields.items():
                entries = [] if told == LATER else told if isinstance(told[0], list) else [told]
                yield Field(place, heading, name, tuple(Shown(*entry) for entry in entries))


FIELDS = tuple(_fields())
SHOWN = tuple(shown for field in FIELDS for shown in field.shown)
SCHEMA = read_schema((Path(__file__).parent.parent / "schema.graphql").read_text(encoding="utf-8"))


def test_the_appendix_has_127_fields() -> None:
    # given the table, then every field of the guide stands in it once
    later = [field for field in FIELDS if not field.shown]
    levels = [field for field in FIELDS if any(shown.is_level for shown in field.shown)]
    assert len(FIELDS) == 127
    assert (len(FIELDS) - len(levels) - len(later), len(levels), len(later)) == (109, 17, 1)


def test_no_two_fields_share_a_coordinate() -> None:
    # given the coordinates, then each belongs to one field
    owners = {(shown.coordinate, field.place, field.heading, field.name) for field in FIELDS for shown in field.shown}
    assert len(owners) == len({coordinate for coordinate, *_ in owners})


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.shown[0].coordinate if field.shown else LATER)
def test_the_schema_names_the_field_and_its_place(field: Field) -> None:
    # given a field of the guide
    for shown, term in zip(field.shown, field.terms(), strict=True):
        # when its path is followed through the schema, then the coordinate is on it
        steps = {coordinate: (owner, found) for coordinate, owner, found in _walk(shown.path)}
        heading, words, place = _words(shown, steps)
        # and it is described in the words of the guide, with the place they stand at
        before, after = rf"(^|[・の]|{_plain(field.heading)})", r"($|[(・:])"
        assert re.search(before + re.escape(_plain(term)) + after, _plain(words))
        assert _plain(f"（手引き{field.place}") in _plain(place)
        assert _plain(field.heading) in _plain(heading)


def test_the_service_gives_the_values_the_seed_holds(service: Service) -> None:
    # given every person of the table
    for person in dict.fromkeys(shown.person for shown in SHOWN):
        told = {shown.path: shown.value for shown in SHOWN if shown.person == person}
        # when everything it tells of them is asked for at once
        answer = service.ask("hachiro", QUERY % _selection(told), number=NUMBERS[person])
        # then the answer has each literal
        (edge,) = answer.data["beneficiaries"]["edges"]
        assert answer.refusals == []
        assert {path: _value(edge["node"], path.split(".")) for path in told} == told, person


def test_what_is_named_as_later_is_not_yet_in_the_schema() -> None:
    # given the fields named as later, then no field has their term: when one comes, its line is to be filled in
    terms = [field.heading for field in FIELDS if not field.shown]
    assert terms == ["審査会資料"]
    kinds = [kind for kind in SCHEMA.type_map.values() if isinstance(kind, GraphQLObjectType)]
    described = [field.description or "" for kind in kinds for field in kind.fields.values()]
    assert [words for words in described for term in terms if term in words] == []


@pytest.mark.parametrize("scale", ["BarthelRecord", "CognitionRecord"])
def test_the_items_of_a_scale_stand_in_the_guide(scale: str) -> None:
    # given the items of a scale, then only the day of registration is beyond the guide
    kind = SCHEMA.type_map[scale]
    assert isinstance(kind, GraphQLObjectType)
    beyond = {name for name, field in kind.fields.items() if "手引きにない項目" in (field.description or "")}
    assert beyond == {"registeredOn", "registeredOnEra"}


@pytest.mark.parametrize(
    ("coordinate", "words"),
    [
        ("Beneficiary.birthDateEra", "生年月日・和暦（手引き24頁 利用者詳細）"),
        ("Beneficiary.sexLabel", "性別・表示名（手引き24頁 利用者詳細）"),
        ("BurdenRatio.firstStartEra", "適用期間-開始年月日①・和暦（手引き24頁）"),
        ("BurdenRatio.issuedOnEra", "交付年月日・和暦（手引きにない項目）"),
        ("DisabilityRecord.levelLabel", "障害高齢者の日常生活自立度（●の位置）・表示名（手引き25頁③）"),
    ],
)
def test_a_companion_says_its_own_word_before_the_place(coordinate: str, words: str) -> None:
    owner, _, name = coordinate.partition(".")
    kind = SCHEMA.type_map[owner]
    assert isinstance(kind, GraphQLObjectType)
    assert (kind.fields[name].description or "").partition("。閲覧には")[0] == words


Step = tuple[GraphQLObjectType, GraphQLField]


def _walk(path: str) -> Iterator[tuple[str, GraphQLObjectType, GraphQLField]]:
    """Coordinate, type and field of every step of a path."""
    kind: GraphQLNamedType = SCHEMA.type_map["Beneficiary"]
    for step in path.split("."):
        assert isinstance(kind, GraphQLObjectType)
        name = step.partition("[")[0]
        assert name in kind.fields, f"{kind.name}.{name} is not in the schema"
        yield f"{kind.name}.{name}", kind, kind.fields[name]
        kind = get_named_type(kind.fields[name].type)


def _words(shown: Shown, steps: dict[str, Step]) -> tuple[str, str, str]:
    """The words that hold the heading, the term and the place."""
    if not shown.is_level:
        owner, field = steps[shown.coordinate]
        return owner.description or "", field.description or "", field.description or ""
    owner, field = list(steps.values())[-1]
    values = get_named_type(field.type)
    assert isinstance(values, GraphQLEnumType)
    assert shown.coordinate == f"{values.name}.{shown.value}"
    words = values.values[shown.value].description or ""
    return owner.description or "", words, words


def _plain(text: str) -> str:
    """Without the differences of printing: widths of signs, Roman numerals as one sign, spaces."""
    return unicodedata.normalize("NFKC", text).replace(" ", "")


def _selection(paths: Iterable[str]) -> str:
    tree: dict[str, Any] = {}
    for path in paths:
        node = tree
        for step in path.split("."):
            name, _, row = step.partition("[")
            node = node.setdefault(name, {})
            if "-" in row:
                node["month"] = {}
    return _written(tree)


def _written(tree: dict[str, Any]) -> str:
    return " ".join(f"{name} {{ {_written(below)} }}" if below else name for name, below in tree.items())


def _value(found: Any, path: list[str]) -> Any:
    """What the answer has at a path; of a list without [row] one value a row."""
    if isinstance(found, list):
        return [_value(row, path) for row in found]
    if not path:
        return found
    name, _, row = path[0].rstrip("]").partition("[")
    below = found[name]
    if "-" in row:
        (below,) = (record for record in below if record["month"] == row)
    elif row:
        below = below[int(row)]
    return _value(below, path[1:])
