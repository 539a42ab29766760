"""How the levels of need are spread over the certified (domain.md section 12)."""

import random

from models.codes.care import CareLevel

SHARES: dict[CareLevel, int] = {
    CareLevel.SUPPORT_1: 96,
    CareLevel.SUPPORT_2: 95,
    CareLevel.CARE_1: 140,
    CareLevel.CARE_2: 117,
    CareLevel.CARE_3: 91,
    CareLevel.CARE_4: 85,
    CareLevel.CARE_5: 59,
}
"""Ten thousands of people at the end of the fiscal year 2020."""


def deal_levels(count: int, dice: random.Random) -> list[CareLevel]:
    """So many levels in exactly these shares, shuffled."""
    total, dealt = sum(SHARES.values()), 0
    levels: list[CareLevel] = []
    for level, share in SHARES.items():
        dealt += share
        levels += [level] * (round(count * dealt / total) - len(levels))
    dice.shuffle(levels)
    return levels
