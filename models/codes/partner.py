"""What becomes of an operation that a partner system registers (features.md B09)."""

from models.codes import Coded


class OperationStatus(Coded):
    """連携システムの操作の状態."""

    PENDING = "", "承認待ち"
    APPROVED = "", "承認済み"
    WITHDRAWN = "", "取り消し"
