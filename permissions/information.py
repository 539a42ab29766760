"""The rows of the matrix: what there is to see and to do, and on which conditions of the person it can hang."""

from models.codes import Coded


class Information(Coded):
    """閲覧できる情報: what a field belongs to."""

    LIST = "", "利用者一覧"
    ADDRESS = "", "住所・居所"
    CERTIFICATES = "①", "証情報"
    CERTIFICATION = "②", "要介護認定情報"
    OPINION = "②", "主治医意見書"
    CERTIFICATION_PDF = "②", "認定調査票・主治医意見書の原本(PDF)"
    LIFE = "③", "照会用LIFE情報"
    HOUSING_EQUIPMENT = "④", "住宅改修・福祉用具購入"
    PROGRESS = "⑤", "認定審査会進捗"
    CONSENT = "", "同意"
    FILINGS = "", "代行提出の状況"


class Action(Coded):
    """操作: what a viewer may do, by occupation (A14) or by kind of account (S01-S05)."""

    REGISTER = "", "利用者登録"
    REMOVE = "", "利用者一覧からの削除"
    FILE = "", "代行提出"
    CONSENT = "", "同意の登録・取り消し"
    OPINION = "", "主治医意見書・請求書の作成"
    MANAGE_ADMINISTRATORS = "", "管理者ユーザの作成・アカウント管理"
    CREATE_GENERAL_USERS = "", "一般ユーザの作成"
    MANAGE_GENERAL_USERS = "", "一般ユーザのアカウント管理"
    CHANGE_AUTHORITY = "", "ユーザの権限変更"
    REGISTER_CARD_APP = "", "マイナ資格確認アプリ情報の登録"
    VIEW_BOARD_DOCUMENTS = "", "認定審査会資料の参照"
    REGISTER_BOARD_DOCUMENTS = "", "認定審査会資料の登録"
    MANAGE_INSURER_ACCOUNTS = "", "認定審査員・市町村職員のアカウント管理"
    FEED_OFFICES = "", "事業所・事業所ユーザ・電子証明書・レセプトの連携"
    ISSUE_CARD_APPS = "", "マイナ資格確認アプリアカウントの発行"
    REGISTER_OPERATIONS = "", "連携システムの操作の登録"
    APPROVE_OPERATIONS = "", "連携システムの操作の承認"
    REGISTER_BY_CARD = "", "マイナンバーカードの読み取りによる利用者登録"
    FEED_CARD_LINKS = "", "マイナンバーカードと被保険者の連携"
    FEED_CARE = "", "市町村システムからの連携"
    ASSIGN_CARE_MANAGER = "", "担当の介護支援専門員の指定"
    FEED_LIFE = "", "LIFE情報の連携"
    VIEW_ACCESS_HISTORY = "", "本人の閲覧履歴の照会"
    EXPLAIN_ACCESS = "", "閲覧の可否の説明"


class Reason(Coded):
    """閲覧できない理由: why information is not shown, as a stable code."""

    FORBIDDEN = "", "この職種・サービスでは閲覧できません。"
    CONSENT_MISSING = "", "本人の同意が登録されていません。"
    NOT_IN_CHARGE = "", "この利用者のケアプランを作成する介護支援専門員ではありません。"
    OPINION_WITHHELD = "", "医師が意見書の利用に同意していません。"
    ADDRESS_PROTECTED = "", "支援措置により表示されません。"
    SOURCE_STALE = "", "連携元の情報が届いていません。"
    DOWNLOAD_DISABLED = "", "この市町村ではダウンロードできません。"


class Condition(Coded):
    """閲覧の条件: what must hold for this person (or this opinion) today; the code is the reason when it does not."""

    CONSENT = "CONSENT_MISSING", "本人の同意"
    IN_CHARGE = "NOT_IN_CHARGE", "ケアプランの担当"
    DOCTORS_LEAVE = "OPINION_WITHHELD", "医師の利用同意"
    NOT_PROTECTED = "ADDRESS_PROTECTED", "支援措置の対象でないこと"

    @property
    def reason(self) -> Reason:
        return Reason[self.code]


class Requirement(Coded):
    """操作の条件: what must hold of a person before something is done about them; the code is the refusal's."""

    ON_LIST = "BENEFICIARY_UNKNOWN", "利用者一覧にいること"
    PROOF_FOR_VIEWING = "PROOF_EXPIRED", "24時間以内の本人確認（介護情報閲覧）"
    PROOF_FOR_FILING = "PROOF_EXPIRED", "24時間以内の本人確認（介護情報閲覧または代行提出）"


REMEDIES: dict[Reason, str] = {
    Reason.FORBIDDEN: "必要な場合は、職種とサービスの登録を管理者に確認してください。",
    Reason.CONSENT_MISSING: "同意タブで同意を登録してください。",
    Reason.NOT_IN_CHARGE: "担当の登録を管理者に依頼してください。",
    Reason.OPINION_WITHHELD: "内容は主治医に直接確認してください。",
    Reason.ADDRESS_PROTECTED: "住所が必要な場合は市町村に問い合わせてください。",
    Reason.SOURCE_STALE: "しばらくしてからもう一度確認するか、市町村に問い合わせてください。",
    Reason.DOWNLOAD_DISABLED: "画面で参照してください。",
}
"""What the viewer can do about it."""

KIND_FORBIDDEN = "このアカウント種別では利用者の情報を閲覧できません。"
"""Reason.FORBIDDEN where the kind of account is the reason, whatever the occupations."""
KIND_REMEDY = "利用者の情報を閲覧できるアカウントでサインインしてください。"
