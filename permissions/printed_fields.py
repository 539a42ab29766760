"""The printed fields of a certificate (券面情報): how they are typed, and when they are a person's (S54, S55; A02).

Besides the two numbers, the items of KAIGO_PRINTED_ITEMS must agree. They are compared like this:

- names and kana without spaces, whatever their width, hiragana as katakana (models/kana.py)
- addresses the same way, with every dash alike; 一丁目2番 and 1-2 stay different
- birth date and sex as they are
"""

import datetime
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from models import kana
from models.beneficiary import Beneficiary
from models.codes.beneficiary import Sex
from models.numbers import INSURED_NUMBER, INSURER_NUMBER, check_digit
from permissions.faults import Fault

KANA = re.compile(r"[ァ-ヺー・]+")
DASHES = re.compile(r"[‐‑‒–—―−ー-]")
LONGEST = 200
PATHS = {
    "name": ("input", "name"),
    "kana": ("input", "kana"),
    "birth_date": ("input", "birthDate"),
    "sex": ("input", "sex"),
    "address": ("input", "address"),
}
TERMS = {"name": "氏名", "kana": "氏名カナ", "birth_date": "生年月日", "sex": "性別", "address": "住所"}


@dataclass(frozen=True)
class PrintedFields:
    """What somebody typed from a certificate; items that are not compared may be left out."""

    insurer_number: str
    insured_number: str
    name: str | None = None
    kana: str | None = None
    birth_date: datetime.date | None = None
    sex: Sex | None = None
    address: str | None = None


def wrong(typed: PrintedFields, items: Sequence[str], today: datetime.date) -> Iterator[Fault]:
    """Everything that is wrong with how it was typed, whether there is such a person or not."""
    if not INSURER_NUMBER.fullmatch(typed.insurer_number):
        message = "介護保険者番号は半角数字6桁で入力してください。"
        yield Fault("INSURER_NUMBER_WRONG", message, ("input", "insurerNumber"))
    if not INSURED_NUMBER.fullmatch(typed.insured_number):
        message = "介護保険被保険者番号は半角数字10桁で入力してください。"
        yield Fault("INSURED_NUMBER_WRONG", message, ("input", "insuredNumber"))
    for item in items:
        value = getattr(typed, item)
        if value is None or value == "":
            yield Fault(f"{item.upper()}_MISSING", f"{TERMS[item]}を入力してください。", PATHS[item])
        elif not _well_typed(item, value, today):
            yield Fault(f"{item.upper()}_WRONG", f"{TERMS[item]}が正しくありません。", PATHS[item])


def doubtful(typed: PrintedFields) -> Iterator[Fault]:
    """What may be a slip of the fingers, but is no reason to refuse: numbers whose check digit does not fit exist."""
    number = typed.insurer_number
    if INSURER_NUMBER.fullmatch(number) and check_digit(number[:-1]) != number[-1]:
        message = "介護保険者番号の検証番号が合いません。入力に誤りがないか確かめてください。"
        yield Fault("INSURER_CHECK_DIGIT", message, ("input", "insurerNumber"))


def agree(typed: PrintedFields, person: Beneficiary, items: Sequence[str]) -> bool:
    """Whether every item is the person's own."""
    return all(_compared(item, getattr(typed, item)) == _compared(item, getattr(person, item)) for item in items)


def _well_typed(item: str, value: Any, today: datetime.date) -> bool:
    match item:
        case "kana":
            return len(value) <= LONGEST and KANA.fullmatch(kana.plain(value)) is not None
        case "birth_date":
            return bool(value <= today)
        case "sex":
            return True
    return len(value) <= LONGEST and kana.plain(value) != ""


def _address(text: str) -> str:
    return DASHES.sub("-", kana.plain(text))


SPELLED: Mapping[str, Callable[[Any], Any]] = {"name": kana.plain, "kana": kana.plain, "address": _address}


def _compared(item: str, value: Any) -> Any:
    return value if value is None else SPELLED.get(item, lambda found: found)(value)
