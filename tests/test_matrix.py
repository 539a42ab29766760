"""The matrix is data: one cell changes one answer, a planted fault turns the expectation red, a hole stops the start."""

import csv
import io
import sys
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from graph import __main__ as command
from graph.field import Guard, Info
from graph.schema import SchemaError, build_schema
from loaders.reading import Reading
from models.codes.office import AccountKind, Occupation
from models.codes.service import ServiceType
from models.settings import ROOT
from permissions.information import Condition, Information
from permissions.matrix import MatrixError, load_matrix
from permissions.table import as_csv
from tests.databases import Copies
from tests.permission_accounts import CARE_MANAGER, NURSE, OTHER, PHYSICIAN, of_group
from tests.permission_expectation import EXPECTATION, printed_rules
from tests.permission_matrix import FAULTS, FLIPS, MATRIX, Fault, flipped
from tests.permission_people import LISTED
from tests.permission_roads import ROADS, Asking
from tests.permission_schema import SCHEMA_FAULTS
from tests.permission_service import standing_service
from tests.permission_world import OFFICES, populate
from tests.service import Service

GOLDEN = Path(__file__).parent / "golden"
GROUPS = tuple(EXPECTATION.services)
MENU = "{ viewer { menu { readable } } }"
WHAT_TO_DO = " Correct the file KAIGO_MATRIX names, or leave the setting out: then permissions/matrix.toml counts."
NO_CERTIFICATES = ("SVC", "OTHER", "CERTIFICATES")
REFUSED = {
    "LIST": (PHYSICIAN, "beneficiaries"),
    "CERTIFICATES": (OTHER, "nodes"),
    "CONSENT": (OTHER, "nodes"),
    "PROGRESS": (NURSE, "nodes"),
    "FILINGS": (NURSE, "nodes"),
}
"""Who is refused an information, and by which road; all others fail a condition for a care manager."""


@pytest.fixture(autouse=True)
def schema_once() -> None:
    """Not here: another matrix prints other directives on the same types."""


@pytest.fixture(scope="session")
def copies(copies: Copies) -> Copies:
    """The seeded database with the people and accounts of these tests in it."""
    return copies.filled(populate)


def test_the_papers_leave_nothing_out() -> None:
    """Every service in one group, every cell of every occupation, every kind, every information."""
    services = Counter(code for codes in EXPECTATION.services.values() for code in codes)

    assert services == Counter(service.code or service.name for service in ServiceType)
    assert EXPECTATION.occupations == {job.name: job.label for job in Occupation}
    assert set(EXPECTATION.may) == {(group, job.name) for group in GROUPS for job in Occupation}
    assert set(EXPECTATION.kinds) == {kind.name for kind in AccountKind}
    assert list(EXPECTATION.information) == list(EXPECTATION.conditions) == [item.name for item in Information]
    assert EXPECTATION.reasons == {condition.name: condition.reason.name for condition in Condition}


def test_the_schema_protects_what_the_papers_protect() -> None:
    """Every @requires of schema.graphql is expected, with conditions and services; every expected one is printed."""
    assert printed_rules((ROOT / "schema.graphql").read_text(encoding="utf-8")) == EXPECTATION.rules()


@pytest.mark.parametrize(("format_", "golden"), [("markdown", "matrix.md"), ("csv", "matrix.csv")])
def test_the_printed_matrix_is_golden(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], format_: str, golden: str
) -> None:
    monkeypatch.delenv("KAIGO_MATRIX", raising=False)
    monkeypatch.setattr(sys, "argv", ["graph", "matrix", "--format", format_])

    assert command.main() == 0
    assert capsys.readouterr().out == (GOLDEN / golden).read_text(encoding="utf-8")


def test_the_printed_matrix_says_what_the_papers_say() -> None:
    rows = list(csv.DictReader(io.StringIO((GOLDEN / "matrix.csv").read_text(encoding="utf-8"))))
    read = [row for row in rows if row["right"] == "read"]
    marks = {(row["group"], row["occupation"], row["information"]): row["allowed"] for row in read}

    assert len(read) == len(marks) == 825
    assert marks == {
        (*post, information): "yes" if information in seen else "no"
        for post, seen in EXPECTATION.may.items()
        for information in EXPECTATION.information
    }
    assert {row["information"]: tuple(row["conditions"].split()) for row in read} == EXPECTATION.conditions
    assert {(row["group"], row["information"]): row["allowed"] for row in rows if row["right"] == "account"} == {
        (kind, action): "yes" if action in allowed else "no"
        for kind, allowed in EXPECTATION.account.items()
        for action in set().union(*EXPECTATION.account.values())
    }


