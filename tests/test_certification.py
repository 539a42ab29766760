"""Certification (要介護認定情報): the newest survey and opinion, each as paper, as data, or as both."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from sqlmodel import Session

from models.row import new_id
from models.rows import (
    Document,
    Opinion,
    OpinionBodyFinding,
    OpinionDiagnosis,
    Progress,
    Survey,
    SurveyNote,
)
from tests.oracles.crowd import Person, ask_each, enlist, numbered
from tests.oracles.filling import Filling
from tests.oracles.newest import Entry, newest, newest_first
from tests.service import Service

Day = datetime.date

SURVEY = "conductedOn document { name } data { overview { homeHelpVisits } notes { item text } }"
OPINION = """receivedOn shared document { name }
  data { applicant { applicantAge } disease { diagnoses { name } } body { findings { siteText } } }"""
PAPERS = f"""
query Papers($ids: [ID!]!) {{ nodes(ids: $ids) {{ ... on Beneficiary {{ certification {{
  survey {{ {SURVEY} }} surveyHistory {{ {SURVEY} }}
  opinion {{ {OPINION} }} opinionHistory {{ {OPINION} }}
}} }} }} }}
"""


@dataclass(frozen=True)
class Sheet(Entry):
    """A survey or an opinion: as a file, as data, or both. `shared` is the doctor's leave."""

    file: bool
    data: bool
    shared: bool = True

    @property
    def document(self) -> dict[str, str] | None:
        return {"name": f"{self.number}.pdf"} if self.file and self.shared else None

    @property
    def texts(self) -> list[str]:
        return [f"{self.number}-{place}" for place in (1, 2, 3)]


FORMS = ((True, False), (False, True), (True, True))
"""File and data: PDF only, data only, both."""


def sheets(filling: Filling, leaves: Sequence[bool]) -> list[Sheet]:
    """Up to three sheets in the order of entry, some of one day, some entered after later ones."""
    chance = filling.chance
    days = [Day(2025, 2, chance.randint(1, 28)) for _ in range(2)]
    number = chance.choice((0, 1, 2, 3))
    return [Sheet(chance.choice(days), each, *chance.choice(FORMS), chance.choice(leaves)) for each in range(number)]


def enter_survey(rows: Session, head: dict[str, Any], sheet: Sheet, filling: Filling) -> None:
    """A survey as it came; without data every answer is empty."""
    fixed = head | {"conducted_on": sheet.about, "has_data": sheet.data, "home_help_visits": sheet.number}
    made = filling.row(Survey, fixed) if sheet.data else Survey(**head, conducted_on=sheet.about, has_data=False)
    (survey,) = numbered(rows, [made])
    for text in sheet.texts:
        numbered(rows, [SurveyNote(survey_key=survey, item="1-3", text=text)])


def enter_opinion(rows: Session, head: dict[str, Any], sheet: Sheet, filling: Filling) -> None:
    """An opinion as it came: the later it was received, the earlier it was written."""
    written = sheet.about.replace(day=29 - sheet.about.day)
    dates: dict[str, Any] = {
        "written_on": written,
        "received_on": sheet.about,
        "has_data": sheet.data,
        "shared": sheet.shared,
    }
    fixed = {**head, **dates, "applicant_age": sheet.number}
    (opinion,) = numbered(rows, [filling.row(Opinion, fixed) if sheet.data else Opinion(**head, **dates)])
    for place, text in reversed(list(enumerate(sheet.texts, start=1))):
        rows.add(OpinionDiagnosis(opinion_key=opinion, position=place, name=text))
        rows.flush()
    for text in sheet.texts:
        numbered(rows, [filling.row(OpinionBodyFinding, {"opinion_key": opinion, "site_text": text})])


def head_of(rows: Session, person: Person, progress: int, sheet: Sheet) -> dict[str, Any]:
    """What survey and opinion share; the file where there is one."""
    head: dict[str, Any] = {"beneficiary_key": person.key, "progress_key": progress}
    if not sheet.file:
        return head
    file = Document(
        id=new_id("doc"),
        beneficiary_key=person.key,
        name=f"{sheet.number}.pdf",
        media_type="application/pdf",
        byte_count=1,
        received_on=sheet.about,
        file="",
    )
    return head | {"document_key": numbered(rows, [file])[0]}


def told_survey(sheet: Sheet) -> dict[str, Any]:
    """A survey as the tab tells it."""
    notes = [{"item": "1-3", "text": text} for text in sheet.texts]
    data = {"overview": {"homeHelpVisits": sheet.number}, "notes": notes}
    return {"conductedOn": sheet.about.isoformat(), "document": sheet.document, "data": data if sheet.data else None}


def told_opinion(sheet: Sheet) -> dict[str, Any]:
    """An opinion as the tab tells it; without the doctor's leave only that there is one."""
    data = {
        "applicant": {"applicantAge": sheet.number},
        "disease": {"diagnoses": [{"name": text} for text in sheet.texts]},
        "body": {"findings": [{"siteText": text} for text in sheet.texts]},
    }
    return {
        "receivedOn": sheet.about.isoformat(),
        "shared": sheet.shared,
        "document": sheet.document,
        "data": data if sheet.data and sheet.shared else None,
    }


def expected(surveys: Sequence[Sheet], opinions: Sequence[Sheet]) -> dict[str, Any]:
    """What the rules say of someone's sheets."""
    survey, opinion = newest(surveys), newest(opinions)
    return {
        "survey": survey and told_survey(survey),
        "surveyHistory": [told_survey(sheet) for sheet in newest_first(surveys)],
        "opinion": opinion and told_opinion(opinion),
        "opinionHistory": [told_opinion(sheet) for sheet in newest_first(opinions)],
    }


def test_the_newest_survey_and_opinion_are_told_in_the_form_they_came(service: Service) -> None:
    # given
    filling, people = Filling(31), enlist(service, 100)
    pasts = [(sheets(filling, (True,)), sheets(filling, (True, True, False))) for _ in people]
    with service.rows() as rows:
        for person, (surveys, opinions) in zip(people, pasts, strict=True):
            (progress,) = numbered(rows, [filling.row(Progress, {"beneficiary_key": person.key})])
            for sheet in surveys:
                enter_survey(rows, head_of(rows, person, progress, sheet), sheet, filling)
            for sheet in opinions:
                enter_opinion(rows, head_of(rows, person, progress, sheet), sheet, filling)
        rows.commit()

    # when
    nodes = ask_each(service, PAPERS, people)

    # then
    assert [node["certification"] for node in nodes] == [expected(*past) for past in pasts]
    newest_ones = [sheet for past in pasts for sheet in map(newest, past) if sheet]
    assert {(sheet.file, sheet.data, sheet.shared) for sheet in newest_ones} == {
        (*form, shared) for form, shared in product(FORMS, (True, False))
    }
    assert any(len({sheet.about for sheet in past}) < len(past) for pair in pasts for past in pair)
