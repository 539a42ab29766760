"""The one way an action is done: may the viewer, was it done before, do it, and write down that it was done.

The change, its key, its record and the messages it sends are one transaction: all of it is there, or none of it.
A verb takes the deed, says everything that is wrong at once (Faulty), changes rows, and gives back what is answered.
"""

import datetime
import hashlib
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

import orjson
from sqlalchemy import delete, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from loaders.house import House
from loaders.reading import Reading
from models.codes.sign_in import Channel
from models.row import col
from models.rows import ActionRecord, Performed
from permissions.errors import CodedError, Forbidden
from permissions.faults import Fault, Faulty
from permissions.information import Action, Requirement
from permissions.viewer import Viewer
from resolvers.numbering import number
from resolvers.outbox import send
from resolvers.transaction import transaction

KEY = re.compile(r"[A-Za-z0-9_-]{8,64}")
PLACE = ("input", "idempotencyKey")
KEPT = datetime.timedelta(hours=48)
"""How long a key is known: what is sent again later is done again."""
BEGUN = text(
    "INSERT INTO performed (staff_key, idempotency_key, request_hash, outcome, at)"
    " VALUES (:staff_key, :idempotency_key, :request_hash, '', :at) ON CONFLICT DO NOTHING"
)
Outcome = Mapping[str, Any]
"""What is answered: ids and words, as JSON keeps them."""
REFUSED = "refused"
"""In the outcome of a try that was refused: code, message and path of the fault."""


@dataclass(frozen=True)
class Act:
    """What is done, by the name of its mutation; the rights of which one is enough; what must hold of the person."""

    name: str
    rights: frozenset[Action]
    needs: tuple[Requirement, ...] = ()

    @classmethod
    def under(cls, name: str, *rights: Action, needs: tuple[Requirement, ...] = ()) -> Self:
        return ACTS.setdefault(name, cls(name, frozenset(rights), needs))  # type: ignore[return-value]


ACTS: dict[str, Act] = {}
"""All there are, by name: what a mutation needs is told without doing it (loaders/operation_check.py)."""


@dataclass
class Deed:
    """An action on its way."""

    reading: Reading
    session: AsyncSession
    ahead: Any = None
    """What was made before the transaction began."""
    subjects: list[str] = field(default_factory=list)
    """The public ids of those it is done to, for the record."""
    ended: str = "DONE"
    """How it ended, for the record: another word than DONE where something was tried that did not come about."""

    @property
    def house(self) -> House:
        return self.reading.house

    @property
    def viewer(self) -> Viewer:
        return self.reading.viewer

    def refuse(self, fault: Fault) -> Outcome:
        """The outcome of what was tried and did not come about: on the record and kept with its key, like a deed."""
        self.ended = fault.code
        return {REFUSED: [fault.code, fault.message, fault.path]}

    def send(self, channel: Channel, recipient: str, subject: str, body: str) -> None:
        """A message that leaves once the action is done."""
        send(self.session, channel, recipient, subject, body, self.reading.now)


Verb = Callable[[Deed], Awaitable[Outcome]]
Ahead = Callable[[], Awaitable[Any]]


async def perform(
    reading: Reading,
    act: Act,
    key: str,
    asked: Mapping[str, Any],
    verb: Verb,
    ahead: Ahead | None = None,
    *,
    rehearsed: bool = False,
) -> Outcome:
    """Do an action once; with the same key and the same request again, only its answer.

    `ahead` makes what is slow and needs no row (a hash), so that nobody waits for it in the transaction.
    Where it is `rehearsed`, all of it is done and then undone: nothing is kept, not even its key.

    Raises:
        Unauthenticated, Forbidden: the viewer may not; nothing is looked at.
        CodedError: the verb refuses, whatever the input is; that is recorded, and nothing else has changed.
        Faulty: the input is wrong, or the key was given to another request; nothing has changed. Or the verb refused
            what was tried, now or before under this key; that alone has been kept.
    """
    request_hash = _hash(act, key, asked)
    if not act.rights & reading.grants.write:
        await _refused(reading, act, request_hash, Forbidden.code)
        raise Forbidden(act.name)
    if not KEY.fullmatch(key):
        raise Faulty([Fault("IDEMPOTENCY_KEY_WRONG", "8から64文字の英数字、-、_ で指定してください。", PLACE)])
    made = await ahead() if ahead else None
    try:
        outcome = await _once(reading, act, key, request_hash, verb, made, rehearsed)
    except CodedError as refusal:
        await _refused(reading, act, request_hash, refusal.code)
        raise
    reading.house.post.wake()
    if reading.told:
        await number(reading.house)
    reading.forget()
    _require_done(outcome)
    return outcome


