"""Addresses and telephone numbers that lead nowhere: towns, codes and numbers of this demo alone."""

import random

from seed.offices import INSURERS
from seed.person import Home

TOWNS = (
    "中央",
    "本町",
    "若葉",
    "泉町",
    "木漏日町",
    "白鷺",
    "橋本町",
    "涼風台",
    "稔田",
    "緑丘",
    "港町",
    "城山",
    "桜ヶ丘",
    "川端町",
    "東雲台",
    "西浦",
    "南野",
    "北原",
    "花園",
    "松原町",
)


def home(insurer: int, dice: random.Random) -> Home:
    """A home somewhere in the insurer's area. One draw is enough for all its numbers; there are a million homes."""
    drawn, town = divmod(dice.getrandbits(48), len(TOWNS))
    drawn, street = divmod(drawn, 6)
    drawn, block = divmod(drawn, 29)
    drawn, number = divmod(drawn, 24)
    exchange, line = divmod(drawn, 10_000)
    return Home(
        f"000-{insurer:02}{town:02}",
        f"{INSURERS[insurer - 1][1]}{TOWNS[town]}{street + 1}丁目{block + 1}番{number + 1}号",
        f"097-{exchange % 1000:03}-{line:04}",
    )
