"""The progress tab (認定審査会進捗): an application and its way to the decision, planned and actual dates apart.

Beside it stands a clock (B16): how many of the 30 days are left, what is waited for, and what is new to the viewer.
"""

from graph.enums import published
from graph.field import column, derived, group, relation
from graph.view import view
from loaders import certification_clock as source
from models import rows
from models.codes.progress import WaitingStep

PAGE = "26頁⑤"


@view(rows.Progress, "申請受付", guide=PAGE)
class ApplicationStep:
    applied_on = column(rows.Progress.applied_on, "要介護認定申請日")
    application_kind = column(rows.Progress.application_kind, "申請区分")


@view(rows.Progress, "認定調査", guide=PAGE)
class SurveyStep:
    survey_planned_on = column(rows.Progress.survey_planned_on, "認定調査予定日")
    survey_obtained_on = column(rows.Progress.survey_obtained_on, "結果入手日")
    survey_status = column(rows.Progress.survey_status, "認定調査のステータス")


@view(rows.Progress, "主治医意見書", guide=PAGE)
class OpinionStep:
    opinion_requested_on = column(rows.Progress.opinion_requested_on, "主治医意見書依頼日")
    opinion_received_on = column(rows.Progress.opinion_received_on, "主治医意見書入手日")
    opinion_status = column(rows.Progress.opinion_status, "主治医意見書のステータス")


@view(rows.Progress, "認定審査会", guide=PAGE)
class BoardStep:
    board_planned_on = column(rows.Progress.board_planned_on, "認定審査会開催予定日")
    board_held_on = column(rows.Progress.board_held_on, "認定審査会開催日")
    board_status = column(rows.Progress.board_status, "認定審査会のステータス")


@view(rows.Progress, "二次判定", guide=PAGE)
class JudgementStep:
    judged_on = column(rows.Progress.judged_on, "二次判定日")
    judgement = column(rows.Progress.judgement, "判定区分")


@view(rows.Progress, "要介護認定", guide=PAGE)
class DecisionStep:
    certified_on = column(rows.Progress.certified_on, "要介護認定日")
    closed_on = column(rows.Progress.closed_on, "却下取下日")


@view(rows.Progress, "延期")
class DecisionPostponement:
    postponed_on = column(rows.Progress.postponed_on, "延期通知日", beyond=True)
    postponed_until = column(rows.Progress.postponed_until, "処理見込期限", beyond=True)
    postponement_reason = column(rows.Progress.postponement_reason, "延期の理由", beyond=True)


published(WaitingStep)


@view(rows.Progress, "認定の期限と、待っている手続き。認定・却下・取下の後は何も待たない")
class CertificationClock:
    elapsed_days = derived(source.ELAPSED_DAYS, "申請からの日数（終わった申請では、その日まで）", beyond=True)
    statutory_due_on = derived(source.STATUTORY_DUE_ON, "申請から30日目の日（介護保険法27条11項）", beyond=True)
    statutory_due_on_era = derived(source.STATUTORY_DUE_ON_ERA, "申請から30日目の日・和暦", beyond=True)
    due_on = derived(source.DUE_ON, "期限。延期が通知されたときは、その処理見込期限", beyond=True)
    due_on_era = derived(source.DUE_ON_ERA, "期限・和暦", beyond=True)
    days_left = derived(source.DAYS_LEFT, "期限までの日数。過ぎた日数は負の数。終わった申請では null", beyond=True)
    overdue = derived(source.OVERDUE, "終わらないまま期限を過ぎたか", beyond=True)
    postponed = derived(source.POSTPONED, "延期が通知されたか", beyond=True)
    waits_for = derived(source.WAITS_FOR, "待っている手続き。終わった申請では null", beyond=True)
    waits_for_label = derived(source.WAITS_FOR_LABEL, "待っている手続き・表示名", beyond=True)
    waits_since = derived(source.WAITS_SINCE, "いつからその手続きを待っているか", beyond=True)
    waits_since_era = derived(source.WAITS_SINCE_ERA, "いつから待っているか・和暦", beyond=True)
    waiting_days = derived(source.WAITING_DAYS, "その手続きを待っている日数", beyond=True)
    explanation = derived(source.EXPLANATION, "何を待っているかの説明", beyond=True)
    last_looked_at = derived(
        source.LAST_LOOKED_AT,
        "自分のアカウントが前回この利用者の進捗を見た日時（見た直後は数秒遅れることがある）",
        beyond=True,
    )
    changed = derived(source.CHANGED, "前回見たときより後に動いたか。初めて見るときは、動きがあれば true", beyond=True)


@view(rows.ProgressMove, "申請の動き一件")
class ProgressMove:
    step = column(rows.ProgressMove.step, "動いた段階", beyond=True)
    at = column(rows.ProgressMove.at, "連携された日時", beyond=True)
    unseen = derived(source.UNSEEN, "自分のアカウントが前回見たときより後の動きか", beyond=True)


@view(rows.Progress, "認定審査会進捗", guide=PAGE)
class Progress:
    status = column(rows.Progress.status, "状況")
    application = group(ApplicationStep, "申請受付")
    survey = group(SurveyStep, "認定調査")
    opinion = group(OpinionStep, "主治医意見書")
    board = group(BoardStep, "認定審査会")
    judgement = group(JudgementStep, "二次判定")
    decision = group(DecisionStep, "要介護認定")
    postponement = group(DecisionPostponement, "延期", beyond=True)
    clock = group(CertificationClock, "認定の期限と、待っている手続き", beyond=True)
    moves = relation(ProgressMove, source.MOVES, "申請の動き（新しい順）", beyond=True)
