"""Plausible answers on the survey, the opinion and the LIFE scales, from how much a person needs help."""

import enum
import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import Enum

from models.codes import Coded
from models.codes.care import CareLevel, DementiaAutonomy, DisabilityAutonomy
from models.row import Row
from seed.book import table_of

Option = TypeVar("Option", bound=enum.Enum)

BODY_BY_LEVEL: dict[CareLevel, float] = {
    CareLevel.NOT_APPLICABLE: 0.02,
    CareLevel.PROJECT_TARGET: 0.05,
    CareLevel.SUPPORT_TRANSITIONAL: 0.10,
    CareLevel.SUPPORT_1: 0.10,
    CareLevel.SUPPORT_2: 0.18,
    CareLevel.CARE_1: 0.30,
    CareLevel.CARE_2: 0.42,
    CareLevel.CARE_3: 0.60,
    CareLevel.CARE_4: 0.76,
    CareLevel.CARE_5: 0.94,
}


@dataclass(frozen=True)
class Need:
    """How far body and mind need help, 0 to 1, and the dice that make two people differ."""

    body: float
    mind: float
    dice: random.Random

    @classmethod
    def of(cls, level: CareLevel, dice: random.Random) -> "Need":
        """The need of someone of this level: the body follows the level, the mind does so only by half."""
        body = BODY_BY_LEVEL[level]
        return cls(body, min(1.0, 0.5 * body + 0.5 * dice.random() ** 2), dice)

    def pick(self, options: Sequence[Option], need: float) -> Option:
        """An option, the first for the least need; now and then a step off."""
        place = int((need + self.dice.random() * 0.3 - 0.15) * len(options))
        return options[max(0, min(place, len(options) - 1))]

    def chance(self, share: float) -> bool:
        """Whether something holds that holds for this share of people."""
        return self.dice.random() < share

    @property
    def disability(self) -> DisabilityAutonomy:
        """障害高齢者の日常生活自立度."""
        return self.pick(tuple(DisabilityAutonomy), self.body)

    @property
    def dementia(self) -> DementiaAutonomy:
        """認知症高齢者の日常生活自立度."""
        return self.pick(tuple(DementiaAutonomy), self.mind)


def options(row: type[Row], column: str) -> tuple[Coded, ...]:
    """The values a coded column takes, in their order."""
    stored = table_of(row).columns[column].type
    assert isinstance(stored, Enum)
    assert stored.enum_class is not None
    return tuple(value for value in stored.enum_class if isinstance(value, Coded))
