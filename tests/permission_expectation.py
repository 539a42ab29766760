"""Reads tests/expectations/permissions.txt: who may see what, as the papers say it.

Names are kept as texts: nothing here comes from the service or its matrix.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from graphql import ObjectTypeDefinitionNode, parse, value_from_ast_untyped

FILE = Path(__file__).parent / "expectations" / "permissions.txt"

Lines = list[str]
Post = tuple[str, str]
"""A group of services and an occupation in it."""


@dataclass(frozen=True)
class Expectation:
    """The file, section by section. `may` holds every (group, occupation) with the information it may see."""

    information: Mapping[str, str]
    occupations: Mapping[str, str]
    kinds: Mapping[str, bool]
    account: Mapping[str, frozenset[str]]
    conditions: Mapping[str, tuple[str, ...]]
    reasons: Mapping[str, str]
    group_labels: Mapping[str, str]
    services: Mapping[str, tuple[str, ...]]
    may: Mapping[Post, frozenset[str]]
    coordinates: Mapping[str, str]

    def reads(self, kind: str, posts: Iterable[Post]) -> frozenset[str]:
        """What an account of this kind with these posts may see: the union of its posts."""
        held = frozenset[str]().union(*(self.may[post] for post in posts))
        return held if self.kinds[kind] else frozenset()

    def allowed(self, information: str) -> set[tuple[str, frozenset[str]]]:
        """Who may see the information, as a refusal says it: the group, and the occupations in it."""
        found: dict[str, set[str]] = {}
        for (group, occupation), seen in self.may.items():
            if information in seen:
                found.setdefault(self.group_labels[group], set()).add(self.occupations[occupation])
        return {(group, frozenset(occupations)) for group, occupations in found.items()}

    def rules(self) -> dict[str, dict[str, Any]]:
        """What @requires is to say, by coordinate."""
        return {
            coordinate: {
                "information": information,
                "conditions": list(self.conditions[information]),
                "services": [
                    label
                    for group, label in self.group_labels.items()
                    if any(group == found and information in seen for (found, _), seen in self.may.items())
                ],
            }
            for coordinate, information in self.coordinates.items()
        }

    def flipped(self, group: str, occupation: str, information: str) -> "Expectation":
        """The same with one cell the other way round."""
        return replace(self, may={**self.may, (group, occupation): self.may[group, occupation] ^ {information}})


def printed_rules(sdl: str) -> dict[str, dict[str, Any]]:
    """What @requires says in a printed schema, by coordinate."""
    found: dict[str, dict[str, Any]] = {}
    for kind in (kind for kind in parse(sdl).definitions if isinstance(kind, ObjectTypeDefinitionNode)):
        for field in kind.fields or ():
            for mark in (mark for mark in field.directives or () if mark.name.value == "requires"):
                words = {one.name.value: value_from_ast_untyped(one.value) for one in mark.arguments or ()}
                found[f"{kind.name.value}.{field.name.value}"] = words
    return found


def load(path: Path = FILE) -> Expectation:
    """Read the file; a word that is not known where it stands is a KeyError or an AssertionError."""
    sections = dict(_sections(path.read_text(encoding="utf-8")))
    groups = {line.split()[0]: line.split(":") for line in sections["groups"]}
    return Expectation(
        information=_pairs(sections["information"]),
        occupations=_pairs(sections["occupations"]),
        kinds={name: _may(mark) for name, mark in _pairs(sections["kinds"]).items()},
        account=dict(_table(sections["account"])),
        conditions={line.split()[0]: tuple(line.split()[1:]) for line in sections["conditions"]},
        reasons=_pairs(sections["reasons"]),
        group_labels={name: words.split()[1] for name, (words, _) in groups.items()},
        services={name: tuple(codes.split()) for name, (_, codes) in groups.items()},
        may={(group, job): seen for group in groups for job, seen in _table(sections[f"may {group}"])},
        coordinates=_pairs(sections["coordinates"]),
    )


def _sections(text: str) -> Iterator[tuple[str, Lines]]:
    name, lines = "", Lines()
    for line in text.splitlines():
        if line.startswith("["):
            yield name, lines
            name, lines = line.strip("[]"), []
        elif line.strip() and not line.startswith("#"):
            lines.append(line)
    yield name, lines


def _pairs(lines: Lines) -> dict[str, str]:
    split = [line.split() for line in lines]
    found = {words[0]: words[1] for words in split}
    assert len(found) == len(split), "a name stands twice"
    return found


def _table(lines: Lines) -> Iterator[tuple[str, frozenset[str]]]:
    head = lines[0].split()
    for line in lines[1:]:
        name, *marks = line.split()
        assert len(marks) == len(head), line
        yield name, frozenset(column for column, mark in zip(head, marks, strict=True) if _may(mark))


def _may(mark: str) -> bool:
    assert mark in ("may", "-"), mark
    return mark == "may"


EXPECTATION = load()
