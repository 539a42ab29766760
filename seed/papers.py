"""Enters the two papers of a certification (認定調査票, 主治医意見書): as data, as PDF, as both."""

import datetime
from collections.abc import Mapping, Sequence

from models import rows
from seed import pdf
from seed.dates import age_on
from seed.person import Person

Values = Mapping[str, object]
POST = datetime.timedelta(days=4)
"""From writing an opinion to its arrival."""


def enter_survey(
    person: Person,
    progress: int,
    on: datetime.date,
    data: Values | None,
    *,
    paper: bool = False,
    notes: Sequence[tuple[str, str]] = (),
) -> None:
    """Enter the survey made on a day; without data it is the paper alone."""
    survey = person.book.add(
        rows.Survey,
        beneficiary_key=person.key,
        progress_key=progress,
        document_key=_file(person, "認定調査票.pdf", pdf.SURVEY, on) if paper else None,
        conducted_on=on,
        has_data=data is not None,
        **(data or {}),
    )
    for item, text in notes:
        person.book.add(rows.SurveyNote, survey_key=survey, item=item, text=text)


def enter_opinion(
    person: Person,
    progress: int,
    on: datetime.date,
    data: Values | None,
    *,
    paper: bool = False,
    shared: bool = True,
    diagnoses: Sequence[Values] = (),
    findings: Sequence[Values] = (),
) -> None:
    """Enter the opinion written on a day; `shared` is the doctor's leave to use it for care plans."""
    opinion = person.book.add(
        rows.Opinion,
        beneficiary_key=person.key,
        progress_key=progress,
        document_key=_file(person, "主治医意見書.pdf", pdf.OPINION, on + POST) if paper else None,
        written_on=on,
        received_on=on + POST,
        has_data=data is not None,
        shared=shared,
        **({} if data is None else {**applicant(person, on), **data}),
    )
    for position, diagnosis in enumerate(diagnoses, start=1):
        person.book.add(rows.OpinionDiagnosis, opinion_key=opinion, position=position, **diagnosis)
    for finding in findings:
        person.book.add(rows.OpinionBodyFinding, opinion_key=opinion, **finding)


def applicant(person: Person, on: datetime.date) -> dict[str, object]:
    """What the form says of the person."""
    return {
        "applicant_name": person.name.name,
        "applicant_kana": person.name.kana,
        "applicant_sex": person.sex,
        "applicant_birth_date": person.birth_date,
        "applicant_age": age_on(person.birth_date, on),
        "applicant_postal_code": person.home.postal_code,
        "applicant_address": person.home.address,
        "applicant_phone": person.home.phone,
    }


def _file(person: Person, name: str, paper: pdf.Paper, on: datetime.date) -> int:
    return person.book.add(
        rows.Document,
        id=person.book.ids.new("doc"),
        beneficiary_key=person.key,
        name=name,
        media_type="application/pdf",
        byte_count=len(paper.content),
        received_on=on,
        file=paper.file,
    )
