"""The equipment purchase tab (福祉用具購入): the money left in this fiscal year, and what was bought."""

from graph.field import column, derived, relation
from graph.view import view
from loaders import beneficiary as person
from loaders import equipment as source
from models import rows
from models.codes.housing import BenefitCategory

PAGE = "26頁④"


@view(rows.EquipmentPurchase, "福祉用具購入の給付一件", guide=PAGE)
class EquipmentPurchase:
    item = column(rows.EquipmentPurchase.item, "購入品目")
    fiscal_year = column(rows.EquipmentPurchase.fiscal_year, "提供年度", beyond=True)
    supplied_on = column(rows.EquipmentPurchase.supplied_on, "提供日", beyond=True)
    paid_on = column(rows.EquipmentPurchase.paid_on, "給付日", beyond=True)
    cost = column(rows.EquipmentPurchase.cost, "購入に要した費用（円）", beyond=True)


@view(rows.Beneficiary, "福祉用具購入", guide=PAGE)
class Equipment:
    insurer_number = derived(person.insurer_number(rows.Beneficiary), "介護保険者番号")
    insured_number = column(rows.Beneficiary.insured_number, "介護保険被保険者番号")
    fiscal_year = derived(source.FISCAL_YEAR, "提供年度（4月1日から翌年3月31日）")
    remaining_base = derived(
        source.REMAINING_BASE, "福祉用具購入に係る給付可能額: 支給限度基準額の残り（利用者負担を含む費用の額、円）"
    )
    remaining_benefit = derived(
        source.REMAINING_BENEFIT, "福祉用具購入に係る給付可能額: 残りに対して保険から給付される額（円）"
    )
    last_paid_on = derived(source.LAST_PAID_ON, "福祉用具購入に係る直近の給付日")
    last_paid_on_era = derived(source.LAST_PAID_ON_ERA, "福祉用具購入に係る直近の給付日・和暦")
    care_purchases = relation(EquipmentPurchase, source.purchases(BenefitCategory.CARE), "福祉用具の購入品目")
    prevention_purchases = relation(
        EquipmentPurchase, source.purchases(BenefitCategory.PREVENTION), "介護予防の購入品目"
    )
