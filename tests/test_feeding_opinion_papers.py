"""Doctors' opinions on paper (主治医意見書) fed by a municipality's system (S36, S83): typed in, PDF or both, kept back
where the doctor gives no leave, and never in the place of what a clinic sent."""

from typing import Any

import orjson
from sqlalchemy import select

from models.row import col
from models.rows import Document, DocumentTicket, Opinion, OpinionBodyFinding, OpinionDiagnosis, Progress, ProgressMove
from seed.pdf import pdf
from seed.stories import STORIES
from tests.changing import stored as changes
from tests.correcting import correct, history, retract
from tests.feeding import RECORDED
from tests.feeding_papers import (
    APPLICATION,
    OPINION,
    SCAN,
    applied,
    bring,
    every_leaf,
    fed,
    feed,
    flat,
    look,
)
from tests.managing import faults
from tests.opening import ask, fetch, ticket
from tests.opinion import CONTENT, sent
from tests.opinion_target import APPLICANT, requested
from tests.oracles.crowd import Person
from tests.proving import DAY, person, tried
from tests.service import Service
from tests.signing_in import stored

ASKED = f"opinion {{ writtenOn receivedOn shared document {{ id name }} data {{ {every_leaf('OpinionData')} }} }}"
BRIEF = "opinion { shared document { id } data { remarks disease { diagnoses { name } } } }"
PAPERS: tuple[type[Any], ...] = (Opinion, OpinionDiagnosis, OpinionBodyFinding, Document)
KEPT = (*RECORDED, *PAPERS)
WHERE = ["input", "opinion"]
ONE = pdf("Opinion, a scan")
REMARKS = str(OPINION["remarks"])


def typed(found: Any) -> dict[str, Any]:
    """What is told of an opinion's items, by the names under which they are sent, without what is derived of them."""
    told = _without_derived(flat(found))
    return {**told, **{name: [_without_derived(row) for row in told[name]] for name in ("diagnoses", "findings")}}


def _without_derived(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if not name.endswith(("Label", "Era", "position"))}


def test_every_item_is_shown_with_the_next_query(service: Service) -> None:
    person = applied(service)
    moves = stored(service, Progress, ProgressMove)
    # when the whole form was typed in, and is fed twice
    id_, changed = fed(service, "feedOpinionPaper", opinion=OPINION)
    assert (changed, fed(service, "feedOpinionPaper", opinion=OPINION)) == (True, (id_, False))
    # then all of it is told as it was sent
    found = look(service, person, ASKED)["opinion"]
    assert found.pop("document") is None
    assert typed(found) == OPINION
    # and followers hear of it once, and the application stands where it stood
    assert [(kind, key) for kind, key, _, _ in changes(service)][2:] == [("OPINION_ARRIVED", person.key)]
    assert stored(service, Progress, ProgressMove) == moves
    assert tried(service)[1:] == [("feedOpinionPaper", "DONE", f'["{person.id}"]')] * 2


def test_what_nobody_typed_in_is_not_known(service: Service) -> None:
    """A tick that is not typed in is neither made nor not made; of a PDF alone there are no data at all."""
    person = applied(service)
    id_, _ = fed(service, "feedOpinionPaper", opinion=SCAN, upload=bring(service, ONE))
    found = look(service, person, ASKED)["opinion"]
    document = found["document"]["id"]
    assert found == {**SCAN, "document": {"id": document, "name": "主治医意見書.pdf"}, "data": None}
    assert fetch(service, ticket(service, document)).content == ONE
    # when some of it is typed in
    some = {**SCAN, "remarks": "透析は不要", "doctorName": "\u3000", "diagnoses": [{"name": "認知症"}]}
    assert fed(service, "feedOpinionPaper", opinion=some, upload=bring(service, ONE)) == (id_, True)
    # then that is told, beside the same PDF
    found = look(service, person, ASKED)["opinion"]
    assert found.pop("document")["id"] == document
    told = {name: value for name, value in typed(found).items() if value not in (None, [])}
    assert told == {
        **SCAN,
        "remarks": "透析は不要",
        "diagnoses": [{"name": "認知症", "onsetOn": None, "onsetText": None}],
    }


def withheld(service: Service, person: Person) -> None:
    """The care manager is told that the doctor gives no leave, and has nothing of the opinion by any road."""
    query = f"query Tab($id: ID!) {{ beneficiary(id: $id) {{ certification {{ {BRIEF} opinionHistory {{ data {{ remarks }} }} }} }} }}"
    answer = service.ask("hachiro", query, id=person.id)
    assert answer.data["beneficiary"]["certification"] == {
        "opinion": {"shared": False, "document": None, "data": None},
        "opinionHistory": [{"data": None}],
    }
    assert {one["reason"] for one in answer.refusals} == {"OPINION_WITHHELD"}
    assert REMARKS.encode() not in answer.content


