"""Certificates (証明書): what is in force on a day, what is held at all, against the rules in plain Python."""

import datetime
import random
from collections import Counter
from collections.abc import Sequence
from typing import Any

from sqlmodel import select

from models.rows import Beneficiary, Insurer, Reduction
from tests.oracles.certificates import Paper, current, holding, newest_first
from tests.oracles.crowd import Person, ask_each, enlist, some_day, stand, store
from tests.oracles.era import era
from tests.oracles.filling import Filling
from tests.oracles.papers import KINDS, PRINTED, Folder, examples, folder, rows_of
from tests.oracles.spelling import camel, snake, written
from tests.service import Service

Day = datetime.date
DAY = datetime.timedelta(days=1)

MARKS = {kind.field: camel(kind.mark) for kind in KINDS.values()}
ON_DAY = (
    "query OnDay($ids: [ID!]!, $on: Date) { nodes(ids: $ids) { ... on Beneficiary { certificates(on: $on) {"
    " burdenRatioInForce burdenRatioInForceLabel"
    " holdings { kind kindLabel state stateLabel validUntil validUntilEra }"
    + "".join(f" {field} {{ mark: {mark} issuedOn }}" for field, mark in MARKS.items())
    + "} } } }"
)
HISTORIES = (
    "query Histories($ids: [ID!]!) { nodes(ids: $ids) { ... on Beneficiary { certificates {"
    + "".join(f" {field}History {{ mark: {mark} issuedOn }}" for field, mark in MARKS.items())
    + "} } } }"
)
TODAY = """
query Today($ids: [ID!]!) { nodes(ids: $ids) { ... on Beneficiary {
  burdenRatio burdenRatioLabel housing { careLevel careLevelLabel }
  certificates { burdenRatioInForce burdenRatioInForceLabel insuredCertificate { careLevel careLevelLabel } }
} } }
"""
FORMS = (
    "query Forms($ids: [ID!]!) { nodes(ids: $ids) { ... on Beneficiary { insuredNumber certificates {"
    + "".join(f" {field} {{ {values} }}" for field, values in PRINTED.items())
    + "} } } }"
)

STATES = {"HELD": "あり", "EXPIRED": "期限切れ", "NOT_HELD": "なし"}
SHARES = {10: "1割", 20: "2割", 30: "3割", None: None}


def told(paper: Paper | None) -> dict[str, Any] | None:
    """A paper as the answer tells it."""
    return None if paper is None else {"mark": paper.number, "issuedOn": paper.issued_on.isoformat()}


def told_holding(kind: str, papers: Sequence[Paper], day: Day) -> dict[str, Any]:
    """A line of what is held."""
    state, until = holding(papers, day)
    return {
        "kind": kind,
        "kindLabel": KINDS[kind].words,
        "state": state,
        "stateLabel": STATES[state],
        "validUntil": until and until.isoformat(),
        "validUntilEra": era(until),
    }


def expected(held: Folder, day: Day) -> dict[str, Any]:
    """What the rules say of a folder on a day."""
    share = held.share_on(day)
    return {
        "burdenRatioInForce": share,
        "burdenRatioInForceLabel": SHARES[share],
        "holdings": [told_holding(kind, papers, day) for kind, papers in held.papers.items()],
        **{KINDS[kind].field: told(current(papers, day)) for kind, papers in held.papers.items()},
    }


SEEN = {f"{kind} {state}" for kind in KINDS for state in STATES} | {
    "first day", "last day", "day before", "day after", "two in force", "in force without a period",
    "without a period, replaced", "last day of the first share", "first day of the second share",
}  # fmt: skip


def filed(service: Service, seed: int, days: Sequence[Day]) -> tuple[list[Person], list[Folder]]:
    """A hundred people with folders that have their edges around these days."""
    chance, filling = random.Random(seed), Filling(seed)
    people, folders = enlist(service, 100), [folder(chance, days) for _ in range(100)]
    pairs = zip(people, folders, strict=True)
    store(service, [row for person, held in pairs for row in rows_of(person.key, held, filling)])
    return people, folders


