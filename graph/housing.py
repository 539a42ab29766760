"""The home modification tab (住宅改修): the money left in today's dwelling, and what was done."""

from graph.field import column, derived, relation
from graph.view import view
from loaders import beneficiary as person
from loaders import housing as source
from models import rows
from models.codes.housing import BenefitCategory
from permissions.information import Information

PAGE = "26頁④"


@view(rows.RenovationWork, "改修内容の種類")
class RenovationWork:
    kind = column(rows.RenovationWork.kind, "住宅改修の種類")


@view(rows.Renovation, "住宅改修の給付一件", guide=PAGE)
class Renovation:
    started_on = column(rows.Renovation.started_on, "着工日", beyond=True)
    paid_on = column(rows.Renovation.paid_on, "給付日", beyond=True)
    care_level = column(rows.Renovation.care_level, "着工日の要介護度", beyond=True)
    cost = column(rows.Renovation.cost, "改修に要した費用（円）", beyond=True)
    works = relation(RenovationWork, source.KINDS, "改修内容")


@view(rows.Beneficiary, "住宅改修", guide=PAGE)
class Housing:
    insurer_number = derived(person.insurer_number(rows.Beneficiary), "介護保険者番号")
    insured_number = column(rows.Beneficiary.insured_number, "介護保険被保険者番号")
    care_level = derived(source.CARE_LEVEL, "要介護度")
    care_level_label = derived(source.CARE_LEVEL_LABEL, "要介護度・表示名")
    address = derived(source.ADDRESS, "住所", information=Information.ADDRESS)
    remaining_base = derived(
        source.REMAINING_BASE, "住宅改修に係る給付可能額: 支給限度基準額の残り（利用者負担を含む費用の額、円）"
    )
    remaining_benefit = derived(
        source.REMAINING_BENEFIT, "住宅改修に係る給付可能額: 残りに対して保険から給付される額（円）"
    )
    last_paid_on = derived(source.LAST_PAID_ON, "住宅改修に係る直近の給付日")
    last_paid_on_era = derived(source.LAST_PAID_ON_ERA, "住宅改修に係る直近の給付日・和暦")
    care_renovations = relation(Renovation, source.works(BenefitCategory.CARE), "介護給付分の改修内容")
    prevention_renovations = relation(Renovation, source.works(BenefitCategory.PREVENTION), "予防給付分の改修内容")
