"""The eight certificates that are printed with a first and a last day, with ordinary contents."""

import datetime

from models import rows
from models.codes.certificates import BurdenStage, FormerMeasureKind, HomeHelpLaw, SocialWelfareGround
from models.row import Row
from seed.amounts import burden_limit
from seed.person import Person

PRINTED: dict[type[Row], dict[str, object]] = {
    rows.BurdenLimit: {**burden_limit(BurdenStage.STAGE_3_2)},
    rows.Reduction: {"benefit_rate": 95},
    rows.SocialWelfareReduction: {
        "reduction_rate": 25,
        "service_rate": 25,
        "food_rate": 25,
        "room_rate": 25,
        "confirmation_number": "軽減第{number}号",
        "ground": SocialWelfareGround.HARDSHIP,
    },
    rows.HomeHelpReduction: {"benefit_rate": 100, "law": HomeHelpLaw.DISABILITY_FULL_EXEMPTION},
    rows.RemoteIslandReduction: {"reduction_rate": 10, "confirmation_number": "離島第{number}号"},
    rows.HillyAreaReduction: {"reduction_rate": 10, "confirmation_number": "中山間第{number}号"},
    rows.SpecifiedBurdenLimit: {
        "food": 650,
        "room_unit_private": 1_370,
        "room_unit_semi_private": 1_370,
        "room_private": 880,
        "room_shared": 430,
        "former_measure_kind": FormerMeasureKind.FORMER_MEASURE,
    },
    rows.FormerMeasureReduction: {"benefit_rate": 97, "former_measure_kind": FormerMeasureKind.BURDEN_RELIEVED},
}
"""What each prints; `{number}` becomes the number of the confirmation."""


def hold(
    person: Person, certificate: type[Row], effective: datetime.date, until: datetime.date, **printed: object
) -> None:
    """Hold one of them, issued twelve days before its first day."""
    number = f"{effective.year}{person.key:06}"
    texts = {
        name: value.format(number=number) for name, value in PRINTED[certificate].items() if isinstance(value, str)
    }
    person.holds(
        certificate,
        effective_on=effective,
        valid_until=until,
        **{"issued_on": effective - datetime.timedelta(days=12), **PRINTED[certificate], **texts, **printed},
    )


def hold_all(person: Person, effective: datetime.date, until: datetime.date) -> None:
    """Hold all of them for one period."""
    for certificate in PRINTED:
        hold(person, certificate, effective, until)


def hold_burden_limit(person: Person, stage: BurdenStage, effective: datetime.date, until: datetime.date) -> None:
    """Hold 介護保険負担限度額認定証 of this stage."""
    hold(person, rows.BurdenLimit, effective, until, **dict[str, object](burden_limit(stage)))
