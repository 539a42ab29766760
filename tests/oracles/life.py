"""LIFE: the year of a scale, and what every level is worth. The tables are typed from domain.md section 8."""

from collections.abc import Iterable

Month = tuple[int, int]

ASSISTANCE_10 = {"INDEPENDENT": ("自立", 10), "PARTIAL": ("一部介助", 5), "TOTAL": ("全介助", 0)}
ASSISTANCE_5 = {"INDEPENDENT": ("自立", 5), "PARTIAL": ("一部介助", 0), "TOTAL": ("全介助", 0)}

BARTHEL: dict[str, dict[str, tuple[str, int]]] = {
    "feeding": ASSISTANCE_10,
    "transfer": {
        "INDEPENDENT": ("自立", 15),
        "SUPERVISED": ("監視下", 10),
        "SITS_ONLY": ("座れるが移れない", 5),
        "TOTAL": ("全介助", 0),
    },
    "grooming": ASSISTANCE_5,
    "toiletUse": ASSISTANCE_10,
    "bathing": ASSISTANCE_5,
    "walking": {
        "INDEPENDENT": ("自立", 15),
        "WALKER": ("歩行器等", 10),
        "WHEELCHAIR": ("車椅子操作が可能", 5),
        "TOTAL": ("全介助", 0),
    },
    "stairs": ASSISTANCE_10,
    "dressing": ASSISTANCE_10,
    "bowelControl": ASSISTANCE_10,
    "bladderControl": ASSISTANCE_10,
}
"""Barthel Index: each item's levels with their words and points; all the best make 100."""

WORDS: dict[str, tuple[str, str, str, str, str]] = {
    "thingsPlaced": (
        "常に覚えている",
        "たまに(週1回程度)忘れるが考えれば思い出せる",
        "思い出せないこともあるが、きっかけがあれば思い出すこともある",
        "きっかけがあってもほとんど思い出せない",
        "忘れたこと自体を認識していない",
    ),
    "eventsRemembered": ("1週間前", "数日前", "昨日", "半日前", "全く覚えていられない"),
    "orientation": (
        "年月日がわかる(±1日)",
        "いる場所の種類がわかる",
        "その場の人が誰かわかる",
        "自分の名前がわかる",
        "自分の名前がわからない",
    ),
    "conversation": (
        "支障がない",
        "複雑な会話はできないが普通に会話できる",
        "具体的な欲求を伝えられる",
        "会話は成り立たないが発語はある",
        "発語がなく無言",
    ),
    "medication": (
        "自分で正しくできる",
        "用意してできるがたまに忘れる",
        "2回に1回は忘れる",
        "常に手渡しが必要",
        "服薬し終わるまで介助・見守りが必要",
    ),
    "dressing": (
        "季節に応じ選び着脱できる",
        "選べないが自分で着脱できる",
        "促しがあれば自分でできる",
        "一部介助",
        "全て介助",
    ),
    "appliances": (
        "自由に操作できる",
        "普段の単純操作はできる",
        "間違いが多いが教えれば使える",
        "リモコンは認識するが使い方が全くわからない",
        "リモコンが何かわからない",
    ),
}
"""生活・認知機能尺度: the options of each item, from 5 points down to 1."""

COGNITION: dict[str, dict[str, tuple[str, int]]] = {
    item: {f"POINTS_{points}": (word, points) for points, word in zip((5, 4, 3, 2, 1), words, strict=True)}
    for item, words in WORDS.items()
}

DISABILITY = {
    "SELF": "自立",
    "J1": "J1",
    "J2": "J2",
    "A1": "A1",
    "A2": "A2",
    "B1": "B1",
    "B2": "B2",
    "C1": "C1",
    "C2": "C2",
}
DEMENTIA = {
    "SELF": "自立",
    "I": "Ⅰ",
    "IIA": "Ⅱa",
    "IIB": "Ⅱb",
    "IIIA": "Ⅲa",
    "IIIB": "Ⅲb",
    "IV": "Ⅳ",
    "M": "M",
}


def year_before(month: Month) -> list[Month]:
    """The twelve calendar months that end with this one, oldest first."""
    year, last = month
    return [(year - 1, number) for number in range(last + 1, 13)] + [(year, number) for number in range(1, last + 1)]


def window(recorded: Iterable[Month]) -> list[Month]:
    """The months shown: those of the newest record's year that have a record."""
    known = set(recorded)
    return [month for month in year_before(max(known)) if month in known] if known else []
