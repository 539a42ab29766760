"""A person's access history (閲覧履歴; features.md B06) in plain words, as anybody can understand it.

Who is told as an office and an occupation, never as the name of somebody who works there.
"""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from models.codes.office import AccountKind
from models.row import JST
from permissions.information import Information, Reason
from permissions.viewer import Viewer

TABS = {
    Information.LIST: "一覧",
    Information.ADDRESS: "住所",
    Information.CERTIFICATES: "証明書",
    Information.CERTIFICATION: "認定情報",
    Information.OPINION: "主治医意見書",
    Information.CERTIFICATION_PDF: "認定調査票・主治医意見書の原本",
    Information.LIFE: "LIFE情報",
    Information.HOUSING_EQUIPMENT: "住宅改修・福祉用具",
    Information.PROGRESS: "認定の進み具合",
    Information.CONSENT: "同意",
    Information.FILINGS: "届出",
}
"""Information as a person knows it; any other by its label."""
ROOTS = {
    "Query.accessHistory": "閲覧履歴",
    "Query.changes": "変更のお知らせ",
    "Query.explainAccess": "職員が見られる情報とその理由",
    "Query.feedHistory": "連携した情報の履歴",
    "Query.filings": "届出",
    "Query.invoices": "主治医意見書作成料の請求書",
    "Query.invoicesReceived": "主治医意見書作成料の請求書",
    "Query.opinionTargets": "主治医意見書の作成対象者",
    "Query.opinionsReceived": "主治医意見書",
    "Query.verifyReceipt": "同意",
}
"""The same of what is no tab of a person."""
OTHER_ROOT = "その他の情報"
ABOUT_NOBODY = frozenset(
    f"Query.{name}"
    for name in (
        *("viewer", "accounts", "cardApps", "readings", "consentText", "partnerOperations", "municipalities"),
        *("feedJob", "invoiceSummary", "checkOperation"),
    )
)
WHY = {
    Reason.FORBIDDEN: "見る資格がないため",
    Reason.CONSENT_MISSING: "本人の同意がないため",
    Reason.NOT_IN_CHARGE: "ケアプランの担当でないため",
    Reason.OPINION_WITHHELD: "医師が利用に同意していないため",
    Reason.ADDRESS_PROTECTED: "支援措置があるため",
}
OTHER_WHY = "そのときは見られなかったため"
ACTIONS = {
    "registerConsent": "同意の登録",
    "withdrawConsent": "同意の取り消し",
    "feedConsent": "市町村に申し出た同意の連携",
    "checkPrintedFields": "券面の照合",
    "registerPerson": "券面による本人確認と利用者一覧への登録",
    "completeCardReading": "マイナンバーカードによる本人確認",
    "feedCardLink": "マイナンバーカードと被保険者番号の結び付け",
    "removeBeneficiary": "利用者一覧からの削除",
    "submitFiling": "届出（代行提出）の提出",
    "withdrawFiling": "届出（代行提出）の取り下げ",
    "answerFiling": "届出（代行提出）への回答",
    "assignCareManager": "担当の介護支援専門員の指定",
    "requestOpinion": "主治医意見書の依頼",
    "registerOpinionTarget": "主治医意見書の作成対象者の登録",
    "saveOpinion": "主治医意見書の下書き",
    "copyOpinion": "前回の主治医意見書の複写",
    "sendOpinion": "主治医意見書の送信",
    "confirmOpinion": "主治医意見書の確認",
    "saveInvoice": "主治医意見書作成料の請求書の下書き",
    "sendInvoice": "主治医意見書作成料の請求書の送信",
    "withdrawInvoice": "主治医意見書作成料の請求書の取り下げ",
    "answerInvoice": "主治医意見書作成料の請求書への回答",
    "correctFed": "連携した情報の訂正",
    "retractFed": "連携した情報の取り消し",
}
FEED, OTHER_ACTION = "情報の連携", "手続き"
"""What programs bring (`feedX`), and anything else that has no words here."""
PROGRAMS = frozenset(
    {
        AccountKind.PARTNER,
        AccountKind.BILLING_SYSTEM,
        AccountKind.PORTAL,
        AccountKind.ELIGIBILITY_SYSTEM,
        AccountKind.MUNICIPAL_SYSTEM,
        AccountKind.LIFE_SYSTEM,
    }
)
"""Accounts behind which nobody sits. The card-reader app is none of them: staff and the person stand before it."""
OF_OFFICES = frozenset(
    {
        AccountKind.OFFICE_USER,
        AccountKind.ADMINISTRATOR,
        AccountKind.GENERAL_USER,
        AccountKind.PARTNER,
        AccountKind.CARD_APP,
    }
)
SOME_OFFICE = "ある事業所"


@dataclass(frozen=True)
class RefusedTab:
    """What was not shown, and why, in words."""

    tab: str
    reason: str


