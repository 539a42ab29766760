"""How a card was shown, and what is known of its revocation (マイナンバーカード; guide p.16)."""

from models.codes import Coded


class CardConfirmation(Coded):
    """カードの持ち主の確認: how the office saw that the card is the person's own."""

    PIN = "", "暗証番号"
    VISUAL = "", "目視"


class RevocationStatus(Coded):
    """失効の確認: what the service knew of the certificate's revocation when the card was read."""

    GOOD = "", "失効していない"
    STALE = "", "失効情報が古い（その情報では失効していない）"
    UNCHECKED = "", "確認していない"
