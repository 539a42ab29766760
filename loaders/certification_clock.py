"""Sources of the certification clock (認定の期限; features.md B16): the 30 days, and what an application waits for.

The law (介護保険法27条11項) gives 30 days from the application, whose own day does not count: one of 1 November is in
time on 1 December. A postponement that is announced (延期通知) moves that to the day it names.
Every value ends with the application: what is decided, rejected or withdrawn waits for nothing.
"""

import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Date,
    Enum,
    Integer,
    and_,
    case,
    exists,
    func,
    literal,
    not_,
    null,
    or_,
    select,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from loaders.era import era
from loaders.source import Derived, Relation
from models import rows
from models.codes.progress import CertificationStatus, JudgementCategory, StepStatus, WaitingStep
from models.row import col
from permissions.scope import STAFF, TODAY

PERIOD = 30
"""Days."""
FINAL = (
    CertificationStatus.CERTIFIED,
    CertificationStatus.REJECTED,
    CertificationStatus.WITHDRAWN,
    CertificationStatus.NOT_CERTIFIED,
)
"""What an application ends with."""
EXPLAINED = {
    WaitingStep.SURVEY: "認定調査の結果が届くのを待っています。",
    WaitingStep.OPINION: "主治医意見書が届くのを待っています。",
    WaitingStep.SURVEY_AND_OPINION: "認定調査の結果と主治医意見書が届くのを待っています。",
    WaitingStep.BOARD: "認定審査会の審査を待っています。",
    WaitingStep.CERTIFICATION: "審査が終わり、市町村の認定を待っています。",
}
Day = ColumnElement[Any]


class InPeriod(FunctionElement[datetime.date]):
    """The day a period of thirty days ends that begins on the day after this one."""

    type = Date()
    inherit_cache = True


@compiles(InPeriod, "postgresql")
def _period_postgresql(element: InPeriod, compiler: Any, **options: Any) -> str:
    return f"({compiler.process(element.clauses, **options)} + {PERIOD})"


@compiles(InPeriod, "sqlite")
def _period_sqlite(element: InPeriod, compiler: Any, **options: Any) -> str:
    return f"date({compiler.process(element.clauses, **options)}, '+{PERIOD} days')"


class Days(FunctionElement[int]):
    """How many days lie between two days; negative where the second is the earlier one."""

    type = Integer()
    inherit_cache = True


@compiles(Days, "postgresql")
def _days_postgresql(element: Days, compiler: Any, **options: Any) -> str:
    first, second = (compiler.process(day, **options) for day in element.clauses)
    return f"({second} - {first})"


@compiles(Days, "sqlite")
def _days_sqlite(element: Days, compiler: Any, **options: Any) -> str:
    first, second = (compiler.process(day, **options) for day in element.clauses)
    return f"CAST(julianday({second}) - julianday({first}) AS INTEGER)"


def _column(name: str) -> Day:
    return col(getattr(rows.Progress, name))


def _later(one: Day, other: Day) -> Day:
    return case((other.is_(None), one), (one > other, one), else_=other)


_APPLIED, _JUDGED = _column("applied_on"), _column("judged_on")
_ENDED_ON = func.coalesce(_column("certified_on"), _column("closed_on"))
_ENDED = or_(_ENDED_ON.is_not(None), _column("status").in_(FINAL))
_ANNOUNCED = and_(_column("postponed_on").is_not(None), _column("postponed_on") <= TODAY)
_STATUTORY = InPeriod(_APPLIED)
_DUE = case((and_(_ANNOUNCED, _column("postponed_until").is_not(None)), _column("postponed_until")), else_=_STATUTORY)

_STEP = Enum(WaitingStep, native_enum=False)


def _open(step: str) -> ColumnElement[bool]:
    return _column(f"{step}_status") != StepStatus.DONE


def _judgement(*found: JudgementCategory) -> ColumnElement[bool]:
    return func.coalesce(_column("judgement").in_(found), literal(False))


