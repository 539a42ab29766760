"""My Number Cards (マイナンバーカード): whose card is which, and the readings an office's app has begun (S52-S56, S79).

Nothing of a certificate is stored: no name, no serial number, no public key. A card is known by a keyed hash alone.
"""

import datetime

from sqlmodel import Field

from models.codes.card import CardConfirmation, RevocationStatus
from models.codes.registration import ProofPurpose
from models.row import Row, code, instant, key, owner, public_id


class CardLink(Row, table=True):
    """Whose card this is, as オンライン資格確認等システム tells; the same for every office.

    `hash` is the HMAC-SHA256 (hex) of issuer and serial number of the certificate for user authentication
    (permissions/card.py). A renewed card has another serial number: it is another link of the same person.
    """

    key: int = key()
    hash: str = Field(unique=True, max_length=64)
    beneficiary_key: int = owner("beneficiary.key")
    health_insurance_registered: bool
    """Whether the card is registered as a health-insurance card (健康保険証利用の登録); only then it may be read."""
    ended: bool = False


class CardReading(Row, table=True):
    """A challenge (the card signs it), used once within two minutes; and after that what the reading found.

    It is bound to the app that asked, to the purpose, and by `form_sha256` to what the office's staff entered.
    The last four columns are filled when a card was read: `reason` where staff looked at the person, without a PIN.
    """

    key: int = key()
    id: str = public_id()
    staff_key: int = owner("staff.key")
    """The app's account."""
    nonce: str
    purpose: ProofPurpose = code(ProofPurpose)
    form_sha256: str = Field(max_length=64)
    expires_at: datetime.datetime = instant()
    used_at: datetime.datetime | None = instant()
    card_link_key: int | None = owner("card_link.key")
    confirmation: CardConfirmation | None = code(CardConfirmation)
    reason: str | None = None
    revocation: RevocationStatus | None = code(RevocationStatus)
