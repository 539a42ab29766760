"""The invoice for an opinion (主治医意見書作成料請求書; S74): what it comes to, and all that can be wrong.

The day the opinion was written decides fee and tax (domain.md section 6.2). A blank is a fault of its own kind
(`..._MISSING`): a draft may have blanks, but nothing wrong.
"""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields

from models.codes.invoice import ExaminationKind
from models.codes.opinion import ClaimCategory
from permissions.faults import Fault
from permissions.text import is_line

YEN_A_POINT = 10
MOST_POINTS = 9_999
LONGEST_TEXT = 200
NEW = frozenset({ClaimCategory.HOME_NEW, ClaimCategory.FACILITY_NEW})
MISSING = "_MISSING"
DAYS = {"opinion_written_on": "意見書作成日", "opinion_sent_on": "意見書送付日", "claimed_on": "請求年月日"}
"""In the order in which they come, after 作成依頼日."""
CONTENT = ("input", "content")
TEXTS = {"founder_name": "開設者", "bank_account": "振込先", "remark": "摘要"}


@dataclass(frozen=True)
class Examination:
    """A line of 診察・検査費用, in points of the fee schedule."""

    kind: ExaminationKind
    points: int


@dataclass(frozen=True)
class StatedAmounts:
    """What the clinic reckons, where it says anything; whole yen."""

    fee: int | None = None
    examination_fee: int | None = None
    subtotal: int | None = None
    tax: int | None = None
    total: int | None = None


@dataclass(frozen=True)
class InvoiceForm:
    """What a clinic fills in; None is blank. `claimed_on` may stay so: it is the day on which it is sent."""

    category: ClaimCategory | None = None
    opinion_written_on: datetime.date | None = None
    opinion_sent_on: datetime.date | None = None
    claimed_on: datetime.date | None = None
    without_doctor: bool = False
    examinations: Sequence[Examination] = ()
    founder_name: str | None = None
    bank_account: str | None = None
    remark: str | None = None
    stated: StatedAmounts = StatedAmounts()


@dataclass(frozen=True)
class Amounts:
    """What an invoice comes to: 作成料, 診察・検査費用, 小計, 消費税 and its rate, 合計; whole yen."""

    fee: int
    examination_fee: int
    subtotal: int
    tax_percent: int
    tax: int
    total: int


@dataclass(frozen=True)
class Tariff:
    """What is paid, by the day from which on."""

    fees: Mapping[ClaimCategory, Mapping[datetime.date, int]]
    taxes: Mapping[datetime.date, int]

    def amounts(self, form: InvoiceForm) -> Amounts | None:
        """What the form comes to; None while it does not say for what and when, or for a day of which nothing is known.

        The tax is of everything together, and less than a yen of it is not claimed.
        """
        if form.category is None or form.opinion_written_on is None:
            return None
        fee = _in_force(self.fees.get(form.category, {}), form.opinion_written_on)
        rate = _in_force(self.taxes, form.opinion_written_on)
        if fee is None or rate is None:
            return None
        examined = sum(line.points for line in form.examinations) * YEN_A_POINT
        tax = (fee + examined) * rate // 100
        return Amounts(fee, examined, fee + examined, rate, tax, fee + examined + tax)


@dataclass(frozen=True)
class Known:
    """What this service knows besides the form."""

    requested_on: datetime.date
    """作成依頼日."""
    written_before: bool
    """Whether this clinic has sent an opinion or an invoice for this person on another request."""
    opinion_days: frozenset[datetime.date]
    """The days on which the opinion of this request, as it was sent here, was written; empty where none was."""


def wrong(form: InvoiceForm, tariff: Tariff, known: Known, today: datetime.date) -> Iterator[Fault]:
    """Everything that is wrong or blank."""
    yield from _category(form, known)
    yield from _days(form, known.requested_on, today)
    yield from _examinations(form)
    yield from _texts(form)
    amounts = tariff.amounts(form)
    if amounts is None and form.category is not None and form.opinion_written_on is not None:
        message = "この作成日の作成料または消費税率は登録されていません。"
        yield _fault("FEE_UNKNOWN", message, "opinionWrittenOn")
    yield from _stated(form.stated, amounts)


