"""What the worker needs of readers, whether real (pcsc) or made of software (demo_card)."""

from dataclasses import dataclass
from enum import Enum
from typing import Protocol


class ReaderState(Enum):
    """The readers and the card, as the status page shows them; each with what people are told."""

    SERVICE_DOWN = "スマートカードサービスが動いていません"
    NO_READER = "カードリーダーがありません"
    NO_CARD = "カードを置いてください"
    SEVERAL_CARDS = "カードが2枚以上あります"
    CARD_PRESENT = "カードがあります"
    MUTE = "カードを読めません。置き直してください"
    BUSY = "別のアプリがカードを使っています"
    STUCK = "カードが応答しません。取り出してください"
    READY = "カードを読み取りました"


@dataclass(frozen=True)
class Look:
    """What the readers looked like; `known` is what the next look compares with."""

    state: ReaderState
    known: tuple[tuple[str, int], ...] = ()


class Session(Protocol):
    """A card that this process holds alone."""

    def transmit(self, command: bytes | bytearray) -> bytes:
        """One command and its answer; blocks for as long as the card does."""

    def close(self) -> None:
        """Let the card go, and make it forget its PIN; never raises."""


class Readers(Protocol):
    """The readers of this PC."""

    def look(self, known: tuple[tuple[str, int], ...], seconds: float) -> Look:
        """Wait until something is no longer as known, for so long at most."""

    def connect(self) -> Session:
        """Hold the one card there is, alone."""
