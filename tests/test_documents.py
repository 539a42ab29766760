"""Documents (書類): who may see one gets a ticket, by the conditions of the information it belongs to."""

import json
from typing import Any

import pytest
from sqlalchemy import select, update

from loaders.documents import PAPERS
from loaders.journal import Journal
from models import rows as stored
from models.codes.consent import ConsentRoute, ConsentStatus
from models.row import col
from permissions.credentials import digest
from permissions.information import REMEDIES, Reason
from seed.pdf import OPINION, SURVEY
from seed.stories import STORIES
from tests.opening import NOWHERE, OPEN, all_rows, ask, change, fetch, papers, person, records, ticket
from tests.service import Answer, Service


def files(service: Service, number: str, paper: type[Any]) -> list[str]:
    """The ids of the documents of a person's papers of a kind, newest first, straight from the database."""
    with service.rows() as rows:
        found = (
            select(col(stored.Document.id))
            .join(paper, col(paper.document_key) == col(stored.Document.key))
            .where(col(stored.Document.beneficiary_key) == person(service, number).key)
        )
        return list(rows.scalars(found.order_by(col(paper.key).desc())))


def is_refused(service: Service, answer: Answer, reason: Reason) -> bool:
    """Whether the answer gives the reason and the remedy, no ticket was made, and the refusal is on record."""
    [error] = answer.errors
    assert answer.body["data"] == {"openDocument": None}
    assert (error["message"], error["extensions"]) == (
        reason.label,
        {"code": reason.name, "remedy": REMEDIES[reason]},
    )
    assert all_rows(service, stored.DocumentTicket) == []
    [record] = records(service)
    [refusal] = json.loads(record.refusals)
    return bool(refusal["reason"] == reason.name and json.loads(record.coordinates) == [])


def test_who_opened_which_paper_of_whom_is_recorded(service: Service) -> None:
    # when an opinion is opened
    _, opinion = papers(service)
    token = ticket(service, opinion)
    # then one record tells who, of whom, what, on which conditions
    [record] = records(service)
    [staff] = [row for row in all_rows(service, stored.Staff) if row.user_id == "hachiro"]
    assert (record.at, record.staff_key, record.office_key) == (service.clock.instant, staff.key, staff.office_key)
    assert (json.loads(record.people), record.file) == ([person(service).id], opinion)
    assert (json.loads(record.coordinates), json.loads(record.refusals)) == (["Opinion.document"], [])
    conditions = {"CERTIFICATION_PDF": ["CONSENT", "DOCTORS_LEAVE", "NOT_PROTECTED"]}
    assert json.loads(record.basis)["conditions"] == conditions
    # and the ticket is kept as a hash alone
    [row] = all_rows(service, stored.DocumentTicket)
    assert row.token_hash == digest(token)
    assert token not in str([all_rows(service, kind) for kind in (stored.DocumentTicket, stored.ReadRecord)])


@pytest.mark.parametrize("user", ["nurse", "care-worker", "clerk", "office-manager", "office-user", "municipal"])
def test_an_occupation_that_sees_no_papers_opens_none(service: Service, user: str) -> None:
    # given a paper on the list of the office, one of somebody who is not, and none
    survey, _ = papers(service)
    [elsewhere] = files(service, STORIES["elsewhere"], stored.Survey)[:1] or [NOWHERE]
    # when they are asked for, then nobody learns which is which
    found = [ask(service, id_, user=user) for id_ in (survey, elsewhere, NOWHERE)]
    assert [answer.codes for answer in found] == [["FORBIDDEN"]] * 3
    assert found[0].content == found[1].content == found[2].content
    told = found[0].errors[0]["extensions"]
    assert (told["coordinate"], told["information"]) == ("Mutation.openDocument", "CERTIFICATION_PDF")
    # and nothing was opened, and the refusals are recorded
    assert all_rows(service, stored.DocumentTicket) == []
    assert [(json.loads(record.people), record.file) for record in records(service)] == [([], None)] * 3
    assert {record.refusals for record in records(service)} == {
        '[{"coordinate":"Mutation.openDocument","reason":"FORBIDDEN"}]'
    }


def test_without_consent_nothing_opens(service: Service) -> None:
    # given that consent was withdrawn a moment ago
    survey, _ = papers(service)
    with service.rows() as rows:
        rows.add(
            stored.Consent(
                beneficiary_key=person(service).key,
                status=ConsentStatus.WITHDRAWN,
                route=ConsentRoute.MUNICIPALITY,
                recorded_at=service.clock.instant,
            )
        )
        rows.commit()
    # when the survey is asked for, then consent is missing
    assert is_refused(service, ask(service, survey), Reason.CONSENT_MISSING)


