"""Surveys (認定調査票) fed by a municipality's system (S36, S83): data, PDF or both, behind consent, each version kept."""

from typing import Any

import orjson
import pytest

from models.rows import Document, DocumentTicket, Progress, ProgressMove, Survey, SurveyNote, Upload
from seed.pdf import pdf
from tests.changing import stored as changes
from tests.correcting import correct, history, retract
from tests.feeding import RECORDED, TOUCHED
from tests.managing import faults
from tests.opening import all_rows, ask, fetch, ticket
from tests.proving import DAY, tried
from tests.service import Service
from tests.signing_in import stored
from tests.surveying import APPLICATION, NOTES, PAPER, SURVEY, applied, bring, every_leaf, fed, feed, flat, look

ASKED = f"survey {{ conductedOn document {{ id name byteCount receivedOn }} data {{ {every_leaf('SurveyData')} }} }}"
BRIEF = "survey { conductedOn document { id } data { notes { text } } } surveyHistory { conductedOn }"
PAPERS: tuple[type[Any], ...] = (Survey, SurveyNote, Document)
KEPT = (*RECORDED, *PAPERS)
TOLD = {name: value for name, value in SURVEY.items() if name != "conductedOn"}
S, P = ["input", "survey"], ["input", "upload"]
ONE, OTHER = pdf("Survey, first scan"), pdf("Survey, second scan")


def test_every_item_is_shown_with_the_next_query(service: Service) -> None:
    person = applied(service)
    moves = stored(service, Progress, ProgressMove)
    # when the whole form is fed, twice
    id_, changed = fed(service, "feedSurvey", survey={**SURVEY, "notes": NOTES})
    assert (changed, fed(service, "feedSurvey", survey={**SURVEY, "notes": NOTES})) == (True, (id_, False))
    # then all of it is told as it was sent
    found = look(service, person, ASKED)["survey"]
    assert (found["conductedOn"], found["document"]) == ("2025-11-12", None)
    data = {name: value for name, value in flat(found["data"]).items() if not name.endswith("Label")}
    assert data == {**TOLD, "notes": NOTES}
    # and followers hear of it once, and the application stands where it stood
    assert [(kind, key) for kind, key, _, _ in changes(service)][1:] == [("CERTIFICATION_ARRIVED", person.key)]
    assert stored(service, Progress, ProgressMove) == moves
    assert tried(service)[1:] == [("feedSurvey", "DONE", f'["{person.id}"]')] * 2


def test_a_pdf_alone_leaves_by_its_ticket(service: Service) -> None:
    person = applied(service)
    handle = bring(service, ONE)
    # given that nobody else's upload is taken, nor one that was used
    assert faults(feed(service, "feedSurvey", survey=PAPER, upload="upl_aaaaaaaaaaaaaaaa")) == [("UPLOAD_UNKNOWN", P)]
    id_, _ = fed(service, "feedSurvey", survey=PAPER, upload=handle)
    assert faults(feed(service, "feedSurvey", survey=PAPER, upload=handle)) == [("UPLOAD_UNKNOWN", P)]
    found = look(service, person, ASKED)["survey"]
    document = found["document"]["id"]
    assert found == {
        "conductedOn": "2025-11-12",
        "document": {"id": document, "name": "認定調査票.pdf", "byteCount": len(ONE), "receivedOn": "2025-12-15"},
        "data": None,
    }
    assert fetch(service, ticket(service, document)).content == ONE
    # when the same bytes are brought again nothing changes, and the copy is left to be cleared
    assert fed(service, "feedSurvey", survey=PAPER, upload=bring(service, ONE)) == (id_, False)
    assert [row.used for row in all_rows(service, Upload)] == [True, False]
    # and another scan takes its place, also for whoever was just given a ticket
    waiting = ticket(service, document)
    assert fed(service, "feedSurvey", survey=PAPER, upload=bring(service, OTHER)) == (id_, True)
    assert fetch(service, waiting).status_code == 404
    assert ask(service, document).codes == ["NOT_FOUND"]
    shown = look(service, person, ASKED)["survey"]["document"]["id"]
    assert fetch(service, ticket(service, shown)).content == OTHER


def test_without_consent_there_is_no_survey_by_any_road(service: Service) -> None:
    person = applied(service, consent=False)
    fed(service, "feedSurvey", survey={**SURVEY, "notes": NOTES}, upload=bring(service, ONE))
    assert look(service, person, BRIEF) is None
    [document] = [row.id for row in all_rows(service, Document) if row.beneficiary_key == person.key]
    assert ask(service, document).codes == ["CONSENT_MISSING"]
    assert stored(service, DocumentTicket) == []


