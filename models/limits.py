"""Amounts that change by date (支給限度基準額, 負担限度額): rows with a first day, never constants."""

import datetime

from sqlmodel import UniqueConstraint

from models.codes.care import CareLevel
from models.codes.certificates import BurdenStage
from models.codes.housing import LimitKind
from models.row import Row, code, key, yen


class BenefitLimit(Row, table=True):
    """A benefit limit in force from a day on; yen, or units a month for 区分支給限度基準額 by care level."""

    __table_args__ = (UniqueConstraint("kind", "care_level", "valid_from"),)

    key: int = key()
    kind: LimitKind = code(LimitKind)
    care_level: CareLevel | None = code(CareLevel)
    valid_from: datetime.date
    amount: int


class BurdenLimitAmount(Row, table=True):
    """The daily limits of food and room of one stage (利用者負担段階), in force from a day on."""

    __table_args__ = (UniqueConstraint("stage", "valid_from"),)

    key: int = key()
    stage: BurdenStage = code(BurdenStage)
    valid_from: datetime.date
    food_short_stay: int = yen()
    food_other: int = yen()
    room_unit_private: int = yen()
    room_unit_semi_private: int = yen()
    room_private_welfare: int = yen()
    room_private_health: int = yen()
    room_shared: int = yen()
