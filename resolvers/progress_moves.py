"""What moves in an application (認定審査会進捗) is kept with its time: "what has changed since I last looked" (B16).

Whoever feeds an application (市町村システム) calls `note_moves` in the transaction of the change.
"""

import datetime
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager

from sqlalchemy import delete, update
from sqlalchemy.ext.asyncio import AsyncSession

from models.codes.change import ChangeKind
from models.codes.progress import ProgressStep
from models.row import JST, col
from models.rows import OpinionTarget, Progress, ProgressMove
from resolvers.changes import tell
from resolvers.performing import Deed

COLUMNS: Mapping[ProgressStep, tuple[str, ...]] = {
    ProgressStep.APPLICATION: ("applied_on", "application_kind"),
    ProgressStep.SURVEY: ("survey_planned_on", "survey_obtained_on", "survey_status"),
    ProgressStep.OPINION: ("opinion_requested_on", "opinion_received_on", "opinion_status"),
    ProgressStep.BOARD: ("board_planned_on", "board_held_on", "board_status"),
    ProgressStep.JUDGEMENT: ("judged_on", "judgement"),
    ProgressStep.DECISION: ("status", "certified_on", "closed_on"),
    ProgressStep.POSTPONEMENT: ("postponed_on", "postponed_until", "postponement_reason"),
}
"""What each step says. 状況 stands with the decision: it is what the application has come to."""


def note_moves(
    session: AsyncSession, before: Mapping[str, object] | None, after: Progress, now: datetime.datetime
) -> list[ProgressStep]:
    """Keep which steps of an application have changed, and tell them; `before` are its values by column, None where
    it is new. A new one has its application, and every step that has a day. It must have its key (flush it first).
    """
    steps = [step for step in COLUMNS if _moved(step, before, after)]
    session.add_all(ProgressMove(progress_key=after.key, step=step, at=now) for step in steps)
    return steps


@contextmanager
def moving(deed: Deed, progress: Progress) -> Iterator[None]:
    """Keep which steps of an application the block changes, and tell followers where it changes some."""
    before = {name: getattr(progress, name) for names in COLUMNS.values() for name in names}
    yield
    if note_moves(deed.session, before, progress, deed.reading.now):
        tell(deed, progress.beneficiary_key, ChangeKind.PROGRESS_MOVED)


async def taken_back(session: AsyncSession, progress: Progress) -> Mapping[str, object]:
    """What belongs to an application that is retracted: its moves go with it, to be kept beside what it said.

    An opinion that was asked for is still awaited; it becomes the papers of another application.
    """
    gone = await _gone(session, progress, COLUMNS)
    asked = update(OpinionTarget).where(col(OpinionTarget.progress_key) == progress.key)
    await session.execute(asked.values(progress_key=None))
    return {"moves": gone}


async def undone(session: AsyncSession, progress: Progress, values: Mapping[str, object]) -> Mapping[str, object]:
    """What belongs to an application that is to say this instead: a step that had a day, and is to have none, never
    moved; its moves go, to be kept beside what was said.
    """
    before = dict(progress)
    steps = [step for step in COLUMNS if _has_day(step, before) and not _has_day(step, values)]
    return {"moves": await _gone(session, progress, steps) or None}


async def _gone(session: AsyncSession, progress: Progress, steps: Iterable[ProgressStep]) -> list[str]:
    moves = delete(ProgressMove).where(
        col(ProgressMove.progress_key) == progress.key, col(ProgressMove.step).in_(list(steps))
    )
    gone = (await session.execute(moves.returning(col(ProgressMove.at), col(ProgressMove.step)))).all()
    return sorted(f"{at.astimezone(JST).isoformat()} {step.name}" for at, step in gone)


def _moved(step: ProgressStep, before: Mapping[str, object] | None, after: Progress) -> bool:
    if before is None:
        return _has_day(step, dict(after))
    return any(getattr(after, name) != before[name] for name in COLUMNS[step])


def _has_day(step: ProgressStep, values: Mapping[str, object]) -> bool:
    return any(values[name] is not None for name in COLUMNS[step] if name.endswith("_on"))
