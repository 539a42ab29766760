"""Value sets of the proof of identity (本人確認; guide p.17-18)."""

from models.codes import Coded


class ProofMethod(Coded):
    """本人確認の方法."""

    CARD = "A", "マイナンバーカード"
    CARD_VISUAL = "A", "マイナンバーカード（目視確認）"
    PRINTED_FIELDS = "B", "券面情報"

    @property
    def by_card(self) -> bool:
        """Whether a card was read: such a proof for viewing waits until the list is opened."""
        return self is not ProofMethod.PRINTED_FIELDS


class ProofPurpose(Coded):
    """本人確認の目的."""

    VIEWING = "", "介護情報閲覧"
    FILING = "", "代行提出"


class ReadingState(Coded):
    """本人確認の状態: what has become of a proof."""

    WAITING = "", "利用者一覧の閲覧待ち"
    VALID = "", "有効"
    LAPSED = "", "24時間以内に利用者一覧を開かなかったため失効"
    EXPIRED = "", "期限切れ"
    REPLACED = "", "新しい本人確認に置き換え"
    REMOVED = "", "利用者一覧から削除"
