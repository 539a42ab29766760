"""`python -m graph certificates`: what it makes, that it can be used as it says, and how a certificate is revoked."""

import datetime
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization.pkcs12 import load_pkcs12

from graph.__main__ import main
from models.clock import DEMO_START
from models.row import JST
from tests.secured import free_port

Run = Callable[..., str]
NUMBER = "4400000011"


@pytest.fixture
def database(seeded: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(seeded, tmp_path / "kaigo.db"))


@pytest.fixture
def run(database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs the command as people do; what it prints."""
    monkeypatch.setenv("KAIGO_DATABASE_URL", f"sqlite:///{database}")
    monkeypatch.setenv("KAIGO_TLS", str(tmp_path / "tls"))

    def ran(*arguments: str, code: int = 0) -> str:
        monkeypatch.setattr(sys, "argv", ["graph", "certificates", *arguments])
        assert main() == code
        told = capsys.readouterr()
        assert (told.err if code == 0 else told.out) == ""
        return told.out if code == 0 else told.err

    return ran


def entered(database: Path) -> list[tuple[str, str]]:
    """Office number and status of what stands in the table."""
    with sqlite3.connect(database) as connection:
        found = connection.execute(
            "SELECT number, status FROM client_certificate JOIN office ON office.key = office_key ORDER BY 1, 2"
        ).fetchall()
    connection.close()
    return found


def serials(folder: Path) -> list[int]:
    return [entry.serial_number for entry in x509.load_pem_x509_crl((folder / "crl.pem").read_bytes())]


def test_every_office_with_accounts_gets_a_certificate_that_opens_with_the_printed_password(
    run: Run, database: Path, tmp_path: Path
) -> None:
    printed, folder = run("make"), tmp_path / "tls"
    password = printed.split("password ")[1].split()[0].encode()

    numbers = [number for number, _ in entered(database)]
    assert len(numbers) == 10
    assert NUMBER in numbers
    for number in numbers:
        assert f"  {number}  " in printed
        bundle = load_pkcs12((folder / f"{number}.p12").read_bytes(), password)
        assert bundle.cert is not None
        assert bundle.cert.certificate.subject.rfc4514_string() == f"CN={number}"
    assert {file.stat().st_mode & 0o777 for file in folder.iterdir()} == {0o600}
    assert folder.stat().st_mode & 0o777 == 0o700


def test_again_it_makes_nothing_new(run: Run, database: Path, tmp_path: Path) -> None:
    def kept() -> dict[str, bytes]:
        return {file.name: file.read_bytes() for file in (tmp_path / "tls").iterdir() if file.name != "crl.pem"}

    printed = run("make")
    files, rows = kept(), entered(database)
    assert run("make") == printed
    assert (kept(), entered(database)) == (files, rows)


def test_what_is_revoked_is_in_the_list_and_in_the_table_and_can_be_made_anew(
    run: Run, database: Path, tmp_path: Path
) -> None:
    # given certificates
    run("make")
    folder = tmp_path / "tls"
    serial = x509.load_pem_x509_certificate((folder / f"{NUMBER}.pem").read_bytes()).serial_number
    assert serials(folder) == []

    # when one is revoked
    run("revoke", NUMBER)

    # then it is in both, and gone
    assert serials(folder) == [serial]
    assert [row for row in entered(database) if row[1] == "REVOKED"] == [(NUMBER, "REVOKED")]
    assert not (folder / f"{NUMBER}.pem").exists()
    assert run("revoke", NUMBER, code=2) == f"There is no certificate of an office {NUMBER} in {folder}.\n"

    # and a new one stands beside the old
    run("make")
    assert [row for row in entered(database) if row[0] == NUMBER] == [(NUMBER, "REVOKED"), (NUMBER, "VALID")]
    assert serials(folder) == [serial]


@pytest.mark.parametrize("number", [(), ("../kaigo",), ("4400000012",)])
def test_a_certificate_that_is_not_there_is_not_revoked(run: Run, tmp_path: Path, number: tuple[str, ...]) -> None:
    run("make")
    told = run("revoke", *number, code=2)
    assert told == f"There is no certificate of an office {''.join(number)} in {tmp_path / 'tls'}.\n"
    assert serials(tmp_path / "tls") == []


def test_only_a_demo_gets_them(run: Run, database: Path, tmp_path: Path) -> None:
    with sqlite3.connect(database) as connection:
        connection.execute("UPDATE installation SET demo = 0")
    connection.close()
    told = "Certificates are made for a demo database only; register those of your authority.\n"
    for action in (("make",), ("revoke", NUMBER)):
        assert run(*action, code=2) == told
    assert not (tmp_path / "tls").exists()


def test_the_line_the_server_prints_works_as_printed(run: Run, database: Path, tmp_path: Path) -> None:
    # given a demo made today, with its certificates
    offset = int((DEMO_START - datetime.datetime.now(JST)).total_seconds())
    with sqlite3.connect(database) as connection:
        connection.execute("UPDATE installation SET clock_offset = ?", (offset,))
    connection.close()
    run("make")

    # when the server is started and the line is run, then there are people
    environment = {**os.environ, "KAIGO_PORT": str(free_port()), "KAIGO_OUTBOX": str(tmp_path / "outbox")}
    command = [sys.executable, "-m", "graph", "serve"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            lines: list[str] = []
            while not lines or not lines[-1].startswith("  curl"):
                line = server.stdout.readline()
                assert line, "the server ended"
                lines.append(line.rstrip("\n"))
            assert lines[0] == f"Kaigo Graph   https://127.0.0.1:{environment['KAIGO_PORT']}/explorer"
            again = "curl --retry 20 --retry-connrefused --retry-delay 1" + lines[-1].removeprefix("  curl")
            answer = subprocess.run(["/bin/bash", "-c", again], capture_output=True, text=True, check=True).stdout
        finally:
            server.terminate()
    assert len(json.loads(answer)["data"]["beneficiaries"]["edges"]) == 3
