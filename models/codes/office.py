"""What offices and accounts are (domain.md section 1.3 and guide p.5-7)."""

from models.codes import Coded


class Capability(Coded):
    """事業所の機能: what an organisation is; one may be several at once."""

    CARE = "", "介護事業所"
    PLAN_MAKING = "", "ケアプラン作成事業所"
    CLINIC = "", "医療機関"
    MUNICIPALITY = "", "市町村"
    REVIEW_BOARD = "", "介護認定審査会"


class AccountKind(Coded):
    """アカウント種別."""

    OFFICE_USER = "", "事業所ユーザ"
    ADMINISTRATOR = "", "管理者ユーザ"
    GENERAL_USER = "", "一般ユーザ"
    BOARD_MEMBER = "", "認定審査員"
    MUNICIPAL_STAFF = "", "市町村職員"
    PARTNER = "", "連携システム"
    BILLING_SYSTEM = "", "電子請求受付システム"
    PORTAL = "", "介護情報基盤ポータル"
    ELIGIBILITY_SYSTEM = "", "オンライン資格確認等システム"
    CARD_APP = "", "マイナ資格確認アプリ"
    MUNICIPAL_SYSTEM = "", "市町村システム"
    LIFE_SYSTEM = "", "科学的介護情報システム（LIFE）"


class Occupation(Coded):
    """職種区分."""

    CARE_MANAGER = "", "介護支援専門員"
    OFFICE_MANAGER = "", "管理者"
    DENTIST = "", "歯科医師"
    PHARMACIST = "", "薬剤師"
    DENTAL_HYGIENIST = "", "歯科衛生士"
    REGISTERED_DIETITIAN = "", "管理栄養士"
    CARE_COORDINATOR = "", "生活相談員・サービス提供責任者"
    NURSE = "", "看護職員"
    CARE_WORKER = "", "介護職員"
    FUNCTIONAL_TRAINER = "", "機能訓練指導員"
    EQUIPMENT_CONSULTANT = "", "福祉用具専門相談員"
    CLERK = "", "事務職員"
    PHYSICIAN = "", "医師"
    REVIEW_BOARD_MEMBER = "", "認定審査員"
    OTHER = "", "その他"
