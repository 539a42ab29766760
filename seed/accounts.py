"""The demo's accounts. All have one password, which is printed in the README and opens nothing but a demo."""

from dataclasses import dataclass

from models import rows
from models.codes.office import AccountKind, Occupation
from models.codes.service import ServiceType
from permissions.credentials import hash_password
from seed.book import Book
from seed.offices import GUIDE_INSURER, At

DEMO_PASSWORD = "Kaigo-Demo-2026"  # noqa: S105
DEMO_APP, DEMO_APP_SECRET = "demo-reader", "kaigo-demo-reader-2026"
"""The card-reader app of the first office; its secret too is printed in the README."""

ADMINISTRATOR, GENERAL, OFFICE_USER = (
    AccountKind.ADMINISTRATOR,
    AccountKind.GENERAL_USER,
    AccountKind.OFFICE_USER,
)
PARTNER = AccountKind.PARTNER


@dataclass(frozen=True)
class Account:
    """An account as it is entered: where, and which occupations in which services."""

    user_id: str
    name: str
    kind: AccountKind
    at: At | None = None
    posts: tuple[tuple[ServiceType, Occupation], ...] = ()
    bulk: bool = False
    suspended: bool = False
    insurer: int | None = None
    """Whose people it may speak of, for a program that comes by an office's certificate."""


CARE_MANAGEMENT, OPINION_WRITING = ServiceType.CARE_MANAGEMENT, ServiceType.OPINION_WRITING
MANAGING = ((CARE_MANAGEMENT, Occupation.CARE_MANAGER),)

ACCOUNTS: tuple[Account, ...] = (
    Account(
        "hachiro",
        "受け入れ八郎",
        ADMINISTRATOR,
        At.TEST,
        (*MANAGING, (CARE_MANAGEMENT, Occupation.OFFICE_MANAGER)),
    ),
    Account("care-manager", "計画 つばさ", GENERAL, At.TEST, MANAGING),
    Account("office-manager", "管理 いずみ", GENERAL, At.TEST, ((CARE_MANAGEMENT, Occupation.OFFICE_MANAGER),)),
    Account("nurse", "看護 みどり", GENERAL, At.TEST, ((ServiceType.HOME_NURSING, Occupation.NURSE),)),
    Account("care-worker", "支援 だいち", GENERAL, At.TEST, ((ServiceType.DAY_CARE, Occupation.CARE_WORKER),)),
    Account("clerk", "事務 かおる", GENERAL, At.TEST, ((CARE_MANAGEMENT, Occupation.CLERK),)),
    Account("office-user", "テスト事業所", OFFICE_USER, At.TEST),
    Account("partner", "記録システム（連携）", PARTNER, At.TEST, MANAGING, bulk=True),
    Account("suspended", "休止 まこと", GENERAL, At.TEST, MANAGING, suspended=True),
    Account(
        "multi-manager",
        "多機能 しおり",
        ADMINISTRATOR,
        At.MULTI,
        ((ServiceType.SMALL_MULTIFUNCTION, Occupation.CARE_MANAGER),),
    ),
    Account("day-nurse", "日中 ほのか", GENERAL, At.DAY, ((ServiceType.DAY_CARE, Occupation.NURSE),)),
    Account(
        "houkatsu",
        "包括 わたる",
        ADMINISTRATOR,
        At.SUPPORT_CENTER,
        (
            (ServiceType.PREVENTIVE_CARE_MANAGEMENT, Occupation.CARE_MANAGER),
            (ServiceType.PREVENTIVE_CARE_PLANNING, Occupation.CARE_MANAGER),
        ),
    ),
    Account("hospital-nurse", "病棟 ちひろ", GENERAL, At.HOSPITAL, ((ServiceType.HOME_NURSING, Occupation.NURSE),)),
    Account(
        "hospital-doctor",
        "見本 けいすけ",
        GENERAL,
        At.HOSPITAL,
        ((OPINION_WRITING, Occupation.PHYSICIAN), (ServiceType.HOME_NURSING, Occupation.PHYSICIAN)),
    ),
    Account("clinic-doctor", "例示 はるか", ADMINISTRATOR, At.CLINIC, ((OPINION_WRITING, Occupation.PHYSICIAN),)),
    Account(
        "facility-manager",
        "施設 ゆたか",
        GENERAL,
        At.FACILITY,
        ((ServiceType.WELFARE_FACILITY, Occupation.CARE_MANAGER),),
    ),
    Account(
        "dealer",
        "用具 たくみ",
        GENERAL,
        At.DEALER,
        ((ServiceType.EQUIPMENT_SALE, Occupation.EQUIPMENT_CONSULTANT),),
    ),
    Account("big-manager", "大空 ひろし", ADMINISTRATOR, At.BIG, MANAGING),
    Account("big-partner", "請求システム（連携）", PARTNER, At.BIG, MANAGING, bulk=True),
    Account("board-member", "審査 まさる", AccountKind.BOARD_MEMBER),
    Account("municipal", "市役所 あきら", AccountKind.MUNICIPAL_STAFF),
    Account("billing-system", "電子請求受付システム", AccountKind.BILLING_SYSTEM, At.CENTER),
    Account("portal", "介護情報基盤ポータル", AccountKind.PORTAL, At.CENTER),
    Account("hospital-administrator", "病院 あかね", ADMINISTRATOR, At.HOSPITAL),
    Account(
        "chart",
        "電子カルテ（連携）",
        PARTNER,
        At.HOSPITAL,
        ((OPINION_WRITING, Occupation.PHYSICIAN), (ServiceType.HOME_NURSING, Occupation.PHYSICIAN)),
    ),
    Account("eligibility-system", "オンライン資格確認等システム", AccountKind.ELIGIBILITY_SYSTEM, At.CENTER),
    Account(
        "municipal-system", "見本市介護保険システム", AccountKind.MUNICIPAL_SYSTEM, At.CENTER, insurer=GUIDE_INSURER
    ),
    Account(DEMO_APP, "マイナ資格確認アプリ（受付）", AccountKind.CARD_APP, At.TEST),
    Account("life-system", "科学的介護情報システム（LIFE）", AccountKind.LIFE_SYSTEM, At.CENTER),
)

STAFF = {account.user_id: key for key, account in enumerate(ACCOUNTS, start=1)}
"""The key of each account."""


def name_of(user_id: str) -> str:
    """Who acts under an account."""
    return ACCOUNTS[STAFF[user_id] - 1].name


REGISTRARS: dict[int, int] = {
    account.at: STAFF[account.user_id] for account in ACCOUNTS if account.at and account.kind is ADMINISTRATOR
}
"""Who makes an office's proofs of identity: its administrator."""


def enter_accounts(book: Book) -> None:
    """Enter every account. The shared password is hashed once: hashing is slow on purpose."""
    password_hash = hash_password(DEMO_PASSWORD)
    for account in ACCOUNTS:
        enter_account(book, account, password_hash)


def enter_account(book: Book, account: Account, password_hash: str) -> None:
    """Enter one account; without an office it is the guide's insurer's."""
    key = book.add(
        rows.Staff,
        user_id=account.user_id,
        kind=account.kind,
        office_key=account.at,
        insurer_key=account.insurer if account.at else GUIDE_INSURER,
        name=account.name,
        mail=f"{account.user_id}@kaigo.example",
        phone=f"090-0000-{1000 + STAFF[account.user_id]}",
        password_hash=password_hash,
        suspended=account.suspended,
        bulk=account.bulk,
    )
    for service, occupation in account.posts:
        book.add(rows.StaffOccupation, staff_key=key, service=service, occupation=occupation)