def doubtful(form: InvoiceForm, known: Known) -> Iterator[Fault]:
    """What may be right, but should be looked at: opinions on paper, or before this service, are not known here."""
    if not known.opinion_days:
        message = (
            "この対象者の主治医意見書は、このサービスから送信されていません。郵送などで提出したことを確かめてください。"
        )
        yield Fault("OPINION_NOT_HERE", message, ("input", "target"))
    elif form.opinion_written_on is not None and form.opinion_written_on not in known.opinion_days:
        message = "送信した主治医意見書の記入日と異なります。"
        yield _fault("OPINION_WRITTEN_ON_DIFFERS", message, "opinionWrittenOn")
    if form.category is not None and form.category not in NEW and not known.written_before:
        message = "このサービスの記録では、この方の主治医意見書は初めてです。以前に作成したことを確かめてください。"
        yield _fault("CONTINUED_NOT_KNOWN", message, "category")


def is_blank(fault: Fault) -> bool:
    """Whether the fault is one that a draft may have."""
    return fault.code.endswith(MISSING)


def _in_force(by_day: Mapping[datetime.date, int], day: datetime.date) -> int | None:
    since = [first for first in by_day if first <= day]
    return by_day[max(since)] if since else None


def _category(form: InvoiceForm, known: Known) -> Iterator[Fault]:
    if form.category is None:
        yield _fault("CATEGORY_MISSING", "請求区分（在宅・施設、新規・継続）を入力してください。", "category")
    elif form.category in NEW and known.written_before:
        message = (
            "この方の主治医意見書は、すでにこの医療機関から送信または新規で請求されています。継続で請求してください。"
        )
        yield _fault("CATEGORY_NOT_NEW", message, "category")


def _days(form: InvoiceForm, requested_on: datetime.date, today: datetime.date) -> Iterator[Fault]:
    before, term = requested_on, "作成依頼日"
    for name, own_term in DAYS.items():
        day: datetime.date | None = getattr(form, name)
        if day is None:
            if name != "claimed_on":
                yield _fault(f"{name.upper()}{MISSING}", f"{own_term}を入力してください。", name)
            continue
        if day < before:
            yield _fault(f"{name.upper()}_TOO_EARLY", f"{own_term}は、{term}以後の日にしてください。", name)
        if day > today:
            yield _fault(f"{name.upper()}_NOT_COME", f"{own_term}は、今日までの日にしてください。", name)
        before, term = day, own_term


def _examinations(form: InvoiceForm) -> Iterator[Fault]:
    lines = form.examinations
    if lines and not form.without_doctor:
        message = "診察・検査費用は、主治医がいない方だけ請求できます。"
        yield _fault("EXAMINATIONS_NOT_ALLOWED", message, "examinations")
    if len(lines) > len(ExaminationKind):
        message = f"診察・検査費用は{len(ExaminationKind)}件までです。"
        yield _fault("EXAMINATIONS_TOO_MANY", message, "examinations")
    for place, line in enumerate(lines[: len(ExaminationKind)]):
        where = ("examinations", str(place))
        if any(line.kind is other.kind for other in lines[:place]):
            yield _fault("EXAMINATION_TWICE", f"{line.kind.label}が二度入力されています。", *where, "kind")
        if not 1 <= line.points <= MOST_POINTS:
            yield _fault("POINTS_WRONG", f"点数は1から{MOST_POINTS}で入力してください。", *where, "points")


def _texts(form: InvoiceForm) -> Iterator[Fault]:
    if form.founder_name is None:
        yield _fault("FOUNDER_NAME_MISSING", "開設者を入力してください。", "founder_name")
    for name, term in TEXTS.items():
        text: str | None = getattr(form, name)
        if text is not None and not is_line(text, LONGEST_TEXT):
            message = f"{term}は1から{LONGEST_TEXT}文字で入力してください。"
            yield _fault(f"{name.upper()}_WRONG", message, name)


def _stated(stated: StatedAmounts, amounts: Amounts | None) -> Iterator[Fault]:
    for name in (part.name for part in fields(StatedAmounts)):
        said, right = getattr(stated, name), getattr(amounts, name, None)
        if said is not None and said != right:
            reckoned = "計算できません" if right is None else f"{right:,}円です"
            yield _fault("AMOUNT_WRONG", f"金額が計算と異なります（{reckoned}）。", name)


def _fault(code: str, message: str, *where: str) -> Fault:
    return Fault(code, message, (*CONTENT, *map(_camel, where)))


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(map(str.capitalize, rest))
