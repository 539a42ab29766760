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
    """What may be asked for by its hash alone, in any of the processes behind a door; what was sent is bounded, the least
    used leave first.

    It is kept by account: otherwise a hash would tell whether somebody else has asked a question that holds a number.
    """

    own: Mapping[str, str] = field(default_factory=own_operations)
    shared: Shared | None = None
    size: int = 10_000
    _sent: OrderedDict[tuple[int, str], str] = field(default_factory=OrderedDict)

    def text(self, staff_key: int, hash_: str) -> str | None:
        """The document of this hash, where it is ours or the account has sent it."""
        if (key := (staff_key, hash_)) in self._sent:
            self._sent.move_to_end(key)
            return self._sent[key]
        if (own := self.own.get(hash_)) is not None or self.shared is None:
            return own
        return self.shared.document(staff_key, hash_)

    def keep(self, staff_key: int, text: str) -> None:
        """Remember what an account has sent."""
        if len(text) <= LONGEST_KEPT:
            key = (staff_key, hash_of(text))
            if self.shared and key not in self._sent:
                self.shared.keep_document(*key, text)
            self._sent[key] = text
            self._sent.move_to_end(key)
        if len(self._sent) > self.size:
            oldest, _ = self._sent.popitem(last=False)
            if self.shared:
                self.shared.forget_document(*oldest)