def asks_for_anybody(viewer: Viewer) -> bool:
    """Whether the viewer asks for people of all insurers: the portal, for whoever has signed in there."""
    return viewer.kind is AccountKind.PORTAL


def hides_offices(viewer: Viewer, protected: bool) -> bool:
    """Whether the names of offices stay hidden: while 支援措置 lasts, from everyone but the municipality.

    An office's name tells where a person goes, and so where they live now. The person asks about themself, but whoever
    is protected may have left the phone, and the sign-in to the portal, with the very people they are protected from.
    """
    return protected and viewer.kind is not AccountKind.MUNICIPAL_SYSTEM


def why(reason: Reason, *, hidden: bool) -> str:
    """Why something was not shown. Where offices are hidden, nothing tells of 支援措置 either."""
    told = reason is Reason.ADDRESS_PROTECTED and hidden
    return OTHER_WHY if told else WHY.get(reason, OTHER_WHY)


def root(coordinate: str) -> str | None:
    """What is no tab of a person, as they know it; None for what tells nothing of anybody."""
    return None if coordinate in ABOUT_NOBODY else ROOTS.get(coordinate, OTHER_ROOT)


def tab(information: Information) -> str:
    """The tab, as a person knows it."""
    return TABS.get(information, information.label)


def action(name: str) -> str:
    """What was done, as a person knows it."""
    return ACTIONS.get(name) or (FEED if name.startswith("feed") else OTHER_ACTION)


@dataclass(frozen=True)
class Who:
    """Who looked or acted: the office or the insurer, the kind of account, and its occupations at that time."""

    place: str | None
    """None where there is none to tell, or it stays hidden."""
    kind: AccountKind | None
    occupations: Sequence[str]
    hidden: bool
    """Whether it is an office that stays hidden."""

    @property
    def automatic(self) -> bool:
        return self.kind in PROGRAMS

    def words(self) -> str:
        """`テスト事業所の介護支援専門員`."""
        place = SOME_OFFICE if self.hidden else self.place
        work = self.kind.label if self.automatic and self.kind else "・".join(self.occupations) or "担当者"
        return f"{place}の{work}" if place else work

    def by_proof(self, office_key: int | None) -> int | None:
        """The office whose proof of identity the read rested on; none where it rested on something else."""
        return office_key if self.kind in OF_OFFICES else None


def who(
    kind: AccountKind | None, office: str | None, insurer: str | None, occupations: Sequence[str], *, hidden: bool
) -> Who:
    """Who an account is to the person: of an office, of the municipality, or a system that is neither."""
    if kind in OF_OFFICES:
        return Who(None if hidden else office, kind, occupations, hidden)
    return Who(insurer, kind, occupations, hidden=False)


def read_sentence(
    at: datetime.datetime, who: Who, tabs: Sequence[str], refused: Sequence[RefusedTab], *, file: bool
) -> str:
    """A read in a sentence; what was not shown stands behind it."""
    looked = "自動で取得し" if who.automatic else "見"
    begin = f"{instant(at)}、{who.words()}が、"
    missing = [
        f"{quoted(entry.tab for entry in refused if entry.reason == reason)}は、{reason}"
        for reason in dict.fromkeys(entry.reason for entry in refused)
    ]
    missing[-1:] = [f"{told}表示されませんでした" for told in missing[-1:]]
    told = "、".join(missing)
    if not tabs:
        return f"{begin}情報を{looked}ようとしましたが、{told}。"
    done = f"{begin}{quoted(tabs)}を{'開き' if file else looked}ました"
    return f"{done}（{told}）。" if told else f"{done}。"


def action_sentence(at: datetime.datetime, who: Who, words: str, *, done: bool) -> str:
    """One sentence on an action, or on one that was tried."""
    by = "自動で" if who.automatic else ""
    ended = "行いました" if done else "行おうとしましたが、できませんでした"
    return f"{instant(at)}、{who.words()}が、{by}「{words}」を{ended}。"


def summary(total: int, since: datetime.datetime, until: datetime.datetime) -> str:
    """The answer in one sentence; that nobody looked is one too."""
    period = f"{day(since)}から{day(until)}までに、"
    if not total:
        return f"{period}この人の情報を見た人も、手続きをした人もいません。"
    return f"{period}この人についての閲覧や手続きが{total:,}件ありました。"


def retention(before: datetime.datetime | None) -> str | None:
    """What is said of records that were deleted after their time."""
    return f"{day(before)}より前の記録は、保存期間を過ぎたため残っていません。" if before else None


def quoted(words: Iterable[str]) -> str:
    """「証明書」「認定情報」."""
    return "".join(f"「{word}」" for word in words)


def day(at: datetime.datetime) -> str:
    """2025年12月15日."""
    here = at.astimezone(JST)
    return f"{here.year}年{here.month}月{here.day}日"


def instant(at: datetime.datetime) -> str:
    """2025年12月15日9時05分."""
    here = at.astimezone(JST)
    return f"{day(here)}{here.hour}時{here.minute:02d}分"
