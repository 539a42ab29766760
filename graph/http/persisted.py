"""Documents named by their hash: our own operations, and what an account has sent before (Apollo's persisted queries)."""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from graph.http.shared import Shared
from loaders.operation import LONGEST_KEPT, hash_of

OPERATIONS = Path(__file__).parent.parent / "operations"


def own_operations() -> Mapping[str, str]:
    """The texts of our own saved operations, by hash: the SHA-256 of a file of `graph/operations`, byte for byte."""
    texts = (path.read_text(encoding="utf-8") for path in sorted(OPERATIONS.glob("*.graphql")))
    return {hash_of(text): text for text in texts}


@dataclass
class PersistedDocuments:
    """What may be asked for by its hash alone, in any of the processes behind a door.

    It is kept by account: otherwise a hash would tell whether somebody else has asked a question that holds a number. Of
    an account so many are kept, of all together so many; the least used leave first, of whoever has most. So nobody
    pushes out what others have sent.
    """

    own: Mapping[str, str] = field(default_factory=own_operations)
    shared: Shared | None = None
    of_one: int = 1_000
    size: int = 10_000
    _sent: dict[int, OrderedDict[str, str]] = field(default_factory=dict)
    """By account."""
    _kept: int = 0

    def __post_init__(self) -> None:
        if self.shared:
            self.shared.forget_documents()

    def text(self, staff_key: int, hash_: str) -> str | None:
        """The document of this hash, where it is ours or the account has sent it."""
        if hash_ in (sent := self._sent.get(staff_key, OrderedDict())):
            sent.move_to_end(hash_)
            return sent[hash_]
        if (own := self.own.get(hash_)) is not None or self.shared is None:
            return own
        return self.shared.document(staff_key, hash_)

    def keep(self, staff_key: int, text: str) -> None:
        """Remember what an account has sent."""
        if len(text) > LONGEST_KEPT:
            return
        hash_, sent = hash_of(text), self._sent.setdefault(staff_key, OrderedDict())
        if hash_ not in sent:
            sent[hash_], self._kept = text, self._kept + 1
            if self.shared:
                self.shared.keep_document(staff_key, hash_, text)
        sent.move_to_end(hash_)
        if len(sent) > self.of_one:
            self._forget(staff_key)
        if self._kept > self.size:
            self._forget(max(self._sent, key=lambda each: (len(self._sent[each]), each == staff_key)))

    def _forget(self, staff_key: int) -> None:
        """Of this account the least used."""
        hash_, _ = self._sent[staff_key].popitem(last=False)
        self._kept -= 1
        if not self._sent[staff_key]:
            del self._sent[staff_key]
        if self.shared:
            self.shared.forget_document(staff_key, hash_)
