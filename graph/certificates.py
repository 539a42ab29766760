"""The certificates tab (証明書): the guide's ten documents, each in force on a day and with its history."""

import datetime

import strawberry

from graph.enums import published
from graph.field import column, derived, group, listing, relation
from graph.view import view
from loaders import beneficiary as person
from loaders import certificates as source
from models import rows
from models.codes.certificates import CertificateKind, HoldingState
from permissions.information import Information

PAGE = "24頁"


@strawberry.type(description="保有する証: 種類ごとの状態")
class Holding:
    kind: published(CertificateKind) = strawberry.field(description="証の種類")  # type: ignore[valid-type]
    kind_label: str = strawberry.field(description="証の種類・表示名")
    state: published(HoldingState) = strawberry.field(description="あり・期限切れ・なし")  # type: ignore[valid-type]
    state_label: str = strawberry.field(description="あり・期限切れ・なし・表示名")
    valid_until: datetime.date | None = strawberry.field(description="有効期限")
    valid_until_era: str | None = strawberry.field(description="有効期限・和暦")


@view(rows.InsuredCertificate, "給付制限")
class BenefitRestriction:
    restriction = column(rows.InsuredCertificate.restriction, "給付制限の内容", beyond=True)
    restriction_from = column(rows.InsuredCertificate.restriction_from, "給付制限の期間・開始日", beyond=True)
    restriction_until = column(rows.InsuredCertificate.restriction_until, "給付制限の期間・終了日", beyond=True)
    restricted_rate = column(rows.InsuredCertificate.restricted_rate, "給付額減額中の給付率（%）", beyond=True)


@view(rows.InsuredCertificate, "介護保険施設等")
class CareFacility:
    facility_kind = column(rows.InsuredCertificate.facility_kind, "施設の種類", beyond=True)
    facility_name = column(rows.InsuredCertificate.facility_name, "施設の名称", beyond=True)
    facility_entered_on = column(rows.InsuredCertificate.facility_entered_on, "入所等年月日", beyond=True)
    facility_left_on = column(rows.InsuredCertificate.facility_left_on, "退所等年月日", beyond=True)


@view(rows.InsuredCertificate, "介護保険被保険者証", guide=PAGE)
class InsuredCertificate:
    insurer_number = derived(person.insurer_number(rows.InsuredCertificate), "介護保険者番号", beyond=True)
    insurer_name = derived(person.insurer_name(rows.InsuredCertificate), "保険者の名称")
    insured_number = derived(person.insured_number(rows.InsuredCertificate), "被保険者番号")
    care_level = column(rows.InsuredCertificate.care_level, "要介護区分等")
    valid_from = column(rows.InsuredCertificate.valid_from, "認定の有効期間_開始日")
    valid_until = column(rows.InsuredCertificate.valid_until, "認定の有効期間_終了日")
    issued_on = column(rows.InsuredCertificate.issued_on, "交付年月日", beyond=True)
    certified_on = column(rows.InsuredCertificate.certified_on, "認定年月日", beyond=True)
    monthly_limit_units = column(
        rows.InsuredCertificate.monthly_limit_units, "区分支給限度基準額（単位/月）", beyond=True
    )
    board_opinion = column(rows.InsuredCertificate.board_opinion, "認定審査会の意見", beyond=True)
    designated_services = column(rows.InsuredCertificate.designated_services, "サービスの種類の指定", beyond=True)
    plan_office_name = column(
        rows.InsuredCertificate.plan_office_name,
        "居宅介護支援事業者等の名称",
        information=Information.ADDRESS,
        beyond=True,
    )
    plan_office_notified_on = column(rows.InsuredCertificate.plan_office_notified_on, "届出年月日", beyond=True)
    planning_kind = column(rows.InsuredCertificate.planning_kind, "計画作成区分", beyond=True)
    benefit_restriction = group(BenefitRestriction, "給付制限", beyond=True)
    facility = group(CareFacility, "介護保険施設等", information=Information.ADDRESS, beyond=True)


