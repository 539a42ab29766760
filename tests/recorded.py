"""What the tests of the record share: reads that leave batches of any size, checkpoints at will, and the verification."""

import asyncio
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from graph.__main__ import main
from graph.http.app import create_app
from models.rows import ActionRecord
from models.settings import Settings, SettingsError
from permissions.record import READ_FIELDS
from tests.service import Service

LIST = "query List { beneficiaries(first: 3) { edges { node { id name } } } }"


@dataclass(frozen=True)
class Verified:
    """What `python -m graph verify-audit` said."""

    code: int
    findings: list[str]
    summary: str


Verify = Callable[..., Verified]


def settings_of(service: Service) -> Settings:
    chosen: Settings = service.app.state.endpoint.house.settings
    return chosen


def verifying(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Verify:
    """The command, run in this process on the database of a service."""

    def verify(service: Service, *options: str) -> Verified:
        chosen = settings_of(service)
        for name in ("database_url", "checkpoints", "checkpoint_key"):
            monkeypatch.setenv(f"KAIGO_{name.upper()}", str(getattr(chosen, name)))
        monkeypatch.setattr(sys, "argv", ["graph", "verify-audit", *options])
        capsys.readouterr()
        code = main()
        told = capsys.readouterr()
        assert told.err == ""
        *findings, summary = told.out.splitlines()
        return Verified(code, findings, summary)

    return verify


def read_together(service: Service, records: int, **values: object) -> None:
    """Leave so many read records in one batch."""
    house = service.app.state.endpoint.house
    constant = {"at": house.now(), "staff_key": 1, "office_key": 1, "operation": None, "document_hash": "0" * 64}
    entry = {**dict.fromkeys(READ_FIELDS, "[]"), **constant, **values}

    async def write() -> None:
        await asyncio.gather(*(house.journal.write({**entry, "operation": f"Read{each}"}) for each in range(records)))

    in_its_loop(service, write)


def in_its_loop(service: Service, work: Callable[[], Any]) -> Any:
    """Run something in the event loop of the service."""
    assert service.client.portal is not None
    return service.client.portal.call(work)


def sign(service: Service) -> None:
    """Have a checkpoint signed now."""
    in_its_loop(service, service.app.state.keeper.checkpoint)


def indexed(service: Service) -> None:
    """Have it noted now whom the records are about."""
    in_its_loop(service, service.app.state.keeper.index)


def change(service: Service, *statements: str, **values: object) -> None:
    """Do something to the database beside the service."""
    with service.rows() as rows:
        for statement in statements:
            rows.connection().execute(text(statement), values)
        rows.commit()


def found(service: Service, query: str) -> list[tuple[Any, ...]]:
    """Rows of the database."""
    with service.rows() as rows:
        return [tuple(row) for row in rows.connection().execute(text(query))]


def lines(service: Service) -> list[bytes]:
    """The lines of the checkpoint file."""
    return checkpoints(service).read_bytes().splitlines(keepends=True)


def checkpoints(service: Service) -> Path:
    path = settings_of(service).checkpoints
    assert path is not None
    return path


def act(service: Service, *actions: str) -> None:
    """Leave action records, as mutations do in their transactions."""
    with service.rows() as rows:
        for action in actions:
            record = ActionRecord(
                at=service.clock.instant,
                staff_key=1,
                office_key=1,
                action=action,
                outcome="DONE",
                subjects='["bnf_aaaaaaaaaaaaaaaa"]',
                request_hash="0" * 64,
            )
            rows.add(record)
        rows.commit()


def again(service: Service) -> TestClient:
    """Another process with the same settings, as far as one process can hold it."""
    return TestClient(create_app(settings_of(service), service.clock))


def key_of(service: Service) -> Path:
    path = settings_of(service).checkpoint_key
    assert path is not None
    return path


def refused(service: Service) -> str:
    """What the service says when it does not start."""
    before = checkpoints(service).read_bytes() if checkpoints(service).is_file() else None
    with pytest.raises(SettingsError) as told, again(service):
        pass
    after = checkpoints(service).read_bytes() if checkpoints(service).is_file() else None
    assert before == after or before is None
    return str(told.value)
