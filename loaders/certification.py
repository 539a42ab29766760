"""Sources of the certification tab (認定情報): the newest survey and opinion, those before them, and their papers."""

import datetime

from loaders.beneficiary import of_newest_progress
from loaders.era import era
from loaders.source import Group, Relation
from models import rows
from models.opinion import newest_first
from models.row import col

_SURVEYS = (col(rows.Survey.conducted_on).desc(), col(rows.Survey.key).desc())
_OPINIONS = newest_first()

SURVEY = Relation(rows.Survey, col(rows.Survey.beneficiary_key), order=_SURVEYS)
SURVEYS = Relation(rows.Survey, col(rows.Survey.beneficiary_key), order=_SURVEYS, many=True)
OPINION = Relation(rows.Opinion, col(rows.Opinion.beneficiary_key), order=_OPINIONS)
OPINIONS = Relation(rows.Opinion, col(rows.Opinion.beneficiary_key), order=_OPINIONS, many=True)

SURVEY_DOCUMENT = Relation(rows.Document, col(rows.Document.key), local="document_key")
SURVEY_DATA = Group(when=col(rows.Survey.has_data))
SURVEY_NOTES = Relation(rows.SurveyNote, col(rows.SurveyNote.survey_key), order=(col(rows.SurveyNote.key),), many=True)
OPINION_DOCUMENT = Relation(rows.Document, col(rows.Document.key), local="document_key")
OPINION_DATA = Group(when=col(rows.Opinion.has_data))
DIAGNOSES = Relation(
    rows.OpinionDiagnosis,
    col(rows.OpinionDiagnosis.opinion_key),
    order=(col(rows.OpinionDiagnosis.position),),
    many=True,
)
BODY_FINDINGS = Relation(
    rows.OpinionBodyFinding,
    col(rows.OpinionBodyFinding.opinion_key),
    order=(col(rows.OpinionBodyFinding.key),),
    many=True,
)

APPLIED_ON = of_newest_progress(col(rows.Progress.applied_on), datetime.date)
APPLIED_ON_ERA = of_newest_progress(era(col(rows.Progress.applied_on)), str)
