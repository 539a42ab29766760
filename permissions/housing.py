"""What can be wrong with a home modification (住宅改修) that was paid (domain.md section 9)."""

import datetime
from collections.abc import Sequence

from models.codes.care import CareLevel
from models.codes.housing import CARE_STEPS, BenefitCategory, RenovationKind
from models.housing import Renovation
from permissions.faults import Fault
from permissions.fed import Values, Wrong, columns_said, faults_at, order, past, plain

COLUMNS = columns_said(Renovation)
PREVENTIVE = (CareLevel.SUPPORT_TRANSITIONAL, CareLevel.SUPPORT_1, CareLevel.SUPPORT_2)


def renovation_faults(
    values: Values, works: Sequence[RenovationKind], today: datetime.date, where: tuple[str, ...]
) -> list[Fault]:
    """Everything that is wrong with a home modification.

    Codes: LEVEL_WRONG, CATEGORY_WRONG, WORKS_WRONG, and those of permissions/fed.py.
    """
    return faults_at(
        where,
        plain(COLUMNS, values),
        past(values, today, "started_on", "paid_on"),
        order(values, "started_on", "paid_on"),
        _level(values),
        _works(works),
    )


def _level(values: Values) -> Wrong:
    level, category = values.get("care_level"), values.get("category")
    if level not in CARE_STEPS:
        yield "LEVEL_WRONG", "住宅改修の給付を受けられる要介護区分にしてください。", "care_level"
    elif (level in PREVENTIVE) is not (category is BenefitCategory.PREVENTION):
        yield "CATEGORY_WRONG", "要支援は予防給付、要介護は介護給付にしてください。", "category"


def _works(works: Sequence[RenovationKind]) -> Wrong:
    if not works or len(set(works)) < len(works):
        yield "WORKS_WRONG", "改修内容を、一つずつ指定してください。", "works"
