"""The certification tab (認定情報): the newest survey and opinion, as paper (PDF), as data, or both, and those before."""

from graph.field import column, derived, relation
from graph.opinion import Opinion
from graph.survey import Survey
from graph.view import view
from loaders import beneficiary as person
from loaders import certification as source
from models import rows

PAGE = "25頁②"


@view(rows.Beneficiary, "要介護認定情報詳細", guide=PAGE)
class Certification:
    insurer_number = derived(person.insurer_number(rows.Beneficiary), "介護保険者番号")
    insured_number = column(rows.Beneficiary.insured_number, "介護保険被保険者番号")
    applied_on = derived(source.APPLIED_ON, "要介護認定申請日")
    applied_on_era = derived(source.APPLIED_ON_ERA, "要介護認定申請日・和暦")
    survey = relation(Survey, source.SURVEY, "認定調査票(PDFまたはデータ)")
    survey_history = relation(Survey, source.SURVEYS, "認定調査票の履歴（新しい順）", beyond=True)
    opinion = relation(Opinion, source.OPINION, "主治医意見書情報(PDFまたはデータ)")
    opinion_history = relation(Opinion, source.OPINIONS, "主治医意見書の履歴（新しい順）", beyond=True)
