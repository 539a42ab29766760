"""What frontends and partners try first: audits, clients, generators and linters that others have written."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from gql import Client, gql
from gql.transport.exceptions import TransportQueryError
from gql.transport.requests import RequestsHTTPTransport

from models.settings import ROOT
from tests.changelog import unnamed

OUTSIDE, OPERATIONS, SCHEMA = ROOT / "tests" / "outside", ROOT / "graph" / "operations", ROOT / "schema.graphql"
RELEASED, CHANGELOG = ROOT / "tests" / "golden" / "released.graphql", ROOT / "CHANGELOG.md"
"""The schema that was released last; before the first release, the one that was accepted last."""
LIST = "{ beneficiaries(first: 2) { edges { node { name } } } }"
NAMES = ["青木 菊江", "青木 道子"]
Run = Callable[..., str]


@pytest.fixture
def workshop(tmp_path: Path) -> Path:
    """A folder as a frontend has one: the schema, our operations, the published settings, and the tools."""
    shutil.copytree(OUTSIDE, tmp_path, dirs_exist_ok=True, ignore=shutil.ignore_patterns("node_modules"))
    (tmp_path / "node_modules").symlink_to(OUTSIDE / "node_modules")
    (tmp_path / "operations").mkdir()
    for path in (SCHEMA, OPERATIONS / "codegen.json"):
        shutil.copy(path, tmp_path)
    for path in OPERATIONS.glob("*.graphql"):
        shutil.copy(path, tmp_path / "operations")
    return tmp_path


@pytest.fixture
def run(workshop: Path) -> Run:
    """Run a tool in the workshop to its end, and give what it printed; an error of its own fails the test."""

    def run(*command: str, folder: str = ".", **environment: str) -> str:
        path = os.pathsep.join(
            (str(OUTSIDE / "node_modules/.bin"), os.environ["PATH"], str(Path(sys.executable).parent))
        )
        told = {**os.environ, "PATH": path, "NO_COLOR": "1", **environment}
        ran = subprocess.run(command, cwd=workshop / folder, env=told, capture_output=True, text=True, check=False)
        assert ran.returncode == 0, f"{ran.stdout[-3000:]}\n{ran.stderr[-3000:]}"
        return ran.stdout

    return run


@pytest.fixture
def told(live_server: str, live_token: str) -> dict[str, str]:
    """What a client is told of the running service."""
    return {"URL": f"{live_server}/graphql", "TOKEN": live_token}


def test_every_audit_of_graphql_http_passes(run: Run, told: dict[str, str]) -> None:
    results = json.loads(run("node", "audits.mjs", **told))
    assert len(results) == 61
    assert [result for result in results if result["status"] != "ok"] == []


def test_apollo_client_pages_and_persists_its_queries(run: Run, told: dict[str, str]) -> None:
    found = json.loads(run("node", "apollo.mjs", **told))
    hash_alone, with_text = {"text": False, "hash": True}, {"text": True, "hash": True}
    assert found == {
        "pages": [NAMES, ["秋山 澄子", "安藤 菊江"]],
        "sent": [hash_alone, with_text, hash_alone, hash_alone, with_text],
        "one": NAMES[0],
        "codes": ["BAD_USER_INPUT"],
    }


def test_urql_asks(run: Run, told: dict[str, str]) -> None:
    found = json.loads(run("node", "urql.mjs", **told))
    assert found == {"names": NAMES, "codes": ["GRAPHQL_VALIDATION_FAILED"]}


def test_gql_of_python_fetches_the_schema_and_asks(told: dict[str, str]) -> None:
    transport = RequestsHTTPTransport(told["URL"], headers={"Authorization": f"Bearer {told['TOKEN']}"})
    with Client(transport=transport, fetch_schema_from_transport=True) as session:
        found: Any = session.execute(gql(LIST))
        with pytest.raises(TransportQueryError) as refused:
            session.execute(gql("{ beneficiaries(first: 0) { totalCount } }"))
    assert [edge["node"]["name"] for edge in found["beneficiaries"]["edges"]] == NAMES
    assert [error["extensions"]["code"] for error in refused.value.errors or []] == ["BAD_USER_INPUT"]


def test_relay_compiles_pages_and_people(run: Run, workshop: Path) -> None:
    run("relay-compiler", "relay.config.json", folder="relay")
    made = sorted(path.name for path in (workshop / "relay/src/__generated__").iterdir())
    names = ("ListPageQuery", "ListPersonQuery", "ListQuery", "List_page", "List_person")
    assert made == [f"{name}.graphql.ts" for name in names]


def test_the_published_settings_make_types_that_are_strict(run: Run) -> None:
    run("graphql-codegen", "--config", "codegen.json")
    run("tsc", "--project", "tsconfig.json")


def test_the_linters_find_nothing(run: Run) -> None:
    run("eslint", "--max-warnings", "0", "schema.graphql")
    run("graphql-schema-linter", "schema.graphql")


@pytest.mark.parametrize(
    ("before", "after", "level", "path"),
    [
        ("  readAt: DateTime!", "  read: DateTime!", "BREAKING", "OfficeReading.readAt"),
        ("enum ReadingState {", "enum ReadingState {\n  NEW", "DANGEROUS", "ReadingState.NEW"),
        ("type OfficeReading {", "type OfficeReading {\n  more: Int", "NON_BREAKING", "OfficeReading.more"),
    ],
)
def test_a_change_of_the_schema_is_told_by_what_it_breaks(
    run: Run, workshop: Path, before: str, after: str, level: str, path: str
) -> None:
    text = SCHEMA.read_text(encoding="utf-8")
    assert before in text
    (workshop / "after.graphql").write_text(text.replace(before, after, 1), encoding="utf-8")
    changes = json.loads(run("node", "inspector.mjs", "schema.graphql", "after.graphql"))
    assert (level, path) in {(change["level"], change["path"]) for change in changes}


def changed(run: Run, workshop: Path, after: str) -> list[dict[str, str]]:
    """What graphql-inspector finds changed since the last release."""
    shutil.copy(RELEASED, workshop / "released.graphql")
    (workshop / "after.graphql").write_text(after, encoding="utf-8")
    found: list[dict[str, str]] = json.loads(run("node", "inspector.mjs", "released.graphql", "after.graphql"))
    return found


def test_what_breaks_since_the_last_release_stands_in_the_changelog(run: Run, workshop: Path) -> None:
    """Whoever changes the schema names each breaking and each dangerous change by its path, as `Type.field`.

    At a release, schema.graphql becomes tests/golden/released.graphql and a new section begins.
    """
    changes = changed(run, workshop, SCHEMA.read_text(encoding="utf-8"))
    assert unnamed(changes, CHANGELOG.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("before", "after", "change", "heading"),
    [
        ("  readAt: DateTime!", "  read: DateTime!", ("BREAKING", "OfficeReading.readAt"), "### Breaking"),
        ("enum ReadingState {", "enum ReadingState {\n  NEW", ("DANGEROUS", "ReadingState.NEW"), "### Dangerous"),
    ],
)
def test_a_change_that_breaks_is_refused_until_the_changelog_names_it(
    run: Run, workshop: Path, before: str, after: str, change: tuple[str, str], heading: str
) -> None:
    text, changelog = RELEASED.read_text(encoding="utf-8"), CHANGELOG.read_text(encoding="utf-8")
    assert before in text
    changes = changed(run, workshop, text.replace(before, after, 1))
    # named nowhere, or under what is safe, it is refused
    assert unnamed(changes, changelog) == [change]
    assert unnamed(changes, changelog.replace("### Safe", f"### Safe\n\n- `{change[1]}`.", 1)) == [change]
    # named where it belongs, it may be
    assert unnamed(changes, changelog.replace(heading, f"{heading}\n\n- `{change[1]}`.", 1)) == []
