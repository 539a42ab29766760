"""The progress tab (認定審査会進捗): an application and its way to the decision, planned and actual dates apart."""

from graph.field import column, group
from graph.view import view
from models import rows

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
class Postponement:
    postponed_on = column(rows.Progress.postponed_on, "延期通知日", beyond=True)
    postponed_until = column(rows.Progress.postponed_until, "処理見込期限", beyond=True)
    postponement_reason = column(rows.Progress.postponement_reason, "延期の理由", beyond=True)


@view(rows.Progress, "認定審査会進捗", guide=PAGE)
class Progress:
    status = column(rows.Progress.status, "状況")
    application = group(ApplicationStep, "申請受付")
    survey = group(SurveyStep, "認定調査")
    opinion = group(OpinionStep, "主治医意見書")
    board = group(BoardStep, "認定審査会")
    judgement = group(JudgementStep, "二次判定")
    decision = group(DecisionStep, "要介護認定")
    postponement = group(Postponement, "延期", beyond=True)
