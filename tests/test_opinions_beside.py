"""An opinion on paper beside what the clinic sent of the same application: the clinic's stands first, and its 同意しない
closes both (S36, S75)."""

from typing import Any

import pytest

from seed.pdf import pdf
from tests.correcting import correct, retract
from tests.feeding_papers import NUMBER, SCAN, applied, bring, fed, feed, look
from tests.opening import ask, fetch, ticket
from tests.opinion import CONTENT, confirm, corrected, sent
from tests.opinion_target import HOSPITAL, registered, requested
from tests.oracles.crowd import Person
from tests.proving import DAY
from tests.service import Service
from tests.test_feeding_progress import ACCEPTED
from tests.test_feeding_progress import feed as feed_progress

pytestmark = pytest.mark.both

ONE = pdf("Opinion, a scan")
PAPER = {**SCAN, "writtenOn": "2025-12-13", "receivedOn": "2025-12-14", "remarks": "紙の意見書"}
TAB = "opinion { shared document { id } data { remarks } } opinionHistory { shared document { id } data { remarks } }"
READ = f"query Tab($id: ID!) {{ beneficiary(id: $id) {{ certification {{ {TAB} }} }} }}"
OTHER = {"appliedOn": "2025-06-02", "applicationKind": "RENEWAL"}


def remarks(service: Service, person: Person) -> list[str | None]:
    """What the opinions say in their order, the tab's own first; None where one does not open."""
    tab = look(service, person, TAB)
    told = [one["data"] and one["data"]["remarks"] for one in tab["opinionHistory"]]
    assert tab["opinion"] == tab["opinionHistory"][0]
    return told


def asked(service: Service) -> str:
    return requested(service, NUMBER, applicationKind="RENEWAL")


@pytest.mark.parametrize("leave", [True, False])
def test_a_corrected_paper_does_not_come_before_the_clinics(service: Service, leave: bool) -> None:
    # given a paper, and then what the clinic sent
    person, target = applied(service), asked(service)
    id_, _ = fed(service, "feedOpinionPaper", opinion=PAPER)
    sent(service, target, shared=leave)
    # when the paper is corrected on the next day, as received then
    service.clock.instant += DAY
    later = {**PAPER, "receivedOn": "2025-12-16"}
    assert correct(service, id_, {"opinion": later}).data["correctFed"]["changed"] is True
    # then it stands behind the clinic's still
    assert remarks(service, person) == ([CONTENT["remarks"], "紙の意見書"] if leave else [None, None])


def test_a_letters_opinion_comes_before_a_paper_of_a_later_day(service: Service) -> None:
    # given an opinion by letter, kept back by its doctor, and a paper that came on the day after
    person = applied(service)
    letter = registered(service, insuredNumber=NUMBER, birthDate="1940-04-01")
    version = sent(service, letter, shared=False, lastExaminedOn="2025-12-01")
    service.clock.instant += DAY
    fed(service, "feedOpinionPaper", opinion={**PAPER, "receivedOn": "2025-12-16"})
    assert remarks(service, person) == ["紙の意見書"]
    # when the municipality says whose it is, then it stands first, and both are closed
    assert confirm(service, version, insuredNumber=NUMBER).data["confirmOpinion"]["receivedOn"] == "2025-12-15"
    assert remarks(service, person) == [None, None]
    assert look(service, person, TAB)["opinion"]["shared"] is False


def test_the_clinics_refusal_closes_the_paper_by_every_road(service: Service) -> None:
    # given a paper with its PDF, and a ticket of it
    person, target = applied(service), asked(service)
    id_, _ = fed(service, "feedOpinionPaper", opinion=PAPER, upload=bring(service, ONE))
    document = look(service, person, TAB)["opinion"]["document"]["id"]
    waiting, unknown = ticket(service, document), fetch(service, "unknown").content
    # when the clinic sends 同意しない
    sent(service, target, shared=False)
    # then neither data nor PDF are to be had, nor by the ticket that was given before
    answer = service.ask("hachiro", READ, id=person.id)
    history = answer.data["beneficiary"]["certification"]["opinionHistory"]
    closed: dict[str, Any] = {"document": None, "data": None}
    assert history == [{"shared": False, **closed}, {"shared": True, **closed}]
    assert {(one["coordinate"], one["reason"]) for one in answer.refusals} == {
        ("Opinion.document", "OPINION_WITHHELD"),
        ("Opinion.data", "OPINION_WITHHELD"),
    }
    assert "紙の意見書".encode() not in answer.content
    assert ask(service, document).codes == ["OPINION_WITHHELD"]
    assert (fetch(service, waiting).status_code, fetch(service, waiting).content) == (404, unknown)
    # and when its doctor lets it be used after all, both open
    corrected(service, target)
    assert remarks(service, person) == [CONTENT["remarks"], "紙の意見書"]
    assert fetch(service, ticket(service, document)).content == ONE
    # and what its own doctor kept back on paper stays so
    kept_back = {"opinion": {**PAPER, "shared": False}}
    assert correct(service, id_, kept_back).data["correctFed"]["changed"] is True
    assert remarks(service, person) == [CONTENT["remarks"], None]
    assert retract(service, id_).data["retractFed"]["changed"] is True
    assert remarks(service, person) == [CONTENT["remarks"]]


def test_the_paper_of_another_application_keeps_its_own_leave_and_day(service: Service) -> None:
    # given papers of two applications, and of the newer what a clinic sent
    person, target = applied(service), asked(service)
    feed_progress(service, {**ACCEPTED, **OTHER})
    fed(service, "feedOpinionPaper", opinion=PAPER)
    older = {**PAPER, "remarks": "前の申請の意見書"}
    id_ = feed(service, "feedOpinionPaper", opinion=older, **OTHER).data["feedOpinionPaper"]["id"]
    sent(service, target, shared=False)
    # then the clinic's refusal closes what belongs to its application
    assert remarks(service, person) == [None, "前の申請の意見書", None]
    # and the newest of all is told first, and a paper never between
    service.clock.instant += DAY
    later = {"opinion": {**older, "receivedOn": "2025-12-16"}}
    assert correct(service, id_, later).data["correctFed"]["changed"] is True
    assert remarks(service, person) == ["前の申請の意見書", None, None]


def test_another_clinics_opinion_has_its_own_doctors_leave(service: Service) -> None:
    # given that a second clinic was asked, after the first kept its opinion back (再意見書)
    person, target = applied(service), asked(service)
    sent(service, target, shared=False)
    again = requested(
        service, NUMBER, applicationKind="RENEWAL", clinicNumber=HOSPITAL, requestedOn="2025-12-13"
    )  # fmt: skip
    sent(service, again, "hospital-doctor", remarks="再意見書")
    assert remarks(service, person) == ["再意見書", None]
