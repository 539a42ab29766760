"""How much a document may hold, told in one linear pass before it is even validated (graphql.md, convention 6).

A fragment is looked at once, however often it is spread. Nothing is asked of the schema.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

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
}
"""PostgreSQL cuts keys of more than 63 bytes. The schema told once is half a megabyte: see `_Ruler.count`."""
WORDS = {
    "depth": "深さ",
    "aliases": "別名の数",
    "directives": "ディレクティブの数",
    "rootFields": "最上位の項目の数",
    "operations": "操作の数",
    "fragments": "フラグメントの数",
    "aliasLength": "別名の長さ",
    "introspections": "スキーマの問い合わせの数",
}


COUNTED = ("aliases", "directives", "aliasLength", "introspections")


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
    return {
        "depth": max((ruler.depth(node.selection_set) for node in operations), default=0) if few else 0,
        "fragments": len(ruler.fragments),
        "rootFields": max((ruler.width(node.selection_set) for node in operations), default=0) if few else 0,
        "operations": len(operations),
        **ruler.found,
    }


def exceeded(document: DocumentNode) -> list[LimitExceeded]:
    """The limits a document breaks."""
    found = measured(document)
    return [
        LimitExceeded(f"{WORDS[name]}は{most}までです（{found[name]}）。", limit=name, most=most, found=found[name])
        for name, most in LIMITS.items()
        if found[name] > most
    ]


@dataclass
class _Ruler:
    fragments: Mapping[str, FragmentDefinitionNode]
    found: Counter[str] = field(default_factory=lambda: Counter(dict.fromkeys(COUNTED, 0)))
    _widths: dict[str, int] = field(default_factory=dict)
    _depths: dict[str, int] = field(default_factory=dict)

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
        below = getattr(node, "selection_set", None)
        for selection in below.selections if below is not None else ():
            self.count(selection, introspecting or name.startswith("__"))

    def width(self, selections: SelectionSetNode) -> int:
        """How many fields stand side by side, through fragments."""
        return sum(self._width(node) for node in selections.selections)

    def _width(self, node: Any) -> int:
        if isinstance(node, InlineFragmentNode):
            return self.width(node.selection_set)
        if not isinstance(node, FragmentSpreadNode):
            return 1
        name = node.name.value
        if name not in self._widths:
            self._widths[name] = 0  # as in _spread
            fragment = self.fragments.get(name)
            self._widths[name] = self.width(fragment.selection_set) if fragment else 0
        return self._widths[name]

    def depth(self, selections: SelectionSetNode) -> int:
        """How many fields stand inside one another. Introspection has a limit of its own, a rule of validation."""
        return max((self._depth(node) for node in selections.selections), default=0)

    def _depth(self, node: Any) -> int:
        if isinstance(node, FragmentSpreadNode):
            return self._spread(node.name.value)
        if isinstance(node, InlineFragmentNode):
            return self.depth(node.selection_set)
        if node.selection_set is None or node.name.value.startswith("__"):
            return 1
        return 1 + self.depth(node.selection_set)

    def _spread(self, name: str) -> int:
        if name not in self._depths:
            self._depths[name] = 0  # a fragment that spreads itself is refused by validation
            fragment = self.fragments.get(name)
            self._depths[name] = self.depth(fragment.selection_set) if fragment else 0
        return self._depths[name]


def _introspective(node: Any) -> str:
    """The name of the field, or of the type a fragment is on."""
    if isinstance(node, FieldNode):
        return node.name.value
    condition = getattr(node, "type_condition", None)
    return condition.name.value if condition is not None else ""
