"""What can be wrong with an insured person as a municipality's system brings them (被保険者; domain.md section 3)."""

import datetime
import re

from models.beneficiary import Beneficiary
from models.numbers import ANY_INSURED_NUMBER
from permissions.faults import Fault
from permissions.fed import Values, Wrong, columns_said, faults_at, needs, order, past, plain, without

_COLUMNS = columns_said(Beneficiary)
HEADER = {name: column for name, column in _COLUMNS.items() if not name.startswith(("protected", "eligibility"))}
"""What the head of every screen says, and how to reach the person."""
LOSS = {name: column for name, column in _COLUMNS.items() if name.startswith("eligibility")}
PROTECTION = {name: column for name, column in _COLUMNS.items() if name.startswith("protected")}

SHAPES = {
    "insured_number": (ANY_INSURED_NUMBER, "10桁の数字、または H と9桁の数字で指定してください。"),
    "kana": (re.compile("[ァ-ヺー・ 　]+"), "全角カタカナで指定してください。"),
    "postal_code": (re.compile(r"[0-9]{3}-[0-9]{4}"), "000-0000 の形で指定してください。"),
    "phone": (re.compile(r"0[0-9]{1,4}-[0-9]{1,4}-[0-9]{3,4}"), "00-0000-0000 の形で指定してください。"),
}
"""What is written in a form of its own."""


def header_faults(values: Values, today: datetime.date, where: tuple[str, ...]) -> list[Fault]:
    """Everything that is wrong with what a person is called and where they live.

    Codes: FORM_WRONG and those of permissions/fed.py.
    """
    return faults_at(where, plain(HEADER, values), past(values, today, "birth_date"), _shapes(values))


def loss_faults(values: Values, where: tuple[str, ...]) -> list[Fault]:
    """Everything that is wrong with a loss of eligibility (資格喪失): day and reason, or neither."""
    said = [name for name in LOSS if values.get(name) is not None]
    return faults_at(where, plain(LOSS, values), needs(values, *LOSS) if said else ())


def protection_faults(values: Values, where: tuple[str, ...]) -> list[Fault]:
    """Everything that is wrong with a protection (支援措置): its first day, and perhaps its last; neither ends it."""
    return faults_at(
        where,
        plain(PROTECTION, values),
        without(values, "protected_until") if values.get("protected_from") is None else (),
        order(values, "protected_from", "protected_until"),
    )


def _shapes(values: Values) -> Wrong:
    for name, (shape, message) in SHAPES.items():
        value = values.get(name)
        if value is not None and not shape.fullmatch(value):
            yield "FORM_WRONG", message, name
