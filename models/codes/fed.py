"""Value sets of what municipalities' systems bring (市町村システム): what it is, and how a version of it ended."""

from models.codes import Coded


class FedKind(Coded):
    """連携した情報の種類. The ten certificates have the names of their kinds."""

    BENEFICIARY = "", "被保険者の基本情報"
    INSURED = "", "介護保険被保険者証"
    BURDEN_RATIO = "", "介護保険負担割合証"
    BURDEN_LIMIT = "", "介護保険負担限度額認定証"
    REDUCTION = "", "介護保険利用者負担額減額・免除認定証"
    SOCIAL_WELFARE_REDUCTION = "", "社会福祉法人等利用者負担軽減確認証"
    HOME_HELP_REDUCTION = "", "訪問介護利用者負担額減額認定証"
    REMOTE_ISLAND_REDUCTION = "", "離島等地域における特別地域加算に係る利用者負担額軽減確認証"
    HILLY_AREA_REDUCTION = "", "中山間地域における特別地域加算に係る利用者負担額軽減確認証"
    SPECIFIED_BURDEN_LIMIT = "", "介護保険特定負担額減額認定証(旧措置入所者)"
    FORMER_MEASURE_REDUCTION = "", "介護保険利用者負担額減額・免除等認定証(旧措置入所者)"
    PROGRESS = "", "要介護認定申請の進捗"
    RESIDENCE = "", "居住"
    RENOVATION = "", "住宅改修"
    EQUIPMENT_PURCHASE = "", "福祉用具購入"
    SURVEY = "", "認定調査票"
    OPINION = "", "主治医意見書（紙で届いたもの）"


class VersionEnding(Coded):
    """連携した情報の版がどう終わったか."""

    FED_ANEW = "", "新しい内容の連携"
    CORRECTED = "", "訂正"
    RETRACTED = "", "取消"


class FeedSubject(Coded):
    """連携される情報. The names are those of the matrix's information it is seen in."""

    LIST = "", "被保険者"
    CERTIFICATES = "", "証"
    CERTIFICATION = "", "認定調査票・主治医意見書"
    LIFE = "", "LIFE情報"
    HOUSING_EQUIPMENT = "", "住宅改修・福祉用具購入"
    PROGRESS = "", "要介護認定申請の進捗"
    CONSENT = "", "同意"
