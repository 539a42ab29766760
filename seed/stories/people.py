"""People whose address, eligibility, number or name is out of the ordinary."""

import datetime

from models.codes.beneficiary import EligibilityLoss
from seed.dates import day, today
from seed.names import Name
from seed.stories.story import Story


def _protected(since: datetime.date, until: datetime.date | None = None) -> Story:
    return Story(columns={"protected_from": since, "protected_until": until})


def _lost(why: EligibilityLoss, on: str) -> Story:
    return Story(columns={"eligibility_lost_on": day(on), "eligibility_loss": why})


def _named(name: str, kana: str) -> Story:
    return Story(name=Name(name, kana))


STORIES: dict[str, Story] = {
    "protected": _protected(day("2025-03-03")),
    "protected-until-spring": _protected(day("2025-03-03"), day("2026-03-02")),
    "protected-until-today": _protected(day("2024-12-16"), today()),
    "protected-from-today": _protected(today()),
    "protected-from-tomorrow": _protected(today(1)),
    "protected-until-yesterday": _protected(day("2024-12-15"), today(-1)),
    "eligibility-lost-by-death": _lost(EligibilityLoss.DEATH, "2025-12-01"),
    "eligibility-lost-by-moving": _lost(EligibilityLoss.MOVED_OUT, "2025-11-30"),
    "eligibility-lost-otherwise": _lost(EligibilityLoss.OTHER, "2025-11-28"),
    "eligibility-lost-from-tomorrow": _lost(EligibilityLoss.MOVED_OUT, "2025-12-16"),
    "number-h": Story(number="H130000010"),
    "number-leading-zeros": Story(number="0000000017"),
    "category-2": Story(born="1973-05-17"),
    "hundred-years-old": Story(born="1925-03-14"),
    "born-on-29-february": Story(born="1936-02-29"),
    "name-voiced": _named("葉羽 亜", "ババ ア"),
    "name-unvoiced": _named("葉羽 亜", "ハハ ア"),
    "name-half-voiced": _named("ぱぱ 亜", "パパ ア"),
    "name-small-kana": _named("京 ツャ子", "キョウ ツャコ"),
    "name-wi": _named("ヰ関 ヱミ", "ヰセキ ヱミ"),
    "name-vu": _named("ヴ井 ハナ", "ヴイ ハナ"),
    "name-long-vowel": _named("ローラ 幸", "ローラ サチ"),
    "name-rare-letters": _named("髙𠮷 﨑子", "タカヨシ サキコ"),
    "name-foreign": _named("Ng Anna", "ング アンナ"),
    "name-same-as-another-1": _named("同名 花子", "ドウメイ ハナコ"),
    "name-same-as-another-2": _named("同名 花子", "ドウメイ ハナコ"),
}
