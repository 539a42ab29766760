"""How much a document may hold, told in one linear pass before it is even validated (graphql.md, convention 6).

A fragment is looked at once, however often it is spread. Nothing is asked of the schema.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
)

from permissions.errors import LimitExceeded

LIMITS = {
    "depth": 12,
    "aliases": 15,
    "directives": 20,
    "rootFields": 25,
    "operations": 5,
    "fragments": 100,
    "aliasLength": 63,
    "introspections": 1,
    "operationChecks": 1,
    "signIns": 1,
    "nesting": 120,
}
"""PostgreSQL cuts keys of more than 63 bytes. The schema told once is half a megabyte: see `_Ruler.count`. Each
`checkOperation` reads a whole document. What walks a valid document recursively needs up to four frames a level of its
nesting, fragments and all; Python has a thousand."""
WORDS = {
    "depth": "深さ",
    "aliases": "別名の数",
    "directives": "ディレクティブの数",
    "rootFields": "最上位の項目の数",
    "operations": "操作の数",
    "fragments": "フラグメントの数",
    "aliasLength": "別名の長さ",
    "introspections": "スキーマの問い合わせの数",
    "operationChecks": "checkOperation の数",
    "signIns": "パスワードやコードを確かめる操作の数",
    "nesting": "入れ子の深さ",
}
COUNTED = ("aliases", "directives", "aliasLength", "introspections", "operationChecks")
SIGN_INS = {"startSignIn", "sendCode", "signIn", "changePassword"}
"""The root fields that look at a password or a code, or send one: one an operation, so that a request is one guess."""
MOST_TOLD = 2**53 - 1
"""Fragments that double make numbers of any size; this is the largest that every reader of JSON takes."""


class Reach(NamedTuple):
    """How far a selection reaches, through fragments: each number is told for what stands in it."""

    depth: int = 0
    """Fields inside one another. Introspection has a limit of its own, a rule of validation."""
    width: int = 0
    """Fields side by side."""
    sign_ins: int = 0
    """Those of them that are one of SIGN_INS."""
    nesting: int = 0
    """Selections inside one another, those of fragments too."""


class _Place(NamedTuple):
    """A selection inside a definition, and what stands around it there."""

    selections: SelectionSetNode
    fields: int = 0
    introspecting: bool = False
    nesting: int = 1

    def reach(self, inside: Reach) -> Reach:
        """How far something reaches in the definition that reaches so far by itself."""
        depth = 0 if self.introspecting else self.fields + inside.depth
        width, sign_ins = (inside.width, inside.sign_ins) if self.fields == 0 else (0, 0)
        return Reach(depth, width, sign_ins, self.nesting + inside.nesting)

    def below(self, node: FieldNode | InlineFragmentNode) -> "_Place":
        """What stands in the braces of a node here."""
        assert node.selection_set is not None
        field_ = isinstance(node, FieldNode)
        told = isinstance(node, FieldNode) and node.name.value.startswith("__")
        return _Place(node.selection_set, self.fields + field_, self.introspecting or told, self.nesting + 1)


def fragments_of(document: DocumentNode) -> Mapping[str, FragmentDefinitionNode]:
    """The fragments of a document, by name."""
    return {node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)}


def measured(document: DocumentNode) -> Mapping[str, int]:
    """How much of each limited thing a document has. It may be invalid: nothing is asked of the schema."""
    ruler = _Ruler(fragments_of(document))
    operations = [node for node in document.definitions if isinstance(node, OperationDefinitionNode)]
    for node in (*operations, *ruler.fragments.values()):
        ruler.count(node)
    few = len(ruler.fragments) <= LIMITS["fragments"]  # a long chain of them would end in a RecursionError
    reaches = [ruler.reach(node.selection_set) for node in operations if few]
    return {
        "depth": max((reach.depth for reach in reaches), default=0),
        "fragments": len(ruler.fragments),
        "rootFields": max((reach.width for reach in reaches), default=0),
        "operations": len(operations),
        "signIns": max((reach.sign_ins for reach in reaches), default=0),
        "nesting": max((reach.nesting for reach in reaches), default=0),
        **ruler.found,
    }


def exceeded(document: DocumentNode) -> list[LimitExceeded]:
    """The limits a document breaks."""
    found = {name: min(number, MOST_TOLD) for name, number in measured(document).items()}
    return [
        LimitExceeded(f"{WORDS[name]}は{most}までです（{found[name]}）。", limit=name, most=most, found=found[name])
        for name, most in LIMITS.items()
        if found[name] > most
    ]


@dataclass
class _Ruler:
    fragments: Mapping[str, FragmentDefinitionNode]
    found: Counter[str] = field(default_factory=lambda: Counter(dict.fromkeys(COUNTED, 0)))
    _reaches: dict[str, Reach] = field(default_factory=dict)

    def count(self, node: Any, introspecting: bool = False) -> None:
        """Count what is written in a node and below it; fragments that are spread count where they stand.

        The whole schema may be asked for once: an alias inside, or a second `__schema`, would tell all of it again.
        """
        self.found["directives"] += len(node.directives or ())
        alias = getattr(node, "alias", None)
        if alias is not None:
            self.found["aliases"] += 1
            self.found["introspections"] += introspecting
            self.found["aliasLength"] = max(self.found["aliasLength"], len(alias.value))
        name = _introspective(node)
        self.found["introspections"] += name == "__schema"
        self.found["operationChecks"] += name == "checkOperation"
        below = getattr(node, "selection_set", None)
        for selection in below.selections if below is not None else ():
            self.count(selection, introspecting or name.startswith("__"))

    def reach(self, selections: SelectionSetNode) -> Reach:
        """How far the selections of a definition reach.

        A stack instead of recursion: what stands in one definition may be two hundred deep, and there may be a hundred.
        """
        found, waiting = [Reach(nesting=1)], [_Place(selections)]
        while waiting:
            here = waiting.pop()
            for node in here.selections.selections:
                if isinstance(node, FragmentSpreadNode):
                    found.append(here.reach(self._fragment(node.name.value)))
                    continue
                assert isinstance(node, FieldNode | InlineFragmentNode)
                found.append(here.reach(_alone(node)))
                if node.selection_set is not None:
                    waiting.append(here.below(node))
        depths, widths, sign_ins, nestings = zip(*found, strict=True)
        return Reach(max(depths), sum(widths), sum(sign_ins), max(nestings))

    def _fragment(self, name: str) -> Reach:
        if name not in self._reaches:
            self._reaches[name] = Reach()  # a fragment that spreads itself is refused by validation
            fragment = self.fragments.get(name)
            self._reaches[name] = self.reach(fragment.selection_set) if fragment else Reach()
        return self._reaches[name]


def _alone(node: FieldNode | InlineFragmentNode) -> Reach:
    """How far a node reaches without what stands in its braces."""
    return Reach(1, 1, int(node.name.value in SIGN_INS)) if isinstance(node, FieldNode) else Reach()


def _introspective(node: Any) -> str:
    """The name of the field, or of the type a fragment is on."""
    if isinstance(node, FieldNode):
        return node.name.value
    condition = getattr(node, "type_condition", None)
    return condition.name.value if condition is not None else ""
