"""CHANGELOG.md is sorted by what a change breaks, and a deprecation says why, what instead, and until when."""

import pytest
from graphql import build_schema

from models.settings import ROOT
from tests.changelog import sections, untold

CHANGELOG = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
SDL = (ROOT / "schema.graphql").read_text(encoding="utf-8")
PLANTED = """
enum Way {{ OLD {} NEW }}
input Given {{ old: Int {} new: Int }}
type Query {{ old(old: Int {}): Int {} new(new: Int): Int }}
"""
WHOLE = "名前が変わりました。代わりに `Query.new` を使ってください。2027-04-01 に廃止します。"
COORDINATES = ["Way.OLD", "Given.old", "Query.old", "Query.old(old:)"]


def test_the_changelog_is_sorted_by_what_breaks() -> None:
    versions = [line.removeprefix("## ") for line in CHANGELOG.splitlines() if line.startswith("## ")]
    assert versions[0] == "Unreleased"
    assert {version: list(sections(CHANGELOG, version)) for version in versions} == {
        version: ["Breaking", "Dangerous", "Safe"] for version in versions
    }


def test_every_deprecation_says_why_what_instead_and_until_when() -> None:
    assert untold(build_schema(SDL)) == []


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        (WHOLE, True),
        (WHOLE.replace("Query.new", "Way.NEW"), True),
        ("No longer supported", False),
        (WHOLE.replace("名前が変わりました。", ""), False),
        (WHOLE.replace("Query.new", "Query.newer"), False),
        (WHOLE.replace("Query.new", "Somewhere"), False),
        (WHOLE.replace("2027-04-01", "2027-04-31"), False),
        (WHOLE.replace("2027-04-01 に", "いつか"), False),
    ],
)
def test_a_deprecation_that_does_not_is_seen(reason: str, told: bool) -> None:
    """Of a value, of an input, of a field and of an argument."""
    schema = build_schema(PLANTED.format(*[f'@deprecated(reason: "{reason}")'] * 4))
    assert sorted(untold(schema)) == ([] if told else sorted(COORDINATES))