def test_each_version_is_kept_whole(service: Service) -> None:
    person = applied(service)
    notes = stored(service, SurveyNote)
    id_, _ = fed(service, "feedSurvey", survey={**SURVEY, "notes": NOTES}, upload=bring(service, ONE))
    first = look(service, person, BRIEF)["survey"]["document"]["id"]
    service.clock.instant += DAY
    # when a remark alone is another, the rest is sent again with it
    again = {**SURVEY, "notes": NOTES[:1]}
    assert fed(service, "feedSurvey", survey=again, upload=bring(service, ONE)) == (id_, True)
    assert look(service, person, BRIEF) == {
        "survey": {
            "conductedOn": "2025-11-12",
            "document": {"id": first},
            "data": {"notes": [{"text": NOTES[0]["text"]}]},
        },
        "surveyHistory": [{"conductedOn": "2025-11-12"}],
    }
    # and when it is corrected without PDF, there is none any more
    right = {"survey": {**again, "conductedOn": "2025-11-13"}}
    assert correct(service, id_, right).data["correctFed"] == {"id": id_, "changed": True}
    assert correct(service, id_, right).data["correctFed"] == {"id": id_, "changed": False}
    shown = look(service, person, BRIEF)["survey"]
    assert (shown["conductedOn"], shown["document"]) == ("2025-11-13", None)
    # and when it is retracted, there is no survey, and its application can be retracted after it
    assert retract(service, id_).data["retractFed"] == {"id": id_, "changed": True}
    assert look(service, person, BRIEF) == {"survey": None, "surveyHistory": []}
    assert stored(service, SurveyNote) == notes
    # then every version is told with what belonged to it
    [entry] = history(service, kind="SURVEY")
    assert entry["content"] is None
    versions = [orjson.loads(one["content"]) for one in entry["versions"]]
    assert [one["ending"] for one in entry["versions"]] == ["FED_ANEW", "CORRECTED", "RETRACTED"]
    assert [(one.get("document"), one["notes"], one["conducted_on"]) for one in versions] == [
        (first, NOTES, "2025-11-12"),
        (first, NOTES[:1], "2025-11-12"),
        (None, NOTES[:1], "2025-11-13"),
    ]
    assert {(one["applied_on"], one["application_kind"]) for one in versions} == {tuple(APPLICATION.values())}
    [application] = history(service, kind="PROGRESS")
    assert retract(service, application["id"]).data["retractFed"]["changed"] is True


def test_everything_that_is_wrong_is_told_at_once(service: Service) -> None:
    applied(service)
    table = bring(service, b"a,b\r\n1,2\r\n", media_type="text/csv")
    before = stored(service, *KEPT)
    # given a form with a slip of every kind
    form = {
        **{name: value for name, value in SURVEY.items() if name not in ("walking", "dementiaAutonomy")},
        "conductedOn": "2025-10-04",
        "homeHelpVisits": 311,
        "shortStayDays": 32,
        "equipmentRentalItems": -1,
        "notes": [{"item": "1-14", "text": "x" * 2_001}, {"item": "1-13", "text": "\u0007"}],
    }
    wrong = [
        ("PERIOD_WRONG", [*S, "conductedOn"]),
        ("NUMBER_WRONG", [*S, "homeHelpVisits"]),
        ("NUMBER_WRONG", [*S, "shortStayDays"]),
        ("NUMBER_WRONG", [*S, "equipmentRentalItems"]),
        ("VALUE_MISSING", [*S, "walking"]),
        ("VALUE_MISSING", [*S, "dementiaAutonomy"]),
        ("ITEM_UNKNOWN", [*S, "notes", "0", "item"]),
        ("TEXT_WRONG", [*S, "notes", "0", "text"]),
        ("TEXT_WRONG", [*S, "notes", "1", "text"]),
    ]
    answer = feed(service, "feedSurvey", survey=form, upload=table, applicationKind="NEW")
    assert faults(answer) == [("APPLICATION_UNKNOWN", ["input", "appliedOn"]), ("UPLOAD_WRONG", P), *wrong]
    # a number of another insurer is nobody's
    answer = feed(service, "feedSurvey", survey=form, insuredNumber="2222200002")
    assert faults(answer) == [("BENEFICIARY_UNKNOWN", ["input", "insuredNumber"]), *wrong]
    # and there must be something, of a day that has come
    empty = feed(service, "feedSurvey", survey={"conductedOn": "2025-12-16"})
    assert faults(empty) == [("DATE_IN_FUTURE", [*S, "conductedOn"]), ("PAPER_EMPTY", S)]
    many = feed(service, "feedSurvey", survey={**SURVEY, "notes": NOTES[:1] * 101})
    assert faults(many) == [("TOO_MANY", [*S, "notes"])]
    assert stored(service, *KEPT) == before
    assert fed(service, "feedSurvey", survey={**SURVEY, "conductedOn": "2025-10-05", "homeHelpVisits": 310})[1]


@pytest.mark.parametrize("by", ["municipal", "hachiro", "partner"])
def test_nobody_else_feeds(service: Service, by: str) -> None:
    applied(service)
    service.token(by)
    before = stored(service, *TOUCHED, *PAPERS)
    assert feed(service, "feedSurvey", by=by, survey=SURVEY).codes == ["FORBIDDEN"]
    assert stored(service, *TOUCHED, *PAPERS) == before