@view(rows.BurdenRatio, "介護保険負担割合証", guide=PAGE)
class BurdenRatio:
    fiscal_year = column(rows.BurdenRatio.fiscal_year, "負担割合年度（8月1日から翌年7月31日）")
    first_ratio = column(rows.BurdenRatio.first_ratio, "利用者負担の割合①（%）")
    first_ratio_label = derived(source.FIRST_RATIO_LABEL, "利用者負担の割合①・表示名")
    first_start = column(rows.BurdenRatio.first_start, "適用期間-開始年月日①")
    first_end = column(rows.BurdenRatio.first_end, "適用期間-終了年月日①")
    second_ratio = column(rows.BurdenRatio.second_ratio, "利用者負担の割合②（%）")
    second_ratio_label = derived(source.SECOND_RATIO_LABEL, "利用者負担の割合②・表示名")
    second_start = column(rows.BurdenRatio.second_start, "適用期間-開始年月日②")
    second_end = column(rows.BurdenRatio.second_end, "適用期間-終了年月日②")
    issued_on = column(rows.BurdenRatio.issued_on, "交付年月日", beyond=True)
    decision = column(rows.BurdenRatio.decision, "負担割合の判定区分", beyond=True)


@view(rows.BurdenLimit, "介護保険負担限度額認定証", guide=PAGE)
class BurdenLimit:
    food_short_stay = column(
        rows.BurdenLimit.food_short_stay, "食費の負担限度額・(介護予防)短期入所生活(療養)介護（円/日）"
    )
    food_other = column(rows.BurdenLimit.food_other, "食費の負担限度額・その他サービス（円/日）")
    room_unit_private = column(
        rows.BurdenLimit.room_unit_private, "居住費または滞在費の負担限度額・ユニット型個室（円/日）"
    )
    room_unit_semi_private = column(
        rows.BurdenLimit.room_unit_semi_private, "居住費または滞在費の負担限度額・ユニット型個室的多床室（円/日）"
    )
    room_private_welfare = column(
        rows.BurdenLimit.room_private_welfare, "居住費または滞在費の負担限度額・従来型個室(特養等)（円/日）"
    )
    room_private_health = column(
        rows.BurdenLimit.room_private_health, "居住費または滞在費の負担限度額・従来型個室(老健・医療院等)（円/日）"
    )
    room_shared = column(rows.BurdenLimit.room_shared, "居住費または滞在費の負担限度額・多床室（円/日）")
    effective_on = column(rows.BurdenLimit.effective_on, "適用年月日")
    valid_until = column(rows.BurdenLimit.valid_until, "有効期限")
    issued_on = column(rows.BurdenLimit.issued_on, "交付年月日", beyond=True)


@view(rows.Reduction, "介護保険利用者負担額減額・免除認定証", guide=PAGE)
class Reduction:
    benefit_rate = column(rows.Reduction.benefit_rate, "給付率（%）")
    effective_on = column(rows.Reduction.effective_on, "適用年月日")
    valid_until = column(rows.Reduction.valid_until, "有効期限")
    issued_on = column(rows.Reduction.issued_on, "交付年月日", beyond=True)


@view(rows.SocialWelfareReduction, "社会福祉法人等利用者負担軽減確認証", guide=PAGE)
class SocialWelfareReduction:
    reduction_rate = column(rows.SocialWelfareReduction.reduction_rate, "減額割合（%）")
    service_rate = column(rows.SocialWelfareReduction.service_rate, "対象サービス軽減割合（%）")
    food_rate = column(rows.SocialWelfareReduction.food_rate, "食費軽減割合（%）")
    room_rate = column(rows.SocialWelfareReduction.room_rate, "居住費軽減割合（%）")
    confirmation_number = column(rows.SocialWelfareReduction.confirmation_number, "確認番号")
    effective_on = column(rows.SocialWelfareReduction.effective_on, "適用年月日")
    valid_until = column(rows.SocialWelfareReduction.valid_until, "有効期限")
    issued_on = column(rows.SocialWelfareReduction.issued_on, "交付年月日", beyond=True)
    ground = column(rows.SocialWelfareReduction.ground, "減免区分", beyond=True)


@view(rows.HomeHelpReduction, "訪問介護利用者負担額減額認定証", guide=PAGE)
class HomeHelpReduction:
    benefit_rate = column(rows.HomeHelpReduction.benefit_rate, "減額内容(給付率)（%）")
    effective_on = column(rows.HomeHelpReduction.effective_on, "適用年月日")
    valid_until = column(rows.HomeHelpReduction.valid_until, "有効期限")
    issued_on = column(rows.HomeHelpReduction.issued_on, "交付年月日", beyond=True)
    law = column(rows.HomeHelpReduction.law, "訪問介護利用者負担額減額の法別", beyond=True)


