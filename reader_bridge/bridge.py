"""What happens at the desk, in order: a card lies there, it is read, the PIN is asked, it signs, the server registers.

Whatever fails leaves the card let go and the bridge ready for the next one; only a PIN may be typed again.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from enum import Enum

from reader_bridge.card import Opened
from reader_bridge.failures import Failed, Failure
from reader_bridge.pin import Pin
from reader_bridge.readers import ReaderState
from reader_bridge.service import CardRead, Service
from reader_bridge.signed import Confirmation, Form, Purpose, digest_info
from reader_bridge.supervisor import Supervisor
from reader_bridge.worker import Close, Open, Sign, Watch

TICK = 0.1
"""Seconds the worker waits for a change before it looks for the next job."""
AGAIN = 1.0
"""Seconds until a service that is not there is asked again."""
PIN_SECONDS = 120.0
"""How long a card is held while nobody types."""
EMPTY = (ReaderState.NO_CARD, ReaderState.NO_READER, ReaderState.SERVICE_DOWN)
"""Where no card can be stuck or held."""


class Step(Enum):
    """How far a reading is."""

    WAITING = "待機中"
    READING = "カードを読んでいます"
    PIN_NEEDED = "暗証番号を入力してください"
    SENDING = "確認しています"
    DONE = "登録しました"
    FAILED = "途中で終わりました"


OVER = (Step.DONE, Step.FAILED)


@dataclass(frozen=True)
class Status:
    """All there is to show."""

    reader: ReaderState = ReaderState.NO_READER
    step: Step = Step.WAITING
    tries: int | None = None
    failed: Failed | None = None
    read: CardRead | None = None
    trouble: Failed | None = None
    """Why the readers cannot be looked at, where they cannot."""


@dataclass(frozen=True)
class Reading:
    """A reading under way: what it is for, and what the card has told."""

    purpose: Purpose
    form: Form
    opened: Opened
    until: float


class Bridge:
    """The state of the desk. It belongs to one event loop; `watch` runs beside all else."""

    def __init__(self, supervisor: Supervisor, service: Service, clock: Callable[[], float] = time.monotonic) -> None:
        self._supervisor, self._service, self._clock = supervisor, service, clock
        self._changed = asyncio.Condition()
        self._acting = asyncio.Lock()
        self._reading: Reading | None = None
        self._stuck = False
        self.status = Status()

    async def until(self, wanted: Callable[[Status], bool]) -> Status:
        """Wait for a status."""
        async with self._changed:
            await self._changed.wait_for(lambda: wanted(self.status))
            return self.status

    async def watch(self) -> None:
        """Look at the readers for as long as the bridge runs."""
        known: tuple[tuple[str, int], ...] = ()
        while True:
            try:
                look = await self._supervisor.do(Watch(known, TICK))
            except Failed as failed:
                known = ()
                await self._seen(ReaderState.STUCK if failed.code == "STUCK" else ReaderState.SERVICE_DOWN, failed)
                await asyncio.sleep(AGAIN)
            else:
                known = look.known
                await self._seen(look.state)

    async def start(self, purpose: Purpose, form: Form) -> Status:
        """Read the card that lies there. Then the PIN is needed; where staff looked at the person, nothing more."""
        async with self._one_step():
            if form.confirmation is Confirmation.VISUAL and not (form.reason or "").strip():
                raise Failed.by(Failure.REASON_MISSING)
            await self._show(Status(self.status.reader, Step.READING))
            opened = await self._supervisor.do(Open())
            self._reading = Reading(purpose, form, opened, self._clock() + PIN_SECONDS)
            if form.confirmation is Confirmation.VISUAL:
                await self._register(self._reading, None)
            else:
                if opened.tries == 0:
                    raise Failed.by(Failure.PIN_BLOCKED, 0)
                await self._show(Status(ReaderState.READY, Step.PIN_NEEDED, opened.tries))
        return self.status

    async def confirm(self, entered: bytearray, *, last_try: bool = False) -> Status:
        """Show the PIN to the card, once, and register. The last try is used only by somebody who says so."""
        if self.status.step is Step.DONE:
            return self.status
        async with self._one_step():
            with Pin(entered) as pin:
                reading = self._reading
                if reading is None:
                    raise Failed.by(Failure.NOT_READ)
                if reading.opened.tries <= 1 and not last_try:
                    raise Failed.by(Failure.LAST_TRY, reading.opened.tries)
                await self._show(Status(ReaderState.READY, Step.SENDING))
                await self._register(reading, pin)
        return self.status

    async def cancel(self) -> Status:
        """Let the card go."""
        if self._reading is not None or self._acting.locked():  # what is done cannot be taken back by that
            async with self._one_step():
                raise Failed.by(Failure.CANCELLED)
        return self.status

    async def stop(self) -> None:
        """End the worker."""
        await self._supervisor.stop()

    async def _register(self, reading: Reading, pin: Pin | None) -> None:
        challenge = await self._service.begin(reading.purpose, reading.form)
        certificate, signature = reading.opened.certificate, None
        if pin is not None:
            asked = digest_info(challenge, certificate, reading.form)
            signature = await self._supervisor.do(Sign(asked), pin)
        await self._let_go()
        read = await self._service.complete(challenge, certificate, signature, reading.form)
        await self._show(Status(self.status.reader, Step.DONE, read=read))

    @asynccontextmanager
    async def _one_step(self) -> AsyncIterator[None]:
        """One step of a reading; what fails in it is shown, and the card is let go where it cannot go on."""
        if self._acting.locked():
            raise Failed.by(Failure.IN_PROGRESS)
        async with self._acting:
            try:
                yield
            except Failed as failed:
                await self._went_wrong(failed)
            except BaseException:
                await self._let_go()
                raise

    async def _went_wrong(self, failed: Failed) -> None:
        reading = self._reading
        if reading is not None and failed.code in ("PIN_WRONG", "PIN_FORMAT", "LAST_TRY"):
            tries = reading.opened.tries if failed.tries is None else failed.tries
            self._reading = replace(reading, opened=replace(reading.opened, tries=tries))
            await self._show(Status(ReaderState.READY, Step.PIN_NEEDED, tries, failed))
            return
        self._stuck = self._stuck or failed.code == "STUCK"
        await self._let_go()
        await self._show(Status(self._reader(self.status.reader), Step.FAILED, failed.tries, failed))

    async def _let_go(self) -> None:
        """The card may be taken away; what it told is forgotten."""
        self._reading = None
        try:
            await self._supervisor.do(Close())
        except Failed as failed:
            self._stuck = self._stuck or failed.code == "STUCK"

    async def _seen(self, reader: ReaderState, failed: Failed | None = None) -> None:
        """What the watch saw. A reading ends without its card, and where nobody types."""
        self._stuck = self._stuck and reader not in EMPTY
        lost = failed or Failed.by(Failure.CARD_LOST)
        if self._reading is not None and not self._acting.locked():
            late = self._clock() > self._reading.until
            if reader in EMPTY or late:
                async with self._one_step():
                    raise Failed.by(Failure.PIN_LATE) if late else lost
        shown = replace(self.status, reader=self._reader(reader), trouble=failed)
        if self.status.step in OVER and self.status.reader in EMPTY and reader not in EMPTY:
            shown = Status(shown.reader, trouble=failed)  # the next person's card: nothing of the last one's
        if shown != self.status:
            await self._show(shown)

    def _reader(self, reader: ReaderState) -> ReaderState:
        if self._stuck:
            return ReaderState.STUCK
        ours = self._reading is not None and reader in (ReaderState.BUSY, ReaderState.CARD_PRESENT)
        return ReaderState.READY if ours else reader

    async def _show(self, status: Status) -> None:
        async with self._changed:
            self.status = status
            self._changed.notify_all()