def _require_done(outcome: Outcome) -> None:
    """Tell what a verb refused, now or before under this key; that it refused was kept like an answer.

    Raises:
        Faulty: it did.
    """
    if REFUSED in outcome:
        code, message, path = outcome[REFUSED]
        raise Faulty([Fault(code, message, tuple(path))])


async def _once(
    reading: Reading, act: Act, key: str, request_hash: str, verb: Verb, made: Any, rehearsed: bool
) -> Outcome:
    try:
        return await _tried(reading, act, key, request_hash, verb, made, rehearsed)
    except IntegrityError:  # somebody made the same thing at the same time: now it is there to be seen
        return await _tried(reading, act, key, request_hash, verb, made, rehearsed)


async def _tried(
    reading: Reading, act: Act, key: str, request_hash: str, verb: Verb, made: Any, rehearsed: bool
) -> Outcome:
    async with transaction(reading.house) as session:
        before = await _before(session, reading, key, request_hash)
        if before is not None:
            return before
        deed = Deed(reading, session, made)
        outcome = await verb(deed)
        if rehearsed:
            await session.rollback()
            return outcome
        await _done(deed, act, key, request_hash, outcome)
        return outcome


async def clear_performed(house: House) -> int:
    """Forget the keys whose time is over, and tell how many there were."""
    async with transaction(house) as session:
        old = delete(Performed).where(col(Performed.at) <= house.now() - KEPT)
        return len((await session.scalars(old.returning(col(Performed.idempotency_key)))).all())


async def _before(session: AsyncSession, reading: Reading, key: str, request_hash: str) -> Outcome | None:
    """What was answered to this key; None where it is new, and now taken. Two at once wait for each other here."""
    values = {"staff_key": reading.viewer.staff_key, "idempotency_key": key}
    now = int(reading.now.timestamp())
    begun: Any = await session.execute(BEGUN, {**values, "request_hash": request_hash, "at": now})
    if begun.rowcount:
        return None
    found = await session.get_one(Performed, values)
    if found.request_hash != request_hash:
        raise Faulty([Fault("IDEMPOTENCY_KEY_REUSED", "このキーは別の内容で使われています。", PLACE)])
    outcome: Outcome = orjson.loads(found.outcome)
    return outcome


async def _done(deed: Deed, act: Act, key: str, request_hash: str, outcome: Outcome) -> None:
    mine = (col(Performed.staff_key) == deed.viewer.staff_key, col(Performed.idempotency_key) == key)
    taken = (await deed.session.scalars(select(Performed).where(*mine))).one()
    taken.outcome = orjson.dumps(outcome).decode()
    deed.session.add(_record(deed.reading, act, deed.ended, deed.subjects, request_hash))


async def _refused(reading: Reading, act: Act, request_hash: str, code: str) -> None:
    async with transaction(reading.house) as session:
        session.add(_record(reading, act, code, [], request_hash))


def _record(reading: Reading, act: Act, outcome: str, subjects: list[str], request_hash: str) -> ActionRecord:
    return ActionRecord(
        at=reading.now,
        staff_key=reading.viewer.staff_key,
        office_key=reading.viewer.office_key,
        action=act.name,
        outcome=outcome,
        subjects=orjson.dumps(subjects).decode(),
        request_hash=request_hash,
    )


def _hash(act: Act, key: str, asked: Mapping[str, Any]) -> str:
    """With the key, which is soon forgotten: whoever has only the record cannot try what the request may have been."""
    written = orjson.dumps([act.name, key, asked], option=orjson.OPT_SORT_KEYS, default=lambda value: value.name)
    return hashlib.sha256(written).hexdigest()
