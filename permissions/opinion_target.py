"""The letter by which a municipality asks for an opinion (主治医意見書作成依頼書): what can be wrong as it is typed."""

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass

from models import kana
from models.codes.beneficiary import Sex
from models.codes.progress import ApplicationKind
from models.numbers import ANY_INSURED_NUMBER, INSURER_NUMBER
from permissions.faults import Fault
from permissions.text import is_line

LETTER = ("input", "letter")
KANA = re.compile(r"[ァ-ヺー・]+")
LONGEST_NAME = 100
YEAR = datetime.timedelta(days=366)
"""How long ago a letter may have been written, and how far off its last day may be: further away it is a slip."""


@dataclass(frozen=True)
class OpinionLetter:
    """What a clinic types from a letter."""

    insurer_number: str
    insured_number: str
    name: str
    kana: str
    birth_date: datetime.date
    sex: Sex
    application_kind: ApplicationKind | None
    requested_on: datetime.date
    due_on: datetime.date


def letter_faults(letter: OpinionLetter, today: datetime.date) -> Iterator[Fault]:
    """Everything that is wrong with it, whether there is such a person or not."""
    if not INSURER_NUMBER.fullmatch(letter.insurer_number):
        yield _fault("INSURER_NUMBER_WRONG", "介護保険者番号は半角数字6桁で入力してください。", "insurerNumber")
    if not ANY_INSURED_NUMBER.fullmatch(letter.insured_number):
        message = "被保険者番号は半角数字10桁、またはHと半角数字9桁で入力してください。"
        yield _fault("INSURED_NUMBER_WRONG", message, "insuredNumber")
    if not is_line(letter.name, LONGEST_NAME):
        yield _fault("NAME_WRONG", f"氏名は1から{LONGEST_NAME}文字で入力してください。", "name")
    if len(letter.kana) > LONGEST_NAME or not KANA.fullmatch(kana.plain(letter.kana)):
        yield _fault("KANA_WRONG", f"氏名カナはかなで、{LONGEST_NAME}文字までで入力してください。", "kana")
    if letter.birth_date > min(today, letter.requested_on):
        yield _fault("BIRTH_DATE_WRONG", "生年月日は、作成依頼日までの日にしてください。", "birthDate")
    yield from day_faults(letter.requested_on, letter.due_on, today, LETTER)


def day_faults(
    requested_on: datetime.date, due_on: datetime.date, today: datetime.date, where: tuple[str, ...]
) -> Iterator[Fault]:
    """REQUESTED_ON_WRONG, DUE_ON_WRONG: of a letter or of an electronic request."""
    if not today - YEAR <= requested_on <= today:
        yield Fault("REQUESTED_ON_WRONG", "作成依頼日は、今日までの1年以内にしてください。", (*where, "requestedOn"))
    if not datetime.timedelta() <= due_on - requested_on <= YEAR:
        yield Fault("DUE_ON_WRONG", "提出期限は、作成依頼日から1年以内にしてください。", (*where, "dueOn"))


def _fault(code: str, message: str, name: str) -> Fault:
    return Fault(code, message, (*LETTER, name))