def test_without_the_doctors_leave_nothing_is_told(service: Service) -> None:
    person = applied(service)
    withdrawn = {**OPINION, "shared": False}
    id_, _ = fed(service, "feedOpinionPaper", opinion=withdrawn, upload=bring(service, ONE))
    withheld(service, person)
    [document] = [row.id for row in documents(service, person)]
    assert ask(service, document).codes == ["OPINION_WITHHELD"]
    assert stored(service, DocumentTicket) == []
    # when it turns out that the doctor ticked 同意する, it opens with the next query
    answer = correct(service, id_, {"opinion": OPINION}, upload=bring(service, ONE))
    assert answer.data["correctFed"] == {"id": id_, "changed": True}
    assert look(service, person, BRIEF)["opinion"]["data"]["remarks"] == REMARKS
    # and closes as soon as it turns out otherwise, also for whoever was just given a ticket
    waiting = ticket(service, document)
    assert fed(service, "feedOpinionPaper", opinion=withdrawn, upload=bring(service, ONE)) == (id_, True)
    withheld(service, person)
    assert fetch(service, waiting).status_code == 404


def documents(service: Service, person: Person) -> list[Any]:
    with service.rows() as rows:
        found = select(Document).where(col(Document.beneficiary_key) == person.key)
        return list(rows.scalars(found.order_by(col(Document.key))))


def test_without_consent_there_is_no_opinion_by_any_road(service: Service) -> None:
    person = applied(service, consent=False)
    fed(service, "feedOpinionPaper", opinion=OPINION, upload=bring(service, ONE))
    assert look(service, person, BRIEF) is None
    [document] = [row.id for row in documents(service, person)]
    assert ask(service, document).codes == ["CONSENT_MISSING"]
    assert stored(service, DocumentTicket) == []


def test_a_clinics_opinion_keeps_its_place(service: Service) -> None:
    """What came through the service is the clinic's to correct; a paper that came before stays beside it."""
    found, target = person(service, STORIES[APPLICANT]), requested(service)
    with service.rows() as rows:
        mine = select(Progress).where(col(Progress.beneficiary_key) == found.key).order_by(col(Progress.key).desc())
        progress = rows.scalars(mine.limit(1)).one()
    about = {
        "insuredNumber": found.insured_number,
        "appliedOn": str(progress.applied_on),
        "applicationKind": progress.application_kind.name,
    }
    paper = {**SCAN, "writtenOn": "2025-12-13", "receivedOn": "2025-12-14", "remarks": "紙の意見書"}
    id_, _ = fed(service, "feedOpinionPaper", opinion=paper, **about)
    sent(service, target)
    before = stored(service, *KEPT)
    # when the paper is fed again, it is refused, with all else that is wrong
    answer = feed(service, "feedOpinionPaper", opinion={**paper, "applicantAge": 131}, **about)
    age = ("NUMBER_WRONG", [*WHERE, "applicantAge"])
    assert faults(answer) == [("OPINION_SENT", ["input", "appliedOn"]), age]
    assert stored(service, *KEPT) == before
    one = Person(found.key, found.id)
    shown = look(service, one, "opinion { data { remarks } } opinionHistory { data { remarks } }")
    here, there = {"data": {"remarks": CONTENT["remarks"]}}, {"data": {"remarks": "紙の意見書"}}
    assert shown == {"opinion": here, "opinionHistory": [here, there]}
    # and a paper that should not be there goes alone
    assert retract(service, id_).data["retractFed"]["changed"] is True
    assert look(service, one, "opinionHistory { data { remarks } }") == {"opinionHistory": [here]}


def test_each_version_is_kept_whole(service: Service) -> None:
    person = applied(service)
    rows = stored(service, OpinionDiagnosis, OpinionBodyFinding)
    id_, _ = fed(service, "feedOpinionPaper", opinion=OPINION)
    service.clock.instant += DAY
    fewer = {**OPINION, "diagnoses": OPINION["diagnoses"][:1]}
    assert fed(service, "feedOpinionPaper", opinion=fewer) == (id_, True)
    assert correct(service, id_, {"opinion": {**fewer, "findings": []}}).data["correctFed"]["changed"] is True
    assert look(service, person, BRIEF)["opinion"]["data"]["disease"]["diagnoses"] == [
        {"name": OPINION["diagnoses"][0]["name"]}
    ]
    [entry] = history(service, kind="OPINION")
    assert len(orjson.loads(entry["content"])["diagnoses"]) == 1
    # when it is retracted, its place is free, and every version is told with its lists
    assert retract(service, id_).data["retractFed"] == {"id": id_, "changed": True}
    assert look(service, person, BRIEF) == {"opinion": None}
    assert stored(service, OpinionDiagnosis, OpinionBodyFinding) == rows
    [entry] = history(service, kind="OPINION")
    versions = [orjson.loads(one["content"]) for one in entry["versions"]]
    assert [one["ending"] for one in entry["versions"]] == ["FED_ANEW", "CORRECTED", "RETRACTED"]
    counted = [(len(one["diagnoses"]), len(one["findings"]), one["remarks"]) for one in versions]
    full = len(OPINION["findings"])
    assert counted == [(len(OPINION["diagnoses"]), full, REMARKS), (1, full, REMARKS), (1, 0, REMARKS)]
    assert {(one["applied_on"], one["application_kind"]) for one in versions} == {tuple(APPLICATION.values())}
