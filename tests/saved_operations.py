"""What is to be seen in each saved operation, by the viewer it names, and what nobody has yet."""

from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
QUERIES = {
    path.stem: path.read_text(encoding="utf-8") for path in sorted((ROOT / "graph" / "operations").glob("*.graphql"))
}


@dataclass(frozen=True)
class Operation:
    """Who a file says it is for, accounts of that kind, and what is null in what 介護 一郎 has."""

    viewer: str
    accounts: tuple[str, ...]
    nulls: frozenset[str] = frozenset()


EVERYBODY = ("hachiro", "care-manager", "office-manager", "nurse", "care-worker", "clerk", "partner")
SEES_NOBODY = ("office-user", "board-member", "municipal", "clinic-doctor")
ACCESS = {"beneficiary.access.reason", "beneficiary.access.remedy"}
RESTRICTION = "beneficiary.certificates.insuredCertificate.benefitRestriction"
POSTPONEMENT = "beneficiary.progress.postponement"

CLINIC = "医療機関の医師・電子カルテ"
OF_ONE_UNDER_WAY = ("daysLeft", "waitsForLabel", "waitsSince", "waitingDays", "explanation")

FILES = "ケアプランを作成する事業所の職員"
WRITES = "主治医意見書を作成する医師"

OPERATIONS = {
    "all-tabs": Operation("職種による違いを見る", ("hachiro",), frozenset(ACCESS)),
    "access-history": Operation("市町村システム・介護情報基盤ポータル", ()),
    "certificates": Operation(
        "管理者ユーザ・一般ユーザ",
        EVERYBODY,
        frozenset(f"{RESTRICTION}.{name}" for name in ("restrictionLabel", "restrictionFrom", "restrictionUntil")),
    ),
    "certification": Operation("ケアプランを作成する事業所の介護支援専門員", ("hachiro", "care-manager")),
    "changes": Operation("管理者ユーザ・一般ユーザ", EVERYBODY),
    "consent": Operation("管理者ユーザ・一般ユーザ", EVERYBODY),
    "explain-access": Operation("管理者ユーザ", ()),
    "expiring": Operation("管理者ユーザ・一般ユーザ", EVERYBODY),
    "answer-filing": Operation("市町村システム", ()),
    "answer-invoice": Operation("市町村システム", ()),
    "assign-care-manager": Operation("管理者ユーザ", ()),
    "filings": Operation(
        FILES,
        ("hachiro", "care-manager", "office-manager", "clerk", "partner"),
        frozenset({"beneficiary.filings.events.receivedOn", "beneficiary.filings.events.reasons"}),
    ),
    "follow-changes": Operation("連携システム", ("partner",)),
    "filings-received": Operation("市町村システム・ケアプランを作成する事業所の職員", ()),
    "confirm-opinion": Operation("市町村システム", ()),
    "copy-opinion": Operation(WRITES, ()),
    "opinion-targets": Operation(WRITES, ()),
    "opinions-received": Operation("市町村システム", ()),
    "register-opinion-target": Operation(WRITES, ()),
    "request-opinion": Operation("市町村システム", ()),
    "save-opinion": Operation(WRITES, ()),
    "send-opinion": Operation(WRITES, ()),
    "validate-opinion": Operation(WRITES, ()),
    "submit-filing": Operation(FILES, ()),
    "validate-filing": Operation(FILES, ()),
    "withdraw-filing": Operation(FILES, ()),
    "header": Operation(
        "管理者ユーザ・一般ユーザ",
        EVERYBODY,
        frozenset({"beneficiary.eligibilityLostOn", "beneficiary.access.reasonLabel", "beneficiary.access.remedy"}),
    ),
    "housing-equipment": Operation("この利用者のケアプランを作成する介護支援専門員", ("hachiro",)),
    "invoices": Operation(CLINIC, ()),
    "invoices-received": Operation("市町村システム", ()),
    "save-invoice": Operation(CLINIC, ()),
    "send-invoice": Operation(CLINIC, ()),
    "validate-invoice": Operation(CLINIC, ()),
    "withdraw-invoice": Operation(CLINIC, ()),
    "life": Operation(
        "介護支援専門員・看護職員・介護職員ほか", ("hachiro", "care-manager", "office-manager", "nurse", "care-worker")
    ),
    "list": Operation("管理者ユーザ・一般ユーザ", EVERYBODY),
    "partner-bulk": Operation("連携システム", ("partner",)),
    "readings": Operation("管理者ユーザ・一般ユーザ", EVERYBODY),
    "progress": Operation(
        "介護支援専門員・ケアプラン作成事業所の管理者",
        ("hachiro", "care-manager", "office-manager"),
        frozenset(
            {
                "beneficiary.progress.decision.closedOn",
                f"{POSTPONEMENT}.postponedOn",
                f"{POSTPONEMENT}.postponedUntil",
                f"{POSTPONEMENT}.postponementReasonLabel",
                "beneficiary.progress.moves",
                *(f"beneficiary.progress.clock.{name}" for name in OF_ONE_UNDER_WAY),
            }
        ),
    ),
    "feed-certificate-file": Operation("市町村システム", ()),
    "feed-job": Operation("市町村システム・科学的介護情報システム（LIFE）", ()),
    "feed-life": Operation("科学的介護情報システム（LIFE）", ()),
    "feed-life-file": Operation("科学的介護情報システム（LIFE）", ()),
    "correct-fed": Operation("市町村システム", ()),
    "feed-beneficiary": Operation("市町村システム", ()),
    "feed-certificate": Operation("市町村システム", ()),
    "feed-history": Operation("市町村システム", ()),
    "feed-opinion-paper": Operation("市町村システム", ()),
    "feed-progress": Operation("市町村システム", ()),
    "feed-readiness": Operation("市町村システム", ()),
    "feed-survey": Operation("市町村システム", ()),
    "municipalities": Operation(
        "すべて", EVERYBODY + SEES_NOBODY, frozenset({"municipalities.links.liveFrom", "municipalities.links.paper"})
    ),
    "retract-fed": Operation("市町村システム", ()),
    "feed-consent": Operation("市町村システム", ("municipal-system",)),
    "register-consent": Operation("管理者ユーザ・一般ユーザ", EVERYBODY),
    "verify-receipt": Operation("すべて", EVERYBODY + SEES_NOBODY),
    "withdraw-consent": Operation("管理者ユーザ・一般ユーザ", EVERYBODY),
    "who-am-i": Operation("すべて", EVERYBODY + SEES_NOBODY),
}
