"""Everything that goes wrong while a card is read: a stable code, and what the person at the desk is to do."""

from enum import Enum
from typing import Self


class Failure(Enum):
    """What went wrong at this PC; what the server refuses comes with the server's own code and words."""

    PYSCARD_MISSING = "カードリーダーを使う部品（pyscard）が入っていません。管理者に連絡してください。"
    SERVICE_DOWN = "このパソコンのスマートカードサービスが動いていません。動き始めると自動でつながります。"
    NO_READER = "カードリーダーが見つかりません。接続を確かめてください。"
    NO_CARD = "マイナンバーカードをカードリーダーに置いてください。"
    SEVERAL_CARDS = "カードが2枚以上あります。1枚だけにしてください。"
    BUSY = "別のアプリがカードを使っています。そのアプリを閉じてからやり直してください。"
    MUTE = "カードを読めません。向きを確かめて置き直してください。"
    STUCK = "カードが応答しなくなりました。カードを取り出して、もう一度置いてください。"
    CARD_LOST = "カードとの通信が途切れました。カードを置き直して、はじめからやり直してください。"
    OTHER_CARD = "マイナンバーカードではありません。"
    PHONE = "スマートフォンのマイナンバーカードは使えません。カードを置いてください。"
    NO_CERTIFICATE = "このカードには利用者証明用電子証明書がありません。券面の情報で登録してください。"
    CARD_ANSWER = "カードから思わぬ応答がありました。カードを置き直してやり直してください。"
    ALGORITHM = "このカードの署名方式にはまだ対応していません。"
    PIN_FORMAT = "暗証番号は数字4桁で入力してください。"
    PIN_WRONG = "暗証番号が違います。あと{tries}回間違えるとロックされます。"
    PIN_BLOCKED = "暗証番号がロックされています（解除は市区町村の窓口です）。目視の確認か券面の情報でも登録できます。"
    LAST_TRY = "あと1回間違えると暗証番号がロックされます。それでも入力するときは、確認のうえ続けてください。"
    PIN_LATE = "暗証番号の入力に時間がかかりすぎました。はじめからやり直してください。"
    CANCELLED = "中止しました。"
    NOT_READ = "先にカードを読み取ってください。"
    IN_PROGRESS = "いまの読み取りが終わるまでお待ちください。"
    REASON_MISSING = "目視で確認した理由と、確認した職員の氏名を入力してください。"
    SERVER_UNREACHABLE = "サーバーにつながりません。カードの確認はつながってから行ってください。"
    OUTCOME_UNKNOWN = "登録できたか分かりません。利用者一覧か本人確認の記録を確かめてから、やり直してください。"
    SERVER_ANSWER = "サーバーから思わぬ応答がありました。管理者に連絡してください。"
    ORIGIN_CHANGED = "登録したサーバーと違う相手から求められたため、署名しませんでした。管理者に連絡してください。"
    ACCOUNT_REFUSED = "アプリアカウントが使えません。管理者に登録を確かめてください。"


BY_HRESULT = {
    0x8010001D: Failure.SERVICE_DOWN,  # SCARD_E_NO_SERVICE
    0x8010001E: Failure.SERVICE_DOWN,  # SCARD_E_SERVICE_STOPPED
    0x80100013: Failure.SERVICE_DOWN,  # SCARD_F_COMM_ERROR: the service went away in the middle
    0x80100003: Failure.SERVICE_DOWN,  # SCARD_E_INVALID_HANDLE: the service was started again
    0x8010002E: Failure.NO_READER,  # SCARD_E_NO_READERS_AVAILABLE
    0x80100009: Failure.NO_READER,  # SCARD_E_UNKNOWN_READER
    0x80100017: Failure.NO_READER,  # SCARD_E_READER_UNAVAILABLE
    0x8010000C: Failure.NO_CARD,  # SCARD_E_NO_SMARTCARD
    0x8010000B: Failure.BUSY,  # SCARD_E_SHARING_VIOLATION
    0x80100066: Failure.MUTE,  # SCARD_W_UNRESPONSIVE_CARD
    0x80100067: Failure.MUTE,  # SCARD_W_UNPOWERED_CARD
    0x8010000F: Failure.OTHER_CARD,  # SCARD_E_PROTO_MISMATCH
}
"""By the reader service's result. All others mean CARD_LOST of a card (pulled, reset, not transacted, 0 without an
answer) and SERVICE_DOWN where no card is asked: dying in mid-answer, pcsc-lite even speaks of a security violation."""


class Failed(Exception):
    """A step that did not succeed; nothing in it is secret. `tries` are the PIN's, where they are known.

    All three are the exception's arguments, so that it passes from one process to the other.
    """

    def __init__(self, code: str, words: str, tries: int | None = None) -> None:
        super().__init__(code, words, tries)
        self.code, self.words, self.tries = code, words, tries

    @classmethod
    def by(cls, failure: Failure, tries: int | None = None) -> Self:
        return cls(failure.name, failure.value.format(tries=tries), tries)

    @classmethod
    def hresult(cls, hresult: int, otherwise: Failure = Failure.CARD_LOST) -> Self:
        """From a PC/SC result, whether signed or not; `otherwise` is what one that is not listed means."""
        return cls.by(BY_HRESULT.get(hresult & 0xFFFFFFFF, otherwise))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Failed) and self.args == other.args

    def __hash__(self) -> int:
        return hash(self.args)

    def __str__(self) -> str:
        return f"{self.words} [{self.code}]"
