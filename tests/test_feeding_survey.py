"""Surveys (認定調査票) fed by a municipality's system (S36, S83): data, PDF or both, behind consent, each version kept."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import orjson
import pytest

from models.rows import Document, DocumentTicket, Progress, ProgressMove, Survey, SurveyNote, Upload
from resolvers.numbering import number
from seed.pdf import pdf
from tests.changing import here, told_of
from tests.changing import stored as changes
from tests.consenting import feed as feed_consent
from tests.correcting import correct, history, retract
from tests.feeding import RECORDED, TOUCHED
from tests.feeding_papers import (
    APPLICATION,
    NOTES,
    NUMBER,
    PAPER,
    SURVEY,
    applied,
    bring,
    every_leaf,
    fed,
    feed,
    flat,
    look,
)
from tests.managing import faults
from tests.opening import ICHIRO, all_rows, ask, fetch, ticket
from tests.opening import person as ichiro
from tests.oracles.crowd import Person
from tests.proving import DAY, call, tried
from tests.service import Service
from tests.signing_in import stored

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
    assert [(kind, key) for kind, key, _, _ in changes(service)][2:] == [("CERTIFICATION_ARRIVED", person.key)]
    assert stored(service, Progress, ProgressMove) == moves
    assert tried(service)[1:] == [("feedSurvey", "DONE", f'["{person.id}"]')] * 2


def test_a_pdf_alone_leaves_by_its_ticket(service: Service) -> None:
    person = applied(service)
    handle = bring(service, ONE)
    # given that nobody else's upload is taken, nor one that was used
    assert faults(feed(service, "feedSurvey", survey=PAPER, upload="upl_aaaaaaaaaaaaaaaa")) == [("UPLOAD_UNKNOWN", P)]
    again: dict[str, Any] = {"survey": PAPER, "upload": handle, "idempotencyKey": "survey-once-0001"}
    id_, _ = fed(service, "feedSurvey", **again)
    assert fed(service, "feedSurvey", **again) == (id_, True), "the same request, whose handle is used up"
    reused = [("IDEMPOTENCY_KEY_REUSED", ["input", "idempotencyKey"])]
    assert faults(feed(service, "feedSurvey", **{**again, "survey": SURVEY})) == reused
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
    call(service, number, service.app.state.endpoint.house)
    since = here(service, "hachiro")
    fed(service, "feedSurvey", survey={**SURVEY, "notes": NOTES}, upload=bring(service, ONE))
    call(service, number, service.app.state.endpoint.house)
    assert look(service, person, BRIEF) is None
    [document] = [row.id for row in all_rows(service, Document) if row.beneficiary_key == person.key]
    assert ask(service, document).codes == ["CONSENT_MISSING"]
    assert stored(service, DocumentTicket) == []
    assert told_of(service, person.id, since, "hachiro") == [(person.id, None)]
    # when consent is given, all of it opens with the next query, and closes with its withdrawal
    assert feed_consent(service, NUMBER, "GIVEN", "2025-12-14").data
    call(service, number, service.app.state.endpoint.house)
    news = [(person.id, "CERTIFICATION_ARRIVED"), (person.id, "CONSENT_GIVEN")]
    assert told_of(service, person.id, since, "hachiro") == news
    assert look(service, person, BRIEF)["survey"]["data"]["notes"] == [{"text": note["text"]} for note in NOTES]
    assert ask(service, document).data
    service.clock.instant += DAY
    assert feed_consent(service, NUMBER, "WITHDRAWN", "2025-12-15").data
    assert look(service, person, BRIEF) is None
    assert ask(service, document).codes == ["CONSENT_MISSING"]


def test_what_was_there_before_any_feed_is_kept_too(service: Service) -> None:
    person = enlisted(service, ICHIRO)
    before = look(service, person, BRIEF)["survey"]
    with service.rows() as rows:
        progress = rows.get_one(Progress, newest(service, Survey, person).progress_key)
    about = {"appliedOn": str(progress.applied_on), "applicationKind": progress.application_kind.name}
    paper = {"conductedOn": before["conductedOn"]}
    id_, changed = fed(service, "feedSurvey", insuredNumber=ICHIRO, survey=paper, upload=bring(service, ONE), **about)
    # when its PDF alone comes anew, its data are shown no more
    after = look(service, person, BRIEF)["survey"]
    assert (changed, after["conductedOn"], after["data"]) == (True, before["conductedOn"], None)
    assert fetch(service, ticket(service, after["document"]["id"])).content == ONE
    assert ask(service, before["document"]["id"]).codes == ["NOT_FOUND"]
    # and what was shown before is told, since nobody knows when
    [entry] = history(service, ICHIRO, kind="SURVEY")
    [version] = entry["versions"]
    assert (entry["id"], version["since"], version["by"]) == (id_, None, None)
    content = orjson.loads(version["content"])
    assert content["document"] == before["document"]["id"]
    assert [note["text"] for note in content["notes"]] == [note["text"] for note in before["data"]["notes"]]


def newest(service: Service, table: type[Any], person: Person) -> Any:
    return [row for row in all_rows(service, table) if row.beneficiary_key == person.key][-1]


def enlisted(service: Service, number: str) -> Person:
    found = ichiro(service, number)
    return Person(found.key, found.id)


def test_what_comes_twice_at_the_same_time_is_stored_once(service: Service) -> None:
    person = applied(service)
    before = len(all_rows(service, Survey))
    service.token("municipal-system")
    with ThreadPoolExecutor(6) as many:
        answers = list(many.map(lambda _: fed(service, "feedSurvey", survey={**SURVEY, "notes": NOTES}), range(6)))
    assert sorted(changed for _, changed in answers) == [False] * 5 + [True]
    assert len({id_ for id_, _ in answers}) == 1
    assert len(all_rows(service, Survey)) == before + 1
    assert look(service, person, "survey { data { notes { item text } } }")["survey"]["data"]["notes"] == NOTES


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
