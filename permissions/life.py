"""What can be wrong with a LIFE record that is fed: points that are not those of their level, a total that is no sum, a
month that has not come (features.md S37-S41, S84; domain.md section 8).
"""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from models.codes import Coded
from models.codes.life import BARTHEL_POINTS, Cognition
from models.life import BarthelRecord, CognitionRecord, DementiaRecord, DisabilityRecord
from models.numbers import ANY_INSURED_NUMBER, INSURER_NUMBER
from models.row import Row, col, month_number
from permissions.faults import Fault
from permissions.fed import schema_name

TOTAL = "total_points"


@dataclass(frozen=True)
class Scale:
    """A scale of LIFE: its table, the value set of each item, and what each level of an item is worth, if anything."""

    row: type[Row]
    items: Mapping[str, type[Coded]]
    points: Mapping[str, Mapping[Any, int]]

    @property
    def columns(self) -> tuple[str, ...]:
        """What a source tells of a month: each item with its points, and their total."""
        told = [name for item in self.items for name in (item, f"{item}_points")]
        return (*told, TOTAL) if self.points else tuple(self.items)


def _scale(row: type[Row], points: Mapping[str, Mapping[Any, int]]) -> Scale:
    items = {name: _values(row, name) for name in row.model_fields if name not in ("beneficiary_key", "month")}
    return Scale(row, {name: values for name, values in items.items() if values is not None}, points)


def _values(row: type[Row], item: str) -> type[Coded] | None:
    return getattr(col(getattr(row, item)).type, "enum_class", None)


def _cognition() -> dict[str, dict[Any, int]]:
    found = {item: _values(CognitionRecord, item) for item in CognitionRecord.model_fields}
    scored = {item: values for item, values in found.items() if values is not None and issubclass(values, Cognition)}
    return {item: {level: level.points for level in values} for item, values in scored.items()}


SCALES: Mapping[str, Scale] = {
    "disability_autonomy": _scale(DisabilityRecord, {}),
    "dementia_autonomy": _scale(DementiaRecord, {}),
    "barthel_index": _scale(BarthelRecord, BARTHEL_POINTS),
    "cognition": _scale(CognitionRecord, _cognition()),
}
"""By the name of the tab's list."""

Told = Mapping[str, Any]
"""What is said of a scale: the level of every item, and where they are told the points of each and the total."""


@dataclass(frozen=True)
class FedRecord:
    """What LIFE says of a person in a month (see models.row.Month), on one scale or on several."""

    insurer_number: str
    insured_number: str
    month: int
    registered_on: datetime.date
    scales: Mapping[str, Told]

    @property
    def numbers(self) -> tuple[str, str]:
        return self.insurer_number, self.insured_number

    @property
    def well_numbered(self) -> bool:
        """Whether somebody could have these numbers."""
        return bool(INSURER_NUMBER.fullmatch(self.insurer_number) and ANY_INSURED_NUMBER.fullmatch(self.insured_number))


def record_faults(record: FedRecord, today: datetime.date) -> Iterator[Fault]:
    """Everything that is wrong with a record; whether there is such a person is not looked for."""
    if not INSURER_NUMBER.fullmatch(record.insurer_number):
        yield Fault("INSURER_NUMBER_WRONG", "介護保険者番号は6桁です。", ("insurerNumber",))
    if not ANY_INSURED_NUMBER.fullmatch(record.insured_number):
        message = "介護保険被保険者番号は10桁、またはHと9桁です。"
        yield Fault("INSURED_NUMBER_WRONG", message, ("insuredNumber",))
    if record.month > month_number(today.year, today.month):
        yield Fault("MONTH_WRONG", "まだ来ていない月です。", ("month",))
    if not datetime.date(record.month // 12, record.month % 12 + 1, 1) <= record.registered_on <= today:
        message = "登録日は、その月の初日から今日までの日にしてください。"
        yield Fault("REGISTERED_ON_WRONG", message, ("registeredOn",))
    if not record.scales:
        yield Fault("SCALE_MISSING", "尺度を一つ以上送ってください。", ())
    for name, told in record.scales.items():
        yield from _scale_faults(name, SCALES[name], told)


def _scale_faults(name: str, scale: Scale, told: Told) -> Iterator[Fault]:
    where = schema_name(name)
    reckoned = {item: points[told[item]] for item, points in scale.points.items()}
    for item, points in reckoned.items():
        if told.get(f"{item}_points") not in (None, points):
            message = f"この段階の点数は{points}点です。"
            yield Fault("POINTS_WRONG", message, (where, schema_name(f"{item}_points")))
    if told.get(TOTAL) not in (None, sum(reckoned.values())):
        message = "合計点数が、段階から計算した合計と合いません。"
        yield Fault("TOTAL_WRONG", message, (where, schema_name(TOTAL)))
