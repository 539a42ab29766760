"""Writes the question for everything the schema tells about a person, from what the service says of itself."""

from typing import Any

from tests.service import Service

SCHEMA = """
{ __schema { types { name kind enumValues { name } fields { name
  type { name kind ofType { name kind ofType { name kind ofType { name kind } } } } } } } }
"""
LEAVES = {"SCALAR", "ENUM"}


class Everything:
    """The fields of every object type. `question` asks for all that can be reached from a type."""

    def __init__(self, service: Service, user: str) -> None:
        types = service.ask(user, SCHEMA).data["__schema"]["types"]
        self.fields = {
            declared["name"]: {field["name"]: _named(field["type"]) for field in declared["fields"]}
            for declared in types
            if declared["kind"] == "OBJECT"
        }
        self.codes = {
            declared["name"]: [value["name"] for value in declared["enumValues"]]
            for declared in types
            if declared["kind"] == "ENUM"
        }

    def reached(self, root: str = "Beneficiary") -> set[str]:
        """The object types that can be reached from a type, itself among them."""
        found, waiting = set[str](), [root]
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                waiting += [of for kind, of in self.fields[name].values() if kind not in LEAVES]
        return found

    def question(self, root: str = "Beneficiary") -> str:
        """All people asked for by id, with everything; each type is a fragment, so it is written once."""
        written: dict[str, str] = {}
        self._fragment(root, written)
        head = f"query Everything($ids: [ID!]!) {{ nodes(ids: $ids) {{ ...{root}All }} }}"
        return "\n".join((head, *written.values()))

    def _fragment(self, name: str, written: dict[str, str]) -> None:
        written[name] = ""
        parts = []
        for field, (kind, of) in self.fields[name].items():
            if kind in LEAVES:
                parts.append(field)
                continue
            if of not in written:
                self._fragment(of, written)
            parts.append(f"{field} {{ ...{of}All }}")
        written[name] = f"fragment {name}All on {name} {{ {' '.join(parts)} }}"


def _named(shown: dict[str, Any]) -> tuple[str, str]:
    while shown.get("ofType"):
        shown = shown["ofType"]
    return shown["kind"], shown["name"]
