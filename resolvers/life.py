"""What LIFE brings (科学的介護情報システム; features.md S37-S41, S84): records of people in a month, on four scales.

What it says of a month counts from the next query on, and replaces what it said of that month before.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from models.row import Row, new_id
from permissions.faults import Fault, Faulty
from permissions.information import Action
from permissions.life import SCALES, FedRecord, record_faults
from resolvers.numbered import Found, Numbers, people_numbered
from resolvers.performing import Act, Deed, Outcome
from resolvers.staging import Published, Staged, publish, stage, written

FEED_LIFE = Act.under("feedLife", Action.FEED_LIFE)
MOST_RECORDS = 500
RECORDS = ("input", "records")


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
    batch = new_id("bat")
    for target, rows in staged(enumerate(records), people).items():
        await stage(deed.session, batch, target, rows)
    done = await publish_life(deed.session, batch)
    deed.subjects += dict.fromkeys(people[record.numbers][1] for record in records)
    return {"kept": done.kept, "unchanged": done.unchanged}


async def publish_life(session: AsyncSession, batch: str) -> Published:
    """Put what waits on the four scales in their tables."""
    done = Published(0, 0)
    for scale in SCALES.values():
        done += await publish(session, batch, scale.row)
    return done


def staged(
    records: Iterable[tuple[int, FedRecord]], people: Mapping[Numbers, Found]
) -> Mapping[type[Row], list[Staged]]:
    """The rows of each scale's table, from records without fault and their places."""
    found: dict[type[Row], list[Staged]] = {scale.row: [] for scale in SCALES.values()}
    for place, record in records:
        head = {"month": record.month, "registered_on": record.registered_on}
        for name, told in record.scales.items():
            levels = {item: told[item] for item in SCALES[name].items}
            row = Staged(place, people[record.numbers][0], written(head | levels))
            found[SCALES[name].row].append(row)
    return found


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