_SURVEY_AGAIN = _judgement(JudgementCategory.REINVESTIGATION)
_BOARD_AGAIN = _judgement(JudgementCategory.RE_REVIEW, JudgementCategory.NOT_REVIEWED)
_WAITS: tuple[tuple[ColumnElement[bool], WaitingStep, Day], ...] = (
    (
        and_(_open("survey"), _open("opinion")),
        WaitingStep.SURVEY_AND_OPINION,
        case((_SURVEY_AGAIN, func.coalesce(_JUDGED, _APPLIED)), else_=_APPLIED),
    ),
    (_open("opinion"), WaitingStep.OPINION, func.coalesce(_column("opinion_requested_on"), _APPLIED)),
    (_SURVEY_AGAIN, WaitingStep.SURVEY, func.coalesce(_JUDGED, _APPLIED)),
    (_open("survey"), WaitingStep.SURVEY, _APPLIED),
    (_BOARD_AGAIN, WaitingStep.BOARD, func.coalesce(_JUDGED, _APPLIED)),
    (
        _open("board"),
        WaitingStep.BOARD,
        func.coalesce(_later(_column("survey_obtained_on"), _column("opinion_received_on")), _APPLIED),
    ),
    (
        not_(_ENDED),
        WaitingStep.CERTIFICATION,
        func.coalesce(_JUDGED, _column("board_held_on"), _APPLIED),
    ),
)
"""What is waited for and since when: the first that holds. Survey and opinion go on side by side, then the board."""
_WAITS_FOR = case((_ENDED, null()), *((holds, literal(step, _STEP)) for holds, step, _ in _WAITS))
_SINCE = case((_ENDED, null()), *((holds, since) for holds, _, since in _WAITS))
_LABEL = case({literal(step, _STEP): literal(step.label) for step in WaitingStep}, value=_WAITS_FOR)
_EXPLANATION = case({literal(step, _STEP): literal(words) for step, words in EXPLAINED.items()}, value=_WAITS_FOR)


def _derived(value: Any, type_: Any, *, optional: bool = True) -> Derived:
    return Derived(rows.Progress, value, type_, optional)


ELAPSED_DAYS = _derived(Days(_APPLIED, case((_ENDED, _ENDED_ON), else_=TODAY)), int)
STATUTORY_DUE_ON = _derived(_STATUTORY, datetime.date, optional=False)
STATUTORY_DUE_ON_ERA = _derived(era(_STATUTORY), str, optional=False)
DUE_ON = _derived(_DUE, datetime.date, optional=False)
DUE_ON_ERA = _derived(era(_DUE), str, optional=False)
DAYS_LEFT = _derived(case((not_(_ENDED), Days(TODAY, _DUE))), int)
OVERDUE = _derived(and_(not_(_ENDED), _DUE < TODAY), bool, optional=False)
POSTPONED = _derived(_ANNOUNCED, bool, optional=False)
WAITS_FOR = _derived(_WAITS_FOR, WaitingStep)
WAITS_FOR_LABEL = _derived(_LABEL, str)
WAITS_SINCE = _derived(_SINCE, datetime.date)
WAITS_SINCE_ERA = _derived(era(_SINCE), str)
WAITING_DAYS = _derived(Days(_SINCE, TODAY), int)
EXPLANATION = _derived(_EXPLANATION, str)


def _looked(person: Day) -> Any:
    """When the viewer's account last looked at the progress of a person."""
    look = rows.ProgressLook
    return select(col(look.at)).where(col(look.beneficiary_key) == person, col(look.staff_key) == STAFF)


def _unseen() -> ColumnElement[bool]:
    """Whether a move came after the last look, or in the same second: rather told twice than not at all."""
    of = rows.Progress
    move = rows.ProgressMove
    person = select(col(of.beneficiary_key)).where(col(of.key) == col(move.progress_key)).correlate(move)
    look = _looked(person.scalar_subquery()).correlate(move).scalar_subquery()
    return col(move.at) >= func.coalesce(look, literal(0, BigInteger))


_LOOK = _looked(col(rows.Progress.beneficiary_key)).correlate(rows.Progress).scalar_subquery()
_MOVED = select(col(rows.ProgressMove.key)).where(
    col(rows.ProgressMove.progress_key) == col(rows.Progress.key),
    col(rows.ProgressMove.at) >= func.coalesce(_LOOK, literal(0, BigInteger)),
)

LAST_LOOKED_AT = _derived(_LOOK, datetime.datetime)
CHANGED = _derived(exists(_MOVED.correlate(rows.Progress)), bool, optional=False)
MOVES = Relation(
    rows.ProgressMove,
    col(rows.ProgressMove.progress_key),
    order=(col(rows.ProgressMove.at).desc(), col(rows.ProgressMove.key).desc()),
    many=True,
)
UNSEEN = Derived(rows.ProgressMove, _unseen(), bool, optional=False)
