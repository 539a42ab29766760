"""Value sets of the insured person."""

from models.codes import Coded


class Sex(Coded):
    """性別."""

    MALE = "1", "男性"
    FEMALE = "2", "女性"


class EligibilityLoss(Coded):
    """資格喪失事由."""

    DEATH = "", "死亡"
    MOVED_OUT = "", "転出"
    OTHER = "", "その他"
