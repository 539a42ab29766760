"""What stands between the two steps of a registration by printed fields (利用者情報登録確認; guide p.18)."""

import datetime

from models.row import Row, instant, key, owner, public_id


class Confirmation(Row, table=True):
    """The printed fields that an account typed belong to this person: it may register them once, for ten minutes."""

    key: int = key()
    id: str = public_id()
    staff_key: int = owner("staff.key", index=False)
    office_key: int = owner("office.key", index=False)
    beneficiary_key: int = owner("beneficiary.key", index=False)
    expires_at: datetime.datetime = instant()
    used: bool = False