@view(rows.RemoteIslandReduction, "離島等地域における特別地域加算に係る利用者負担額軽減確認証", guide=PAGE)
class RemoteIslandReduction:
    reduction_rate = column(rows.RemoteIslandReduction.reduction_rate, "減額割合（%）")
    confirmation_number = column(rows.RemoteIslandReduction.confirmation_number, "確認番号")
    effective_on = column(rows.RemoteIslandReduction.effective_on, "適用年月日")
    valid_until = column(rows.RemoteIslandReduction.valid_until, "有効期限")
    issued_on = column(rows.RemoteIslandReduction.issued_on, "交付年月日", beyond=True)


@view(rows.HillyAreaReduction, "中山間地域における特別地域加算に係る利用者負担額軽減確認証", guide=PAGE)
class HillyAreaReduction:
    reduction_rate = column(rows.HillyAreaReduction.reduction_rate, "減額割合（%）")
    confirmation_number = column(rows.HillyAreaReduction.confirmation_number, "確認番号")
    effective_on = column(rows.HillyAreaReduction.effective_on, "適用年月日")
    valid_until = column(rows.HillyAreaReduction.valid_until, "有効期限")
    issued_on = column(rows.HillyAreaReduction.issued_on, "交付年月日", beyond=True)


@view(
    rows.SpecifiedBurdenLimit,
    "介護保険特定負担額減額認定証（旧措置入所者。様式の名称は介護保険特定負担限度額認定証）",
    guide=PAGE,
)
class SpecifiedBurdenLimit:
    food = column(rows.SpecifiedBurdenLimit.food, "食費の特定負担限度額（円/日）")
    room_unit_private = column(
        rows.SpecifiedBurdenLimit.room_unit_private, "居住費または滞在費の負担限度額・ユニット型個室（円/日）"
    )
    room_unit_semi_private = column(
        rows.SpecifiedBurdenLimit.room_unit_semi_private,
        "居住費または滞在費の負担限度額・ユニット型個室的多床室（円/日）",
    )
    room_private = column(rows.SpecifiedBurdenLimit.room_private, "居住費または滞在費の負担限度額・従来型個室（円/日）")
    room_shared = column(rows.SpecifiedBurdenLimit.room_shared, "居住費または滞在費の負担限度額・多床室（円/日）")
    effective_on = column(rows.SpecifiedBurdenLimit.effective_on, "適用年月日")
    valid_until = column(rows.SpecifiedBurdenLimit.valid_until, "有効期限")
    issued_on = column(rows.SpecifiedBurdenLimit.issued_on, "交付年月日", beyond=True)
    former_measure_kind = column(rows.SpecifiedBurdenLimit.former_measure_kind, "旧措置者区分", beyond=True)


@view(rows.FormerMeasureReduction, "介護保険利用者負担額減額・免除等認定証（旧措置入所者）", guide=PAGE)
class FormerMeasureReduction:
    benefit_rate = column(rows.FormerMeasureReduction.benefit_rate, "給付率（%）")
    effective_on = column(rows.FormerMeasureReduction.effective_on, "適用年月日")
    valid_until = column(rows.FormerMeasureReduction.valid_until, "有効期限")
    issued_on = column(rows.FormerMeasureReduction.issued_on, "交付年月日", beyond=True)
    former_measure_kind = column(rows.FormerMeasureReduction.former_measure_kind, "旧措置者区分", beyond=True)


