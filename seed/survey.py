"""Plausible answers of the survey (認定調査票)."""

import random

from sqlalchemy import Boolean

from models import rows
from models.codes import Coded
from models.codes.survey import (
    CurrentResidence,
    Hearing,
    SurveyContractor,
    SurveyPlace,
    SurveyServiceClass,
    Vision,
)
from models.survey import ITEM_NUMBERS
from seed.answers import Need, options
from seed.book import table_of

SENSES: dict[str, tuple[Coded, ...]] = {"vision": tuple(Vision)[:4], "hearing": tuple(Hearing)[:4]}
"""Age, not need, dims the senses; 判断不能 is left to the stories."""

FLAGS = tuple(item for item in ITEM_NUMBERS if isinstance(table_of(rows.Survey).columns[item].type, Boolean))
ANSWERS = {item: options(rows.Survey, item) for item in ITEM_NUMBERS if item not in FLAGS and item not in SENSES}
MIND = frozenset(
    item for item, (number, _) in ITEM_NUMBERS.items() if number[0] in "34" or number in ("5-1", "5-2", "5-3", "5-4")
)

VISITS = (
    "home_help_visits",
    "home_bathing_visits",
    "home_nursing_visits",
    "home_rehabilitation_visits",
    "management_guidance_visits",
    "day_care_visits",
    "day_rehabilitation_visits",
    "short_stay_days",
    "equipment_rental_items",
)
UNUSED = (
    "medical_short_stay_days",
    "specified_facility_days",
    "equipment_sale_items",
    "night_home_help_days",
    "dementia_day_care_days",
    "small_multifunction_days",
    "group_home_days",
    "community_specified_facility_days",
    "community_welfare_facility_days",
    "regular_visiting_visits",
    "nursing_small_multifunction_days",
)
"""Services a person who lives at home alone with help does not draw."""

REMARKS = (
    ("1-7", "屋内は手すりや家具につかまって移動している。"),
    ("1-8", "立ち上がりのときに膝に手をつく。"),
    ("2-1", "ふらつきがあるため家族が見守っている。"),
    ("2-5", "夜間のみ介助が必要となる。"),
    ("3-4", "直前に聞いたことを答えられないことがある。"),
    ("4-12", "置き忘れが多く、家族と一緒に探している。"),
    ("5-1", "飲み忘れがあるため家族が一包化して渡している。"),
    ("5-6", "火の始末が心配なため家族が行っている。"),
)


def answers(need: Need) -> dict[str, object]:
    """All the form asks, for a person who lives at home."""
    dice = need.dice
    found: dict[str, object] = {
        "place": SurveyPlace.HOME,
        "current_residence": CurrentResidence.HOME,
        "service_class": SurveyServiceClass.CARE if need.body >= 0.3 else SurveyServiceClass.PREVENTION,
        "contractor": need.pick(tuple(SurveyContractor)[:3], dice.random()),
        "home_modification": need.chance(0.2),
        **dict.fromkeys(UNUSED, 0),
    }
    for item in VISITS:
        found[item] = dice.randrange(1, 13) if need.chance(0.3 * need.body + 0.05) else 0
    for item in FLAGS:
        found[item] = need.chance(0.15 * need.body)
    for item, choices in ANSWERS.items():
        found[item] = need.pick(choices, need.mind if item in MIND else need.body)
    for item, choices in SENSES.items():
        found[item] = need.pick(choices, 0.2)
    found["disability_autonomy"] = need.disability
    found["dementia_autonomy"] = need.dementia
    return found


def remarks(dice: random.Random) -> list[tuple[str, str]]:
    """A few remarks, in the order of the form."""
    return sorted(dice.sample(REMARKS, dice.randrange(0, 4)), key=REMARKS.index)
