"""The papers of a certification (認定調査票, 主治医意見書) as municipalities' systems send them: data, PDF or both."""

import datetime
from typing import Any

import strawberry

from graph import survey as tab
from graph.acting import KEY
from graph.care_fed import NUMBER
from graph.enums import published
from graph.fed_input import fed_input, sent
from graph.opinion_content import DIAGNOSES, FINDINGS, OpinionDiagnosisInput, OpinionFindingInput, item_words
from models.codes.progress import ApplicationKind
from models.opinion_form import LISTS
from permissions.paper_opinion import COLUMNS as OPINION
from permissions.survey import COLUMNS as SURVEY
from permissions.survey import NOTE

APPLIED_ON = "申請日。申請は、feedProgress で連携したものに限る"
UPLOAD = "POST /uploads で送ったPDFの識別子。省略すると、PDFのないものになる"
VIEWS = (
    tab.Survey,
    tab.SurveyOverview,
    tab.SurveyBodyFunction,
    tab.SurveyDailyFunction,
    tab.SurveyCognition,
    tab.SurveyBehaviour,
    tab.SurveySocialLife,
    tab.SurveyMedicalTreatment,
    tab.SurveyAutonomy,
)
SurveyNoteInput: Any = fed_input("SurveyNoteInput", NOTE, (tab.SurveyNote,), "特記事項")
_Survey: Any = fed_input("SurveyInput", SURVEY, VIEWS, "認定調査票")
_Opinion: Any = fed_input(
    "OpinionPaperInput", OPINION, (), "主治医意見書", **{name: item_words(column) for name, column in OPINION.items()}
)


@strawberry.input(
    description="認定調査票。データがあるときは、基本調査の74項目と日常生活自立度のすべてを指定する。PDFだけなら調査実施日だけでよい"
)
class SurveyInput(_Survey):  # type: ignore[misc]
    notes: list[SurveyNoteInput] = strawberry.field(default_factory=list, description="特記事項（様式の順）")


@strawberry.input(
    description="紙で届いた主治医意見書。記入日・受領日・医師の同意のほかは、入力した項目だけでよい。入力していない項目は null と示される"
)
class OpinionPaperInput(_Opinion):  # type: ignore[misc]
    diagnoses: list[OpinionDiagnosisInput] = strawberry.field(  # type: ignore[valid-type]
        default_factory=list, description=DIAGNOSES
    )
    findings: list[OpinionFindingInput] = strawberry.field(  # type: ignore[valid-type]
        default_factory=list, description=FINDINGS
    )


@strawberry.input
class PaperInput:
    """What every feed of a paper says beside it."""

    idempotency_key: str = strawberry.field(description=KEY)
    insured_number: str = strawberry.field(description=NUMBER)
    applied_on: datetime.date = strawberry.field(description=APPLIED_ON)
    application_kind: published(ApplicationKind) = strawberry.field(description="申請区分(申請時)")  # type: ignore[valid-type]
    upload: strawberry.ID | None = strawberry.field(default=None, description=UPLOAD)


def survey_given(given: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """The columns of a survey that was sent, and its remarks."""
    return sent(given, SURVEY), {"notes": [sent(note, NOTE) for note in given.notes]}


def opinion_given(given: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """The columns of an opinion that was sent, and its lists."""
    return sent(given, OPINION), {name: [sent(row, LISTS[name]) for row in getattr(given, name)] for name in LISTS}
