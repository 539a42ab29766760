"""What LIFE brings (科学的介護情報システム; features.md S37-S41, S84): records of people in a month, on four scales.

What it says of a month counts from the next query on, and replaces what it said of that month before.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from models.row import new_id
from permissions.faults import Fault, Faulty
from permissions.information import Action, Information
from permissions.life import SCALES, FedRecord, record_faults
from resolvers.numbered import Found, Numbers, people_numbered
from resolvers.performing import Act, Deed, Outcome
from resolvers.staging import Feeder, Shelf, Staged, publish, stage, tell, written

FEED_LIFE = Act.under("feedLife", Action.FEED_LIFE)
MOST_RECORDS = 500
RECORDS = ("input", "records")
SHELVES: Mapping[str, Shelf] = {name: Shelf(scale.row) for name, scale in SCALES.items()}


async def feed_life(deed: Deed, records: Sequence[FedRecord]) -> Outcome:
    """Enter the records of many people: all of them, or none.

    Raises:
        Faulty: everything that is wrong with any of them, each at its place.
    """
    if not 1 <= len(records) <= MOST_RECORDS:
        raise Faulty([Fault("RECORDS_WRONG", f"1件から{MOST_RECORDS}件までで送ってください。", RECORDS)])
    people = await people_numbered(deed.session, {record.numbers for record in records})
    if faults := list(_faults(deed, records, people)):
        raise Faulty(faults)
    kept = await _entered(deed, records, people)
    deed.subjects += dict.fromkeys(people[record.numbers].id for record in records)
    return {"kept": kept, "unchanged": len(records) - kept}


def contents(record: FedRecord) -> Iterable[tuple[Shelf, Mapping[str, object]]]:
    """The row of each scale of a record without fault, as it waits."""
    head = {"month": record.month, "registered_on": record.registered_on}
    for name, told in record.scales.items():
        yield SHELVES[name], written({**head, **{item: told[item] for item in SCALES[name].items}})


async def _entered(deed: Deed, records: Sequence[FedRecord], people: Mapping[Numbers, Found]) -> int:
    batch, feeder = new_id("bat"), Feeder(deed.viewer.staff_key, deed.reading.now)
    waiting: dict[Shelf, list[Staged]] = {shelf: [] for shelf in SHELVES.values()}
    for place, record in enumerate(records):
        for shelf, content in contents(record):
            waiting[shelf].append(Staged(place, people[record.numbers].key, content))
    for shelf, rows in waiting.items():
        await stage(deed.session, batch, shelf, rows)
    kept = await publish(deed.session, batch, [*SHELVES.values()], feeder)
    insurers = {person.insurer_key for person in people.values()}
    await tell(deed.session, batch, feeder, Information.LIFE, MOST_RECORDS * len(SHELVES), insurers)
    return kept


def _faults(deed: Deed, records: Sequence[FedRecord], people: Mapping[Numbers, Found]) -> Iterator[Fault]:
    seen: set[tuple[Numbers, int]] = set()
    for place, record in enumerate(records):
        where = (*RECORDS, str(place))
        for fault in record_faults(record, deed.reading.binds["today"]):
            yield Fault(fault.code, fault.message, (*where, *fault.path))
        if record.well_numbered and record.numbers not in people:
            yield Fault("BENEFICIARY_UNKNOWN", "この番号の被保険者はいません。", (*where, "insuredNumber"))
        if (record.numbers, record.month) in seen:
            yield Fault("RECORD_TWICE", "この人のこの月の記録が二度あります。", where)
        seen.add((record.numbers, record.month))
