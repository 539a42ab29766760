"""/livez and /readyz: the process answers; it can do its work."""

import asyncio
from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from graph.http.leaving import LeavingServer
from loaders.journal import LONGEST_UNATTESTED
from models.database import newest_revision
from tests.recorded import change, in_its_loop
from tests.secured import Secured
from tests.service import Service


def asked(service: Service) -> tuple[int, str | None]:
    """The status and the code of /readyz; whatever it is, /livez says that the process lives."""
    client: TestClient = service.client
    assert (client.get("/livez").status_code, client.get("/livez").text) == (200, "ok\n")
    response = client.get("/readyz")
    assert response.headers["Cache-Control"] == "no-store"
    if response.status_code == 200:
        assert response.text == "ok\n"
        return 200, None
    assert response.headers["Retry-After"] == "1"
    [error] = response.json()["errors"]
    return response.status_code, error["extensions"]["code"]


def test_a_server_that_can_do_its_work_is_ready(service: Service) -> None:
    assert asked(service) == (200, None)


def test_a_database_of_another_revision_is_not_ready_until_it_is_ours(service: Service) -> None:
    for revision in ("0000", "9999"):
        change(service, "UPDATE alembic_version SET version_num = :revision", revision=revision)
        assert asked(service) == (503, "DATABASE_REVISION_WRONG")
    change(service, "ALTER TABLE alembic_version RENAME TO elsewhere")
    assert asked(service) == (503, "DATABASE_REVISION_WRONG")
    change(service, "ALTER TABLE elsewhere RENAME TO alembic_version")
    change(service, "UPDATE alembic_version SET version_num = :revision", revision=newest_revision())
    assert asked(service) == (200, None)


def test_a_database_that_does_not_answer_is_not_ready(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    async def silent(_: object) -> None:
        await asyncio.sleep(60)

    async def gone(_: object) -> None:
        raise ConnectionRefusedError("10.0.0.1 refuses kaigo:secret-word")

    for database, code in ((silent, "DATABASE_UNAVAILABLE"), (gone, "DATABASE_UNAVAILABLE")):
        with monkeypatch.context() as patch:
            patch.setattr("graph.http.health.PATIENCE", 0.01)
            patch.setattr("graph.http.health.revision", database)
            assert asked(service) == (503, code)
            assert "secret-word" not in service.client.get("/readyz").text
    assert asked(service) == (200, None)


@pytest.mark.parametrize("name", ["keeper", "outbox", "feed"])
def test_what_runs_beside_must_run(service: Service, name: str) -> None:
    health = service.app.state.health

    async def end() -> None:
        if name == "keeper":
            await health.keeper.stop()
        elif name == "outbox":
            health.outbox.cancel()
            await asyncio.wait([health.outbox])
        else:
            await health.reader.stop()

    in_its_loop(service, end)
    assert asked(service) == (503, "BACKGROUND_TASK_ENDED")
    assert service.client.get("/readyz").json()["errors"][0]["extensions"]["tasks"] == [name]


def test_a_record_that_cannot_be_signed_is_not_ready(service: Service) -> None:
    journal = service.app.state.endpoint.house.journal
    journal._attested -= LONGEST_UNATTESTED + 1
    assert asked(service) == (503, "RECORD_UNAVAILABLE")


def test_a_server_that_is_to_end_says_so_before_it_takes_no_more(open_secured: Callable[..., Secured]) -> None:
    # given
    secured = open_secured(notice_seconds=0.5)
    connection = secured.connect(secured.certificate())
    connection.request("GET", "/readyz")
    assert connection.getresponse().read() == b"ok\n"
    # when
    assert isinstance(secured.server, LeavingServer)
    secured.server.should_exit = True
    while "stopping" not in secured.server.lifespan.state:
        pass
    # then
    another = secured.connect(secured.certificate())
    for each in (connection, another):
        each.request("GET", "/readyz")
        answer = each.getresponse()
        assert (answer.status, b'"STOPPING"' in answer.read()) == (503, True)
        each.request("GET", "/livez")
        assert each.getresponse().read() == b"ok\n"
