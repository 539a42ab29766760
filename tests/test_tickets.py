"""Tickets of documents: the bytes once, soon, in the same session, and with headers that keep them to themselves."""

import datetime
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from sqlalchemy import select, update

from models import rows as stored
from models.row import col
from permissions.credentials import digest
from resolvers.documents import clear_tickets
from seed.pdf import OPINION, SURVEY
from tests.opening import all_rows, ask, change, fetch, papers, records, ticket
from tests.service import Service

SECOND = datetime.timedelta(seconds=1)
HEADERS = {
    "content-type": "application/pdf",
    "content-length": str(len(SURVEY.content)),
    "content-disposition": f"inline; filename*=UTF-8''{quote('認定調査票.pdf')}",
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "content-security-policy": "sandbox",
    "referrer-policy": "no-referrer",
}


def test_the_papers_of_a_person_open(service: Service) -> None:
    # given the handles of the certification tab
    survey, opinion = papers(service)
    # when the survey is opened to be shown
    opened = ask(service, survey).data["openDocument"]
    # then a ticket for a minute is given, and it gives the paper
    assert opened["url"] == f"/documents/{opened['ticket']}"
    assert opened["expiresAt"] == "2025-12-15T09:01:00+09:00"
    assert len(opened["ticket"]) == 43
    shown = fetch(service, opened["ticket"])
    assert (shown.status_code, shown.content) == (200, SURVEY.content)
    assert {name: shown.headers.get(name) for name in HEADERS} == HEADERS
    # and the opinion to be kept
    handed = fetch(service, ticket(service, opinion, "DOWNLOAD"))
    assert (handed.status_code, handed.content) == (200, OPINION.content)
    assert handed.headers["content-disposition"] == f"attachment; filename*=UTF-8''{quote('主治医意見書.pdf')}"


def test_a_name_cannot_end_a_header(service: Service) -> None:
    # given a paper with a hostile name
    survey, _ = papers(service)
    name = 'a"\r\nSet-Cookie: b=c; filename="x.exe'
    change(service, update(stored.Document).where(col(stored.Document.id) == survey).values(name=name))
    # when it is opened, then the name arrives as it is, and nothing else does
    shown = fetch(service, ticket(service, survey))
    assert shown.headers["content-disposition"] == f"inline; filename*=UTF-8''{quote(name, safe='')}"
    assert "set-cookie" not in shown.headers


def test_a_ticket_works_once(service: Service) -> None:
    # given a ticket that was used
    survey, _ = papers(service)
    token = ticket(service, survey)
    assert fetch(service, token).status_code == 200
    # when it is used again, then it is as if there had never been one
    again = fetch(service, token)
    assert (again.status_code, again.json()["errors"][0]["extensions"]) == (404, {"code": "NOT_FOUND"})
    assert again.content == fetch(service, "unknown").content
    assert SURVEY.content not in again.content


def test_a_ticket_used_by_many_at_once_works_once(service: Service) -> None:
    survey, _ = papers(service)
    token = ticket(service, survey)
    with ThreadPoolExecutor(8) as readers:
        found = list(readers.map(lambda _: fetch(service, token).status_code, range(8)))
    assert sorted(found) == [200] + [404] * 7


@pytest.mark.parametrize(("seconds", "status"), [(59, 200), (60, 404), (61, 404)])
def test_a_ticket_lasts_a_minute(service: Service, seconds: int, status: int) -> None:
    # given a ticket, when so many seconds have passed, then it works or is as if it had never been
    survey, _ = papers(service)
    token, unknown = ticket(service, survey), fetch(service, "unknown").content
    service.clock.instant += seconds * SECOND
    answer = fetch(service, token)
    assert answer.status_code == status
    assert answer.content == (SURVEY.content if status == 200 else unknown)


def test_a_ticket_works_in_its_session_alone(service: Service) -> None:
    # given a ticket, another session of the same account, and one of a colleague
    survey, _ = papers(service)
    token, unknown = ticket(service, survey), fetch(service, "unknown").content
    end = service.clock.instant + datetime.timedelta(days=1)
    with service.rows() as rows:
        [key] = rows.scalars(select(col(stored.Staff.key)).where(col(stored.Staff.user_id) == "hachiro"))
        rows.add(stored.Session(token_hash=digest("second"), staff_key=key, expires_at=end, idle_until=end))
        rows.commit()
    # when they use it, then there is nothing
    for other in ("second", service.token("care-manager")):
        answer = fetch(service, token, other)
        assert (answer.status_code, answer.content) == (404, unknown)
    # and without a session that is alive, nobody is told even that
    change(service, update(stored.Session).where(col(stored.Session.token_hash) == digest("second")).values(ended=True))
    assert fetch(service, token, "second").status_code == 401
    assert service.client.get(f"/documents/{token}").status_code == 401
    # and a look ahead does not use it up
    head = service.client.head(f"/documents/{token}", headers={"Authorization": f"Bearer {service.token('hachiro')}"})
    assert (head.status_code, head.headers["allow"]) == (405, "GET")
    # and the session it was given to has it
    assert fetch(service, token).content == SURVEY.content


def test_without_its_bytes_no_paper_opens(service: Service) -> None:
    # given that the storage has lost a paper
    survey, opinion = papers(service)
    lost = Path(service.app.state.endpoint.house.settings.files) / SURVEY.file
    token = ticket(service, survey)
    lost.unlink()
    before = (all_rows(service, stored.DocumentTicket), records(service))
    # when it is asked for, then that is said, and it is neither given nor recorded as given
    assert ask(service, survey).codes == ["FILE_UNAVAILABLE"]
    assert (all_rows(service, stored.DocumentTicket), records(service)) == before
    # and a ticket from before does not help
    answer = fetch(service, token)
    assert (answer.status_code, answer.json()["errors"][0]["extensions"]) == (503, {"code": "FILE_UNAVAILABLE"})
    # and half of it is not handed out either
    lost.write_bytes(SURVEY.content[:-1])
    assert ask(service, survey).codes == ["FILE_UNAVAILABLE"]
    assert fetch(service, ticket(service, opinion)).status_code == 200


def test_tickets_are_cleared_when_their_minute_is_over(service: Service) -> None:
    # given two tickets, one of them a second younger
    survey, opinion = papers(service)
    begun = service.clock.instant
    ticket(service, survey)
    service.clock.instant = begun + SECOND
    ticket(service, opinion)
    portal, house = service.client.portal, service.app.state.endpoint.house
    assert portal is not None
    # when they are cleared as the first minute ends, then the younger stays
    service.clock.instant = begun + 60 * SECOND
    clear: Callable[..., Any] = clear_tickets
    assert portal.call(clear, house) == 1
    assert len(all_rows(service, stored.DocumentTicket)) == 1


def test_a_file_that_breaks_off_is_not_mistaken_for_a_whole_one(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    # given a storage that loses the thread in the middle
    class Breaks:
        def __aiter__(self) -> "Breaks":
            return self

        async def __anext__(self) -> bytes:
            raise OSError("gone")

    survey, _ = papers(service)
    token = ticket(service, survey)
    whole = service.app.state.endpoint.house.files.open

    async def opened(name: str) -> Any:
        found = await whole(name)
        return type(found)(found.size, Breaks())

    monkeypatch.setattr(type(service.app.state.endpoint.house.files), "open", lambda _, name: opened(name))
    # when it is fetched, then the answer does not end as if it were whole
    with pytest.raises(OSError, match="gone"):
        fetch(service, token)
