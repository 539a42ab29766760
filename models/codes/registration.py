"""Value sets of the proof of identity (本人確認; guide p.17-18)."""

from models.codes import Coded


class ProofMethod(Coded):
    """本人確認の方法."""

    CARD = "A", "マイナンバーカード"
    PRINTED_FIELDS = "B", "券面情報"


class ProofPurpose(Coded):
    """本人確認の目的."""

    VIEWING = "", "介護情報閲覧"
    FILING = "", "代行提出"