@view(rows.Beneficiary, "証明書タブ: 指定した日に有効な証と、その履歴", guide=PAGE)
class Certificates:
    holdings = listing(Holding, source.HOLDINGS, "保有する証の一覧（十種類）", beyond=True)
    burden_ratio_in_force = derived(source.RATIO_IN_FORCE, "その日に適用される利用者負担の割合（%）", beyond=True)
    burden_ratio_in_force_label = derived(source.RATIO_IN_FORCE_LABEL, "その日に適用される割合・表示名", beyond=True)
    insured_certificate = relation(InsuredCertificate, source.current(CertificateKind.INSURED), "介護保険被保険者証")
    burden_ratio = relation(BurdenRatio, source.current(CertificateKind.BURDEN_RATIO), "介護保険負担割合証")
    burden_limit = relation(BurdenLimit, source.current(CertificateKind.BURDEN_LIMIT), "介護保険負担限度額認定証")
    reduction = relation(Reduction, source.current(CertificateKind.REDUCTION), "介護保険利用者負担額減額・免除認定証")
    social_welfare_reduction = relation(
        SocialWelfareReduction,
        source.current(CertificateKind.SOCIAL_WELFARE_REDUCTION),
        "社会福祉法人等利用者負担軽減確認証",
    )
    home_help_reduction = relation(
        HomeHelpReduction, source.current(CertificateKind.HOME_HELP_REDUCTION), "訪問介護利用者負担額減額認定証"
    )
    remote_island_reduction = relation(
        RemoteIslandReduction,
        source.current(CertificateKind.REMOTE_ISLAND_REDUCTION),
        "離島等地域における特別地域加算に係る利用者負担額軽減確認証",
    )
    hilly_area_reduction = relation(
        HillyAreaReduction,
        source.current(CertificateKind.HILLY_AREA_REDUCTION),
        "中山間地域における特別地域加算に係る利用者負担額軽減確認証",
    )
    specified_burden_limit = relation(
        SpecifiedBurdenLimit,
        source.current(CertificateKind.SPECIFIED_BURDEN_LIMIT),
        "介護保険特定負担額減額認定証（旧措置入所者）",
    )
    former_measure_reduction = relation(
        FormerMeasureReduction,
        source.current(CertificateKind.FORMER_MEASURE_REDUCTION),
        "介護保険利用者負担額減額・免除等認定証（旧措置入所者）",
    )
    insured_certificate_history = relation(
        InsuredCertificate, source.history(CertificateKind.INSURED), "介護保険被保険者証の履歴（新しい順）", beyond=True
    )
    burden_ratio_history = relation(
        BurdenRatio, source.history(CertificateKind.BURDEN_RATIO), "介護保険負担割合証の履歴（新しい順）", beyond=True
    )
    burden_limit_history = relation(
        BurdenLimit,
        source.history(CertificateKind.BURDEN_LIMIT),
        "介護保険負担限度額認定証の履歴（新しい順）",
        beyond=True,
    )
    reduction_history = relation(
        Reduction,
        source.history(CertificateKind.REDUCTION),
        "介護保険利用者負担額減額・免除認定証の履歴（新しい順）",
        beyond=True,
    )
    social_welfare_reduction_history = relation(
        SocialWelfareReduction,
        source.history(CertificateKind.SOCIAL_WELFARE_REDUCTION),
        "社会福祉法人等利用者負担軽減確認証の履歴（新しい順）",
        beyond=True,
    )
    home_help_reduction_history = relation(
        HomeHelpReduction,
        source.history(CertificateKind.HOME_HELP_REDUCTION),
        "訪問介護利用者負担額減額認定証の履歴（新しい順）",
        beyond=True,
    )
    remote_island_reduction_history = relation(
        RemoteIslandReduction,
        source.history(CertificateKind.REMOTE_ISLAND_REDUCTION),
        "離島等地域における特別地域加算に係る利用者負担額軽減確認証の履歴（新しい順）",
        beyond=True,
    )
    hilly_area_reduction_history = relation(
        HillyAreaReduction,
        source.history(CertificateKind.HILLY_AREA_REDUCTION),
        "中山間地域における特別地域加算に係る利用者負担額軽減確認証の履歴（新しい順）",
        beyond=True,
    )
    specified_burden_limit_history = relation(
        SpecifiedBurdenLimit,
        source.history(CertificateKind.SPECIFIED_BURDEN_LIMIT),
        "介護保険特定負担額減額認定証（旧措置入所者）の履歴（新しい順）",
        beyond=True,
    )
    former_measure_reduction_history = relation(
        FormerMeasureReduction,
        source.history(CertificateKind.FORMER_MEASURE_REDUCTION),
        "介護保険利用者負担額減額・免除等認定証（旧措置入所者）の履歴（新しい順）",
        beyond=True,
    )
