"""Value sets of consent to viewing (domain.md sections 1.1 and 4.2)."""

from models.codes import Coded


class ConsentStatus(Coded):
    """同意ステータス."""

    GIVEN = "", "同意あり"
    NOT_GIVEN = "", "同意なし"
    UNCONFIRMED = "", "未確認"
    WITHDRAWN = "", "取消"


class ConsentRoute(Coded):
    """同意の登録経路."""

    MUNICIPALITY = "A", "市町村"
    OFFICE = "B", "介護事業所"


class ReceiptFault(Coded):
    """同意の控えを確かめられない理由."""

    MALFORMED = "", "控えの形式ではありません。一文字でも変わると確かめられません。"
    UNKNOWN_KEY = "", "このサービスの今の鍵で署名された控えではありません。"
    SIGNATURE_WRONG = "", "署名が合いません。内容が変えられています。"
