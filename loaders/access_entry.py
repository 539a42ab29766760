"""An entry of a person's access history (features.md B06): a read or an action, from its record, as it is told."""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from loaders.access_grounds import Grounds
from loaders.record_subject import Person
from models.codes.access import AccessKind
from models.codes.office import AccountKind, Occupation
from permissions import access_history as words
from permissions.access_history import RefusedTab, Who
from permissions.information import Information, Reason

DONE = "DONE"
KNOWN, KNOWN_WORK = set(Information.__members__), set(Occupation.__members__)
"""What old records name may have other names by now; that is left out."""


@dataclass(frozen=True)
class AccessEntry:
    """One read or one action, as it is told."""

    at: datetime.datetime
    kind: AccessKind
    who: Who
    tabs: Sequence[str]
    refused: Sequence[RefusedTab]
    action: str | None
    done: bool
    basis: Sequence[str]
    sentence: str

    @property
    def kind_label(self) -> str:
        return self.kind.label

    @property
    def place(self) -> str | None:
        return self.who.place

    @property
    def place_hidden(self) -> bool:
        return self.who.hidden

    @property
    def account_kind(self) -> AccountKind | None:
        return self.who.kind

    @property
    def account_kind_label(self) -> str | None:
        return self.who.kind and self.who.kind.label

    @property
    def occupations(self) -> Sequence[str]:
        return self.who.occupations

    @property
    def automatic(self) -> bool:
        return self.who.automatic


def read_entry(row: Any, person: Person, grounds: Grounds, hidden: bool) -> AccessEntry:
    """A read of this person; `hidden`, without the offices' names."""
    basis = orjson.loads(row.basis)
    posts = [Occupation[name].label for post in basis["posts"] if (name := post.partition("/")[2]) in KNOWN_WORK]
    who = words.who(AccountKind[basis["kind"]], row.office, row.insurer, list(dict.fromkeys(posts)), hidden=hidden)
    refused = dict(_refused(row, person))
    shown = [Information[name] for name in basis["conditions"] if name in KNOWN and Information[name] not in refused]
    tabs = list(_tabs(shown, orjson.loads(row.coordinates), bool(refused)))
    missing = [_missing(information, reason, who.hidden) for information, reason in refused.items()]
    conditions = {name for item in shown for name in basis["conditions"][item.name]}
    sentence = words.read_sentence(row.at, who, tabs, missing, file=row.file is not None)
    return AccessEntry(
        row.at,
        AccessKind.READ if tabs else AccessKind.REFUSED,
        who,
        tabs,
        missing,
        None,
        bool(tabs),
        list(grounds.told(who.by_proof(row.office_key), row.at, conditions)),
        sentence,
    )


def _refused(row: Any, person: Person) -> Iterator[tuple[Information, Reason]]:
    """What was not shown of this person."""
    place = orjson.loads(row.people).index(person.id)
    for entry in orjson.loads(row.refusals):
        if place in entry.get("of", [place]) and entry.get("information") in KNOWN:
            yield Information[entry["information"]], Reason[entry["reason"]]


def _tabs(shown: Sequence[Information], coordinates: Sequence[str], refused: bool) -> Iterator[str]:
    """The tabs in the matrix's order, then what is no tab; whoever was found at all was found on a list."""
    roots = [words.root(name) for name in coordinates if name.startswith("Query.")]
    yield from (words.tab(information) for information in Information if information in shown)
    yield from dict.fromkeys(word for word in roots if word is not None)
    if not (shown or roots or refused):
        yield words.tab(Information.LIST)


def _missing(information: Information, reason: Reason, hidden: bool) -> RefusedTab:
    return RefusedTab(words.tab(information), words.why(reason, hidden=hidden))


def action_entry(row: Any, hidden: bool) -> AccessEntry:
    """An action that concerned the person."""
    who = words.who(row.account, row.office, row.insurer, [], hidden=hidden)
    name, done = words.action(row.action), row.outcome == DONE
    sentence = words.action_sentence(row.at, who, name, done=done)
    return AccessEntry(row.at, AccessKind.ACTION, who, [], [], name, done, [], sentence)
