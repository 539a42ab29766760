"""What is wrong with a doctor's opinion (domain.md section 6.1; B15): each rule of the form, at its edge, with its place."""

import datetime
from typing import Any

import pytest

from models.codes import Coded
from models.opinion_form import ENTERED, TEXTS, entered
from permissions.opinion import DETAILS, LONG, LONGEST, NONE_OR_SOME, REQUIRED, RISKS, YES_OR_NO, opinion_faults
from tests.managing import faults
from tests.opinion import CONTENT, camel, validate
from tests.opinion_target import registered
from tests.service import Service

BORN, TODAY = datetime.date(1962, 5, 4), datetime.date(2025, 12, 15)
"""Of the letter's person; the demo's first day."""
NO_NEED = {camel(name): None for name in NONE_OR_SOME["need_none"][0]}
NO_CAUTION = {camel(name): None for name in NONE_OR_SOME["caution_none"][0]}
NO_RISK = {camel(name): False for name in RISKS}
NOTHING_ELSE = {camel(name): False for name in YES_OR_NO["other_departments"][0]}
CALM = {camel(name): False for name in YES_OR_NO["bpsd"][0]}
FINDING = {"kind": "PRESSURE_ULCER", "siteText": "仙骨部", "degree": "MILD"}
ATAXIA = {"kind": "ATAXIA", "site": "LEFT_TRUNK"}
Fault = tuple[str, str]

