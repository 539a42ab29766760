"""What a request has read, as it is written down before its answer leaves."""

from collections import Counter
from collections.abc import Mapping, Sequence

from graphql import OperationDefinitionNode

from loaders.answer import Answer
from loaders.operation import Document, name_of
from loaders.reading import Reading
from loaders.refusals import Denied
from permissions.information import Information, Reason
from permissions.record import Read

Protected = Mapping[str, Information]
"""Which information each protected coordinate belongs to."""


def read_of(
    document: Document, operation: OperationDefinitionNode, reading: Reading, found: Answer, protected: Protected
) -> tuple[Read, Sequence[Information]]:
    """The read, and the information it was of."""
    refusals = [_refused(entry, reading, protected) for entry in found.refusals]
    refusals += [_denied(entry) for entry in found.denied]
    hidden = Counter(entry["coordinate"] for entry in found.refusals for _ in range(int(str(entry["people"]))))
    shown = [coordinate for coordinate in found.asked if hidden[coordinate] < len(reading.people)]
    people = [*reading.people.values(), *reading.unidentified]
    information = [protected[coordinate] for coordinate in shown if coordinate in protected]
    return Read(name_of(operation), document.hash, people, shown, refusals), information


def _refused(entry: Mapping[str, object], reading: Reading, protected: Protected) -> dict[str, object]:
    """A refusal as it is recorded: with its information, and where it was not of all people, with their places."""
    coordinate, reason = str(entry["coordinate"]), Reason[str(entry["reason"])]
    told = {**entry, "information": protected[coordinate].name}
    refused = {reading.people[key] for key in reading.refused[coordinate, reason]}
    if len(refused) == len(reading.people):
        return told
    return {**told, "of": [place for place, id_ in enumerate(sorted(reading.people.values())) if id_ in refused]}


def _denied(entry: Denied) -> dict[str, object]:
    reason, information = Reason.FORBIDDEN.name, entry.information.name
    return {"coordinate": entry.coordinate, "reason": reason, "information": information}