@pytest.mark.parametrize("flip", FLIPS, ids="-".join)
def test_one_cell_changes_one_answer(copies: Copies, tmp_path: Path, flip: tuple[str, str, str]) -> None:
    """All fields of that information for that post, and nothing else for anyone; print, table and refusals follow."""
    group, occupation, _ = flip
    path = flipped(tmp_path / "m.toml", *flip)
    wanted = EXPECTATION.flipped(*flip)
    everyone = [account for found in GROUPS for account in of_group(EXPECTATION, found)]
    changed = next(one for one in everyone if one.user == f"{group}/{occupation}")
    with standing_service(copies, tmp_path, matrix=path) as service:
        menus = [service.ask(account.user, MENU).data["viewer"]["menu"]["readable"] for account in everyone]
        full = Asking(changed, expectation=wanted).differences(service)
        refused = Asking(NURSE, people=(), expectation=wanted).differences(service)
        sdl = service.client.get("/schema.graphql").text

    assert full == refused == []
    assert [set(menu) for menu in menus] == [account.reads(wanted) for account in everyone]
    assert printed_rules(sdl) == wanted.rules()
    lines = zip(as_csv(load_matrix(path)).splitlines(), as_csv(load_matrix(MATRIX)).splitlines(), strict=True)
    assert [line.split(",")[1:4] for line, before in lines if line != before] == [list(flip)]


def test_a_dropped_condition_is_seen(open_service: Callable[..., Service], tmp_path: Path) -> None:
    """LIFE without consent: the eight people without it, in value, in access and in the refusals."""
    fault = Fault("", 'LIFE = { all = ["CONSENT"]', "LIFE = { all = []", "")
    service = open_service(matrix=fault.write(tmp_path / "m.toml"))
    closed = [place for place, person in enumerate(LISTED) if "CONSENT" in person.failing()]

    found = Asking(CARE_MANAGER, people=LISTED).differences(service)

    life = [
        f"data.nodes.{place}.{name}" for place in closed for name in ("life", "access.6.readable", "access.6.reason")
    ]
    assert [words.split()[1] for words in found] == [*life, "missing:"]
    assert found[-1].endswith("missing: ('Beneficiary.life', 'CONSENT_MISSING', 8)")


def test_a_wrong_office_is_seen(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    """Bound to office b, the viewer gets that office's people and none of its own."""
    binds = vars(Reading)["binds"].func

    def wrong(reading: Reading) -> Mapping[str, Any]:
        return {**binds(reading), "office": OFFICES["b"]}

    monkeypatch.setattr(Reading, "binds", property(wrong))

    for road in ROADS:
        assert Asking(CARE_MANAGER, road, people=LISTED[:2], listed=LISTED[:2]).differences(service) != []


def test_a_guard_that_is_not_there_is_seen(
    open_service: Callable[..., Service], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each coordinate in turn, asked by somebody who is refused it; who lacks LIST finds nobody but by the list."""
    off: set[str] = set()
    resolve = Guard.resolve

    def leaky(guard: Guard, next_: Callable[..., Any], source: Any, info: Info, **arguments: Any) -> Any:
        if f"{info.path.typename}.{info.field_name}" in off:
            return next_(source, info, **arguments)
        return resolve(guard, next_, source, info, **arguments)

    monkeypatch.setattr(Guard, "resolve", leaky)
    service = open_service(matrix=flipped(tmp_path / "m.toml", *NO_CERTIFICATES), interpret=True)
    beyond = [
        name for name, item in EXPECTATION.coordinates.items() if item == "LIST" and name != "Query.beneficiaries"
    ]
    for coordinate, information in EXPECTATION.coordinates.items():
        account, road = REFUSED.get(information, (CARE_MANAGER, "nodes"))
        asking = Asking(account, road, [*LISTED[:4], LISTED[15]], expectation=EXPECTATION.flipped(*NO_CERTIFICATES))

        assert asking.differences(service) == []
        off.add(coordinate)
        assert bool(asking.differences(service)) == (coordinate not in beyond), coordinate
        off.clear()


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.words)
def test_a_matrix_with_a_hole_stops_the_start(
    open_service: Callable[..., Service], tmp_path: Path, fault: Fault
) -> None:
    with pytest.raises(MatrixError) as refused:
        open_service(matrix=fault.write(tmp_path / "m.toml"))

    assert str(refused.value).startswith(fault.says)
    assert str(refused.value).endswith(WHAT_TO_DO)
    assert "\n" not in str(refused.value)


def test_a_matrix_that_cannot_be_read_stops_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """From the command line: one line on standard error and exit 2."""
    for content in (None, b"\xff\xfe", b"[read"):
        path = tmp_path / "m.toml"
        if content is not None:
            path.write_bytes(content)
        monkeypatch.setenv("KAIGO_MATRIX", str(path))
        monkeypatch.setattr(sys, "argv", ["graph", "serve"])

        assert command.main() == 2
        told = capsys.readouterr()
        assert told.out == ""
        assert told.err.startswith("The permission matrix m.toml cannot be read: ")
        assert told.err.endswith(f"{WHAT_TO_DO}\n")
        assert told.err.count("\n") == 1


@pytest.mark.parametrize("words", SCHEMA_FAULTS)
def test_a_schema_with_a_hole_stops_the_start(monkeypatch: pytest.MonkeyPatch, words: str) -> None:
    plant, says = SCHEMA_FAULTS[words]
    plant(monkeypatch)

    with pytest.raises(SchemaError) as refused:
        build_schema(load_matrix(MATRIX))

    assert says in str(refused.value)
    assert "\n" not in str(refused.value)
