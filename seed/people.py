"""Who the generated people are: names, ages, numbers. What happens to them is in histories.py."""

import datetime
import random
from collections.abc import Iterator

from models.codes.beneficiary import EligibilityLoss, Sex
from models.codes.care import CareLevel
from models.rows import Beneficiary
from seed.book import Book
from seed.dates import TODAY, after
from seed.homes import home
from seed.names import FAMILIES, GIVEN, Name, draw, one_per_initial, whole
from seed.numbers import insured_number
from seed.person import Person, enter

WOMEN = 0.69
CATEGORY_2 = 0.02
"""The share of people aged 40 to 64, who are insured for certain diseases alone."""
H_NUMBER_EACH = 97


def families(dice: random.Random) -> Iterator[Name]:
    """Family names without end: first one for each initial, then as common as they are."""
    yield from one_per_initial()
    while True:
        yield draw(FAMILIES, dice)


def number_of(key: int) -> str:
    """The insured number of the person with this key; now and then one that starts with H (生活保護)."""
    number = insured_number(key)
    return f"H{number[1:]}" if key % H_NUMBER_EACH == 0 else number


def enter_person(book: Book, insurer: int, level: CareLevel, family: Name, dice: random.Random) -> Person:
    """Enter a person of this level and family."""
    sex = Sex.FEMALE if dice.random() < WOMEN else Sex.MALE
    return enter(
        book,
        insured_number=number_of(book.next[Beneficiary]),
        name=whole(family, draw(GIVEN[sex], dice)),
        sex=sex,
        birth_date=_birth_date(dice),
        level=level,
        home=home(insurer, dice),
        insurer=insurer,
        columns=_out_of_the_ordinary(dice),
    )


def _birth_date(dice: random.Random) -> datetime.date:
    """Ages from 65 to 104, most of them between 78 and 92."""
    age = dice.uniform(41, 64) if dice.random() < CATEGORY_2 else min(104.0, max(65.1, dice.gauss(84, 7)))
    return after(TODAY, -int(age * 365.2425))


def _out_of_the_ordinary(dice: random.Random) -> dict[str, object]:
    chance = dice.random()
    if chance < 0.004:
        return {"protected_from": after(TODAY, -dice.randrange(400))}
    if chance < 0.008:
        lost_on = after(TODAY, -dice.randrange(1, 30))
        return {"eligibility_lost_on": lost_on, "eligibility_loss": EligibilityLoss.DEATH}
    return {}