def test_an_opinion_opens_by_its_own_doctors_leave(service: Service) -> None:
    # given two opinions, of which the newest is kept back, and the survey
    number = STORIES["opinion-shared-then-withheld"]
    newest, older = files(service, number, stored.Opinion)
    survey = files(service, number, stored.Survey)[0]
    # when they are asked for, then the newest is refused and the others open
    assert is_refused(service, ask(service, newest), Reason.OPINION_WITHHELD)
    assert fetch(service, ticket(service, older)).content == OPINION.content
    assert fetch(service, ticket(service, survey)).content == SURVEY.content


def test_a_paper_of_two_opinions_opens_by_the_leave_of_both(service: Service) -> None:
    # given that an older opinion, with leave, refers to the paper of one without
    number = STORIES["opinion-shared-then-withheld"]
    with service.rows() as rows:
        owner = person(service, number).key
        opinions = rows.scalars(select(stored.Opinion).where(col(stored.Opinion.beneficiary_key) == owner)).all()
        [withheld] = [opinion for opinion in opinions if not opinion.shared]
        for opinion in opinions:
            opinion.document_key = withheld.document_key
        rows.commit()
    # when it is asked for, then it is refused
    assert is_refused(service, ask(service, files(service, number, stored.Opinion)[0]), Reason.OPINION_WITHHELD)


def test_papers_of_a_protected_person_do_not_open(service: Service) -> None:
    # given that the person is protected from today on
    survey, _ = papers(service)
    today = service.clock.instant.date()
    who = col(stored.Beneficiary.id) == person(service).id
    change(service, update(stored.Beneficiary).where(who).values(protected_from=today))
    # when the survey is asked for, then it stays hidden: it may hold the address
    assert is_refused(service, ask(service, survey), Reason.ADDRESS_PROTECTED)


def test_who_is_not_on_the_list_has_no_papers(service: Service) -> None:
    # given a person who was on the list
    survey, _ = papers(service)
    registered = (
        col(stored.Registration.beneficiary_key) == person(service).key,
        col(stored.Registration.removed_at).is_(None),
    )
    with service.rows() as rows:
        rows.execute(update(stored.Registration).where(*registered).values(removed_at=service.clock.instant))
        rows.commit()

    def asked(id_: str) -> tuple[bytes, list[str]]:
        with service.statements() as ran:
            answer = ask(service, id_)
        assert answer.codes == ["NOT_FOUND"]
        return answer.content, list(ran)

    # when the paper is asked for, then the answer and what the database was asked are those of a paper there is not
    assert asked(survey) == asked(NOWHERE)
    assert asked("\0")[0] == asked("x" * 5000)[0] == asked(NOWHERE)[0]
    # and there is no ticket, and nothing to record
    assert all_rows(service, stored.DocumentTicket) == []
    assert records(service) == []


def test_a_document_that_is_no_paper_opens_for_nobody(service: Service) -> None:
    # given a file of the person that no survey and no opinion refers to: no rule says who may see it
    head: dict[str, Any] = {
        "name": "a.pdf",
        "media_type": "application/pdf",
        "received_on": service.clock.instant.date(),
    }
    with service.rows() as rows:
        rows.add(
            stored.Document(
                id=NOWHERE, beneficiary_key=person(service).key, byte_count=1, file=SURVEY.file, **head
            )
        )  # fmt: skip
        rows.commit()
    # when it is asked for, then it is not there
    assert ask(service, NOWHERE).codes == ["NOT_FOUND"]
    assert all_rows(service, stored.DocumentTicket) == []


def test_the_information_is_the_one_of_the_field_that_gives_the_handle(service: Service) -> None:
    information = service.app.state.endpoint.information
    assert {coordinate: information[coordinate] for coordinate in PAPERS} == PAPERS


def test_without_the_record_nothing_opens(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    # given that no record can be written
    async def fails(*_: object) -> None:
        raise OSError("disk full")

    survey, _ = papers(service)
    monkeypatch.setattr(Journal, "write", fails)
    # when a paper is asked for, then there is no ticket
    assert ask(service, survey).codes == ["RECORD_UNAVAILABLE"]
    assert all_rows(service, stored.DocumentTicket) == []


def test_nobody_opens_anything_without_a_session(service: Service) -> None:
    answer = service.ask(None, OPEN, id=NOWHERE, mode="VIEW")
    assert (answer.status, answer.codes) == (401, ["UNAUTHENTICATED"])
