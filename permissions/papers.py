"""What the papers of a certification (認定調査票, 主治医意見書) have in common."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from permissions.fed import Values, Wrong

Lists = Mapping[str, Sequence[Mapping[str, Any]]]
"""The lists of a paper by name, each in its order."""


@dataclass(frozen=True)
class Days:
    """When the application was made and the person was born, where that is known, and what day it is."""

    applied_on: datetime.date | None
    birth_date: datetime.date | None
    today: datetime.date


def soon_enough(values: Values, name: str, days: Days, before: datetime.timedelta) -> Wrong:
    """PERIOD_WRONG: a paper much older than its application belongs to another one."""
    if days.applied_on is not None and days.applied_on - values[name] > before:
        yield "PERIOD_WRONG", f"申請日より{before.days}日を超えて前の日は指定できません。", name
