"""Value sets of the LIFE scales (domain.md section 8). The two scales of autonomy are in `care.py`."""

from typing import TypeAlias

from models.codes import Coded


class BarthelAssistance(Coded):
    """ADLの介助の程度."""

    INDEPENDENT = "", "自立"
    PARTIAL = "", "一部介助"
    TOTAL = "", "全介助"


class BarthelTransfer(Coded):
    """椅子とベッド間の移乗."""

    INDEPENDENT = "", "自立"
    SUPERVISED = "", "監視下"
    SITS_ONLY = "", "座れるが移れない"
    TOTAL = "", "全介助"


class BarthelWalking(Coded):
    """平地歩行."""

    INDEPENDENT = "", "自立"
    WALKER = "", "歩行器等"
    WHEELCHAIR = "", "車椅子操作が可能"
    TOTAL = "", "全介助"


BarthelLevel: TypeAlias = BarthelAssistance | BarthelTransfer | BarthelWalking

BARTHEL_POINTS: dict[str, dict[BarthelLevel, int]] = {
    "feeding": {BarthelAssistance.INDEPENDENT: 10, BarthelAssistance.PARTIAL: 5, BarthelAssistance.TOTAL: 0},
    "transfer": {
        BarthelTransfer.INDEPENDENT: 15,
        BarthelTransfer.SUPERVISED: 10,
        BarthelTransfer.SITS_ONLY: 5,
        BarthelTransfer.TOTAL: 0,
    },
    "grooming": {BarthelAssistance.INDEPENDENT: 5, BarthelAssistance.PARTIAL: 0, BarthelAssistance.TOTAL: 0},
    "toilet_use": {BarthelAssistance.INDEPENDENT: 10, BarthelAssistance.PARTIAL: 5, BarthelAssistance.TOTAL: 0},
    "bathing": {BarthelAssistance.INDEPENDENT: 5, BarthelAssistance.PARTIAL: 0, BarthelAssistance.TOTAL: 0},
    "walking": {
        BarthelWalking.INDEPENDENT: 15,
        BarthelWalking.WALKER: 10,
        BarthelWalking.WHEELCHAIR: 5,
        BarthelWalking.TOTAL: 0,
    },
    "stairs": {BarthelAssistance.INDEPENDENT: 10, BarthelAssistance.PARTIAL: 5, BarthelAssistance.TOTAL: 0},
    "dressing": {BarthelAssistance.INDEPENDENT: 10, BarthelAssistance.PARTIAL: 5, BarthelAssistance.TOTAL: 0},
    "bowel_control": {BarthelAssistance.INDEPENDENT: 10, BarthelAssistance.PARTIAL: 5, BarthelAssistance.TOTAL: 0},
    "bladder_control": {BarthelAssistance.INDEPENDENT: 10, BarthelAssistance.PARTIAL: 5, BarthelAssistance.TOTAL: 0},
}
"""Points of each item by level. Two levels may be worth the same, so a level cannot be read back from its points."""


class Cognition(Coded):
    """生活・認知機能尺度: each option's code is its points, 5 the best; seven items make 7-35."""

    @property
    def points(self) -> int:
        """点数."""
        return int(self.code)


class ThingsPlaced(Cognition):
    """身近なものを置いた場所を覚えていますか."""

    POINTS_5 = "5", "常に覚えている"
    POINTS_4 = "4", "たまに(週1回程度)忘れるが考えれば思い出せる"
    POINTS_3 = "3", "思い出せないこともあるが、きっかけがあれば思い出すこともある"
    POINTS_2 = "2", "きっかけがあってもほとんど思い出せない"
    POINTS_1 = "1", "忘れたこと自体を認識していない"


class EventsRemembered(Cognition):
    """身の回りに起こった日常的な出来事をどのくらいの期間、覚えていますか."""

    POINTS_5 = "5", "1週間前"
    POINTS_4 = "4", "数日前"
    POINTS_3 = "3", "昨日"
    POINTS_2 = "2", "半日前"
    POINTS_1 = "1", "全く覚えていられない"


class Orientation(Cognition):
    """現在の日付や場所等についてどの程度認識できますか."""

    POINTS_5 = "5", "年月日がわかる(±1日)"
    POINTS_4 = "4", "いる場所の種類がわかる"
    POINTS_3 = "3", "その場の人が誰かわかる"
    POINTS_2 = "2", "自分の名前がわかる"
    POINTS_1 = "1", "自分の名前がわからない"


class Conversation(Cognition):
    """誰かに何かを伝えたいと思っているとき、どれくらい会話でそれを伝えることができますか."""

    POINTS_5 = "5", "支障がない"
    POINTS_4 = "4", "複雑な会話はできないが普通に会話できる"
    POINTS_3 = "3", "具体的な欲求を伝えられる"
    POINTS_2 = "2", "会話は成り立たないが発語はある"
    POINTS_1 = "1", "発語がなく無言"


class Medication(Cognition):
    """一人で服薬ができますか."""

    POINTS_5 = "5", "自分で正しくできる"
    POINTS_4 = "4", "用意してできるがたまに忘れる"
    POINTS_3 = "3", "2回に1回は忘れる"
    POINTS_2 = "2", "常に手渡しが必要"
    POINTS_1 = "1", "服薬し終わるまで介助・見守りが必要"


class CognitionDressing(Cognition):
    """一人で着替えることができますか."""

    POINTS_5 = "5", "季節に応じ選び着脱できる"
    POINTS_4 = "4", "選べないが自分で着脱できる"
    POINTS_3 = "3", "促しがあれば自分でできる"
    POINTS_2 = "2", "一部介助"
    POINTS_1 = "1", "全て介助"


class Appliances(Cognition):
    """テレビやエアコンなどの電化製品を操作できますか."""

    POINTS_5 = "5", "自由に操作できる"
    POINTS_4 = "4", "普段の単純操作はできる"
    POINTS_3 = "3", "間違いが多いが教えれば使える"
    POINTS_2 = "2", "リモコンは認識するが使い方が全くわからない"
    POINTS_1 = "1", "リモコンが何かわからない"
