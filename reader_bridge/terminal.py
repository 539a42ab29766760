"""The desk in a terminal: the same steps as the page's, one question after another."""

import asyncio
import unicodedata
from collections.abc import Callable, Coroutine
from functools import partial
from getpass import getpass
from typing import Any, TypeVar

from reader_bridge.bridge import Bridge, Status, Step
from reader_bridge.failures import Failed
from reader_bridge.readers import ReaderState
from reader_bridge.signed import Confirmation, Form, Purpose

PURPOSES = {"1": Purpose.VIEWING, "2": Purpose.FILING}
CONFIRMATIONS = {"1": Confirmation.PIN, "2": Confirmation.VISUAL}
WHY = "目視で確認した理由と、確認した職員の氏名: "
SHOWN = (ReaderState.CARD_PRESENT, ReaderState.READY)
Done = Callable[[Coroutine[Any, Any, Status]], Status]
"""Does a step of the bridge, in its own loop, and waits for it."""
Chosen = TypeVar("Chosen", Purpose, Confirmation)


def serve(bridge: Bridge, loop: asyncio.AbstractEventLoop) -> None:
    """One person after another, until Ctrl-C or the end of the input. The loop runs in another thread."""

    def done(step: Coroutine[Any, Any, Status]) -> Status:
        return asyncio.run_coroutine_threadsafe(step, loop).result()

    while True:
        _wait_for_card(bridge, done)
        purpose = _choice("目的", PURPOSES)
        confirmation = _choice("本人の確認", CONFIRMATIONS)
        reason = input(WHY).strip() if confirmation is Confirmation.VISUAL else None
        try:
            status = done(bridge.start(purpose, Form(confirmation, reason)))
            while status.step is Step.PIN_NEEDED:
                status = _pin(bridge, done, status)
        except Failed as failed:
            print(failed)
        else:
            print(_words(status))
        input("カードを取り出し、Enterキーで次へ進みます。")


def _wait_for_card(bridge: Bridge, done: Done) -> None:
    status = bridge.status
    while status.reader not in SHOWN:
        print(status.trouble or status.reader.value, flush=True)
        status = done(bridge.until(partial(_looks_otherwise, status)))
    print(status.reader.value, flush=True)


def _looks_otherwise(before: Status, now: Status) -> bool:
    return (now.reader, now.trouble) != (before.reader, before.trouble)


def _pin(bridge: Bridge, done: Done, status: Status) -> Status:
    """Ask once. An empty line lets the card go."""
    if status.failed:
        print(status.failed)
    last = status.tries == 1
    if last and _typed("あと1回間違えるとロックされます。続けますか (y/N): ").lower() != "y":
        return done(bridge.cancel())
    entered = _secret(f"暗証番号（数字4桁、あと{status.tries}回）: ")
    return done(bridge.confirm(entered, last_try=last) if entered else bridge.cancel())


def _secret(question: str) -> bytearray:
    try:
        return bytearray(getpass(question).encode())
    except UnicodeDecodeError:
        return bytearray(b"?")  # what is no text is no PIN


def _typed(question: str) -> str:
    """What was typed, full-width or not."""
    return unicodedata.normalize("NFKC", input(question)).strip()


def _choice(question: str, answers: dict[str, Chosen]) -> Chosen:
    offered = "、".join(f"{key} {answer.value}" for key, answer in answers.items())
    while True:
        given = _typed(f"{question}（{offered}）[1]: ") or "1"
        if given in answers:
            return answers[given]
        print("番号で選んでください。")


def _words(status: Status) -> str:
    if status.read is None:
        return str(status.failed or status.step.value)
    return "\n".join([status.step.value, *(f"{heading}: {words}" for heading, words in status.read.words.items())])