def test_what_is_held_on_a_day_follows_the_rules_over_generated_folders(service: Service) -> None:
    # given
    chance, seen = random.Random(5), Counter[str]()
    days = [some_day(chance, Day(2015, 1, 1), Day(2030, 12, 31)) for _ in range(4)] + [
        Day(2024, 2, 29),
        Day(2025, 7, 31),
    ]
    people, folders = filed(service, 5, days)
    for day in days:
        # when
        nodes = ask_each(service, ON_DAY, people, on=day.isoformat())

        # then
        assert [node["certificates"] for node in nodes] == [expected(held, day) for held in folders]
        for held in folders:
            seen.update(examples(held, day))
    assert {name for name in SEEN if seen[name] < 5} == set()


def test_without_a_day_today_is_meant(service: Service) -> None:
    # given
    today = Day(2025, 8, 1)
    people, folders = filed(service, 6, [today])
    stand(service, today)

    # when
    left_out, null = ask_each(service, ON_DAY, people), ask_each(service, ON_DAY, people, on=None)

    # then
    assert [node["certificates"] for node in left_out] == [expected(held, today) for held in folders]
    assert null == left_out


def test_histories_are_newest_first(service: Service) -> None:
    # given
    people, folders = filed(service, 7, [Day(2025, 12, 15)])

    # when
    nodes = ask_each(service, HISTORIES, people)

    # then
    assert [node["certificates"] for node in nodes] == [
        {
            f"{KINDS[kind].field}History": [told(paper) for paper in newest_first(papers)]
            for kind, papers in held.papers.items()
        }
        for held in folders
    ]
    assert max(len(papers) for held in folders for papers in held.papers.values()) == 3


def test_the_list_and_the_money_go_by_the_certificates_of_today(service: Service) -> None:
    # given
    today = Day(2025, 8, 1)
    people, folders = filed(service, 8, [today])
    stand(service, today)

    # when
    nodes = ask_each(service, TODAY, people)

    # then
    for node, held in zip(nodes, folders, strict=True):
        share, insured = held.share_on(today), node["certificates"]["insuredCertificate"]
        assert (node["burdenRatio"], node["burdenRatioLabel"]) == (share, SHARES[share])
        assert node["housing"] == (insured or {"careLevel": None, "careLevelLabel": None})


def test_every_value_the_guide_prints_comes_back(service: Service) -> None:
    # given a person who holds one of each, with a value of its own in every column
    (person,) = enlist(service, 1)
    filling, first, last = Filling(9), Day(2025, 8, 1), Day(2026, 7, 31)
    dates = {"beneficiary_key": person.key, "issued_on": first, "valid_until": last}
    periods = {
        "first_start": first,
        "first_end": Day(2025, 12, 31),
        "second_start": Day(2026, 1, 1),
        "second_end": last,
    }
    made = {
        kind.field: filling.row(
            kind.table,
            dates | {"INSURED": {"valid_from": first}, "BURDEN_RATIO": periods}.get(name, {"effective_on": first}),
        )
        for name, kind in KINDS.items()
    }
    stored = {
        field: {name: getattr(row, snake(name), None) for name in PRINTED[field].split()} for field, row in made.items()
    }
    store(service, list(made.values()))

    # when
    (node,) = ask_each(service, FORMS, [person])

    # then
    stored["insuredCertificate"] |= {"insurerName": insurer_of(service, person), "insuredNumber": node["insuredNumber"]}
    assert {field: len(values) for field, values in stored.items()} == dict(
        zip(PRINTED, (5, 7, 9, 3, 7, 3, 4, 4, 7, 3), strict=True)
    )
    assert node["certificates"] == {
        field: {name: written(value) for name, value in values.items()} for field, values in stored.items()
    }


def insurer_of(service: Service, person: Person) -> str:
    """The name of a person's insurer."""
    with service.rows() as rows:
        found = rows.exec(select(Insurer.name).join(Beneficiary).where(Beneficiary.key == person.key))
        return found.one()


def test_a_renewed_certificate_shows_in_the_next_answer(service: Service) -> None:
    # given
    (person,) = enlist(service, 1)
    dates: dict[str, Any] = {"effective_on": Day(2025, 8, 1), "valid_until": Day(2026, 7, 31)}
    old, new = (
        Reduction(beneficiary_key=person.key, issued_on=Day(2025, 8, 1), benefit_rate=rate, **dates)
        for rate in (95, 97)
    )
    rates = []

    # when
    for made in (old, new):
        store(service, [made])
        (node,) = ask_each(service, FORMS, [person])
        rates.append(node["certificates"]["reduction"]["benefitRate"])

    # then the one issued later on the same day counts
    assert rates == [95, 97]
