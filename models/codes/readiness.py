"""Value sets of what municipalities take part in already (features.md B17)."""

from models.codes import Coded


class Link(Coded):
    """市町村との連携. Municipalities join one after the other until 2028-04."""

    CONSENT = "", "同意"
    FILINGS = "", "代行提出"
    PROGRESS = "", "認定審査会進捗"
    CERTIFICATES = "", "証"
    OPINIONS = "", "主治医意見書"
    INVOICES = "", "主治医意見書作成料請求書"
    BOARD_DOCUMENTS = "", "認定審査会資料"