RIGHT: list[dict[str, Any]] = [
    {},
    {"writtenOn": "2025-12-15", "lastExaminedOn": "2025-12-15"},
    {"writtenOn": "1962-05-04", "lastExaminedOn": "1962-05-04", "diagnoses": [{"name": "病"}]},
    {"otherDepartments": False, **NOTHING_ELSE, "departmentOtherText": None},
    {"bpsd": False, **CALM, "bpsdOtherText": None},
    {"stability": "STABLE", "stabilityDetails": None},
    {
        "neuropsychiatricSymptoms": False,
        "neuropsychiatricSymptomName": None,
        "specialistVisit": None,
        "specialistVisitText": None,
    },
    {"specialistVisit": False, "specialistVisitText": ""},
    {"height": None, "weight": None, "weightChange": None, "dominantHand": None},
    {"height": "50.0", "weight": "10"},
    {"height": "250", "weight": "300.0"},
    {"walkingAidNone": True, "walkingAidOutdoors": False, "walkingAidIndoors": None},
    {**NO_NEED, "needNone": True, "needOtherText": None},
    {**NO_CAUTION, "cautionNone": True},
    {**NO_RISK, "riskOtherText": None, "riskMeasures": " "},
    {"infection": "UNKNOWN", "infectionText": None},
    {"courseAndTreatment": "あ" * LONG["course_and_treatment"], "nutritionAdvice": "あ\n" * (LONGEST // 2)},
    {"applicantPostalCode": None, "applicantAddress": None, "applicantPhone": None, "institutionFax": None},
    {"findings": []},
    {"findings": [ATAXIA, {**ATAXIA, "site": "RIGHT_TRUNK"}, {"kind": "LIMB_LOSS", "siteText": "左示指"}]},
    {"findings": [{"kind": "PARALYSIS", "siteText": "顔面", "degree": "SEVERE"}, FINDING]},
]
WRONG: list[tuple[dict[str, Any], list[Fault]]] = [
    ({"writtenOn": "2025-12-16"}, [("DATE_WRONG", "writtenOn")]),
    ({"lastExaminedOn": "2025-12-15"}, [("DATE_WRONG", "lastExaminedOn")]),
    (
        {"writtenOn": "1962-05-03", "lastExaminedOn": "1962-05-03", "diagnoses": [{"name": "病"}]},
        [("DATE_WRONG", "writtenOn"), ("DATE_WRONG", "lastExaminedOn")],
    ),
    ({"otherDepartments": False}, [("CHOICE_CONTRADICTS", "otherDepartments")]),
    ({**NOTHING_ELSE, "departmentOtherText": None}, [("CHOICE_MISSING", "otherDepartments")]),
    ({**CALM, "bpsdOtherText": None}, [("CHOICE_MISSING", "bpsd")]),
    ({"walkingAidNone": True}, [("CHOICE_CONTRADICTS", "walkingAidNone")]),
    ({"walkingAidOutdoors": False, "walkingAidIndoors": False}, [("CHOICE_MISSING", "walkingAidNone")]),
    ({"needNone": True}, [("CHOICE_CONTRADICTS", "needNone")]),
    ({**NO_NEED, "needOtherText": None}, [("CHOICE_MISSING", "needNone")]),
    ({"cautionNone": True}, [("CHOICE_CONTRADICTS", "cautionNone")]),
    (NO_CAUTION, [("CHOICE_MISSING", "cautionNone")]),
    (
        {"neuropsychiatricSymptoms": False, "neuropsychiatricSymptomName": None},
        [("CHOICE_CONTRADICTS", "specialistVisit")],
    ),
    ({"specialistVisit": None, "specialistVisitText": None}, [("ITEM_MISSING", "specialistVisit")]),
    ({**NO_RISK, "riskOtherText": None}, [("DETAIL_NOT_ALLOWED", "riskMeasures")]),
    ({"height": "49.9", "weight": "9.9"}, [("OUT_OF_RANGE", "height"), ("OUT_OF_RANGE", "weight")]),
    ({"height": "250.1", "weight": "300.1"}, [("OUT_OF_RANGE", "height"), ("OUT_OF_RANGE", "weight")]),
    ({"applicantPostalCode": "870-00011"}, [("FORMAT_WRONG", "applicantPostalCode")]),
    ({"applicantPhone": "０９７-000-0000"}, [("FORMAT_WRONG", "applicantPhone")]),
    ({"institutionFax": "なし"}, [("FORMAT_WRONG", "institutionFax")]),
    ({"diagnoses": []}, [("DIAGNOSIS_MISSING", "diagnoses")]),
    ({"diagnoses": [{"name": "病"}] * 4}, [("TOO_MANY", "diagnoses")]),
    (
        {
            "diagnoses": [
                {"name": " "},
                {"name": "\0", "onsetText": "あ" * 501},
                {"name": "病", "onsetOn": "2025-12-15"},
            ]
        },
        [
            ("ITEM_MISSING", "diagnoses.0.name"),
            ("TEXT_WRONG", "diagnoses.1.name"),
            ("TEXT_WRONG", "diagnoses.1.onsetText"),
            ("DATE_WRONG", "diagnoses.2.onsetOn"),
        ],
    ),
    ({"diagnoses": [{"name": "病", "onsetOn": "1962-05-03"}]}, [("DATE_WRONG", "diagnoses.0.onsetOn")]),
    ({"findings": [{**FINDING, "siteText": f"{place}"} for place in range(31)]}, [("TOO_MANY", "findings")]),
    ({"findings": [FINDING, FINDING]}, [("FINDING_TWICE", "findings.1")]),
    ({"findings": [{**FINDING, "siteText": None}]}, [("SITE_MISSING", "findings.0")]),
    ({"findings": [{**FINDING, "siteText": "\r"}]}, [("SITE_MISSING", "findings.0")]),
    ({"findings": [{**FINDING, "siteText": "部\t位"}]}, [("TEXT_WRONG", "findings.0.siteText")]),
    ({"findings": [{**FINDING, "siteText": None, "site": "LEFT_TRUNK"}]}, [("SITE_WRONG", "findings.0.site")]),
    (
        {"findings": [{"kind": "PARALYSIS", "site": "LEFT_TRUNK", "degree": "MILD"}]},
        [("SITE_WRONG", "findings.0.site")],
    ),
    (
        {"findings": [{"kind": "PARALYSIS", "site": "LEFT_LOWER_LIMB", "siteText": "左足", "degree": "MILD"}]},
        [("SITE_WRONG", "findings.0.site")],
    ),
    ({"findings": [{"kind": "ATAXIA", "siteText": "体幹"}]}, [("SITE_WRONG", "findings.0.siteText")]),
    ({"findings": [{**ATAXIA, "degree": "MILD"}]}, [("DEGREE_NOT_ALLOWED", "findings.0.degree")]),
    (
        {"findings": [{"kind": "LIMB_LOSS", "siteText": "左示指", "degree": "MILD"}]},
        [("DEGREE_NOT_ALLOWED", "findings.0.degree")],
    ),
    ({"findings": [{**FINDING, "degree": None}]}, [("DEGREE_MISSING", "findings.0.degree")]),
]


def told(service: Service, target: str, changed: dict[str, Any]) -> list[Fault]:
    answer = validate(service, target, content={**CONTENT, **changed})
    if "errors" not in answer.data["validateOpinion"]:
        return []
    return [(code, ".".join(path).removeprefix("input.content.")) for code, path in faults(answer)]


def test_what_is_right_is_taken(service: Service) -> None:
    target = registered(service)
    assert [told(service, target, changed) for changed in RIGHT] == [[]] * len(RIGHT)


def test_what_is_wrong_is_told_where_it_is(service: Service) -> None:
    target = registered(service)
    found = [told(service, target, changed) for changed, _ in WRONG]
    assert found == [expected for _, expected in WRONG]


def test_what_every_opinion_says(service: Service) -> None:
    """Each by itself, where nothing else hangs on it."""
    target = registered(service)
    alone: dict[str, dict[str, Any]] = {
        "other_departments": NOTHING_ELSE | {"departmentOtherText": None},
        "bpsd": CALM | {"bpsdOtherText": None},
        "stability": {"stabilityDetails": None},
        "infection": {"infectionText": None},
        "neuropsychiatric_symptoms": {
            "neuropsychiatricSymptomName": None,
            "specialistVisit": None,
            "specialistVisitText": None,
        },
    }
    assert len(REQUIRED) == 21
    for name in REQUIRED:
        changed = {**alone.get(name, {}), camel(name): None}
        assert told(service, target, changed) == [("ITEM_MISSING", camel(name))]


@pytest.mark.parametrize("detail", DETAILS, ids=lambda detail: detail.text)
def test_a_text_is_where_it_belongs_and_nowhere_else(service: Service, detail: Any) -> None:
    target, column = registered(service), ENTERED[detail.of]
    values = getattr(column.type, "enum_class", None)
    others = [one for one in (values or (True, False)) if one not in detail.answers] or [None]
    empty = {"riskMeasures": None} if detail.of == "risk_other" else {}
    for answer in detail.answers:
        given = answer.name if isinstance(answer, Coded) else answer
        assert told(service, target, {camel(detail.of): given, camel(detail.text): None}) == [
            ("DETAIL_MISSING", camel(detail.text))
        ]
    for other in others:
        given = other.name if isinstance(other, Coded) else other
        found = told(service, target, {camel(detail.of): given, **empty})
        assert ("DETAIL_NOT_ALLOWED", camel(detail.text)) in found


@pytest.mark.parametrize("text", ["あ" * 2_001, "\0", "改行\r", "改\u2028行"])
def test_every_text_is_bounded_and_can_be_read(service: Service, text: str) -> None:
    target = registered(service)
    found = told(service, target, {camel(name): text for name in TEXTS})
    assert [place for code, place in found if code == "TEXT_WRONG"] == [
        camel(name) for name in ENTERED if name in TEXTS
    ]


def test_the_validator_asks_nothing_but_the_content() -> None:
    """The same for the same, whoever asks: a pure function."""
    content = entered({"diagnoses": [], "findings": []})
    first, second = (list(opinion_faults(content, BORN, TODAY)) for _ in range(2))
    assert first == second
    assert len(first) == len(REQUIRED) + len(NONE_OR_SOME) + 1
