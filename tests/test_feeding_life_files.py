"""CSV files of LIFE (S84; domain.md section 8): read aside, every fault told by line and column, either code read."""

from typing import Any

import pytest

from models.codes.care import DementiaAutonomy, DisabilityAutonomy
from seed.pdf import SURVEY
from tests.file_feeding import FEED_LIFE, RECORDED, STORED, TOUCHED, counts, ended, feed_life, job, table, wrong
from tests.life_feeding import BEST, INSURER, LIFE, SHARPEST, tab
from tests.managing import faults, new_key
from tests.oracles.crowd import enlist, enlist_each
from tests.proving import tried
from tests.service import Service
from tests.signing_in import stored
from tests.uploading import PDF, send

NUMBER = "9000000001"
HEAD = {"insurerNumber": INSURER, "insuredNumber": NUMBER, "month": "2025-12", "registeredOn": "2025-12-10"}
BARTHEL_CELLS = {f"barthelIndex.{item}": level for item, level in BEST.items()}
COGNITION_CELLS = {f"cognition.{item}": level for item, level in SHARPEST.items()}
CARE_PLAN = {
    DisabilityAutonomy: ("01", "11", "12", "21", "22", "31", "32", "41", "42"),
    DementiaAutonomy: ("01", "02", "03", "04", "05", "06", "07", "08"),
}
"""The codes of ケアプランデータ連携標準仕様, in the order of the scales."""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_a_file_is_seen(service: Service, encoding: str) -> None:
    """All four scales, by names, codes and terms; points where there are some, in any order of columns."""
    [one] = enlist(service, 1, insured_number=NUMBER)
    row = {
        "interfaceVersion": "3.10",
        "dementiaAutonomy": "Ⅲa",
        **BARTHEL_CELLS,
        "barthelIndex.feeding": "一部介助",
        "barthelIndex.feedingPoints": "5",
        "barthelIndex.totalPoints": "95",
        **HEAD,
        "disabilityAutonomy": "7",
        **COGNITION_CELLS,
        "cognition.orientation": "3",
    }
    answer = feed_life(
        service, table([row, {**HEAD, "month": "2025-02", "disabilityAutonomy": "J2"}], list(row)).encode(encoding)
    )
    found = ended(service, answer, LIFE)
    assert found["faults"] == []
    assert counts(found) == ("KEPT", 2, 2, 0, 0)
    assert (found["certificate"], found["keep"], found["stateLabel"]) == (None, "GOOD_ROWS", "取り込み済み")
    assert found["sentAt"] == found["endedAt"] == "2025-12-15T09:00:00+09:00"
    shown = tab(service, one.id)
    assert [(each["month"], each["level"]) for each in shown["disabilityAutonomy"]] == [
        ("2025-02", "J2"), ("2025-12", "B2")
    ]  # fmt: skip
    assert shown["dementiaAutonomy"] == [{"month": "2025-12", "level": "IIIA"}]
    assert [(each["feeding"], each["totalPoints"]) for each in shown["barthelIndex"]] == [("PARTIAL", 95)]
    assert [(each["orientation"], each["totalPoints"]) for each in shown["cognition"]] == [("POINTS_3", 33)]
    assert tried(service) == [
        ("feedLifeFile", "DONE", f'["{found["id"]}"]'),
        ("feedLifeFile", "KEPT", f'["{found["id"]}"]'),
    ]


def test_both_systems_of_codes(service: Service) -> None:
    """Each level of the two scales by its own code and by that of care plan files."""
    people = enlist_each(service, [{"insured_number": f"90000000{place:02}"} for place in range(18)])
    rows = []
    for scale, codes in CARE_PLAN.items():
        name = {DisabilityAutonomy: "disabilityAutonomy", DementiaAutonomy: "dementiaAutonomy"}[scale]
        for place, (level, other) in enumerate(zip(scale, codes, strict=True)):
            rows.append({**HEAD, "insuredNumber": f"90000000{place:02}", "month": "2025-11", name: level.code})
            rows.append({**HEAD, "insuredNumber": f"90000000{place + 9:02}", "month": "2025-11", name: other})
    merged: dict[str, dict[str, Any]] = {}
    for row in rows:
        merged.setdefault(row["insuredNumber"], {}).update(row)
    columns = [*HEAD, "disabilityAutonomy", "dementiaAutonomy"]
    found = ended(service, feed_life(service, table(merged.values(), columns)), LIFE)
    assert counts(found) == ("KEPT", 18, 18, 0, 0)
    for half in (people[:9], people[9:]):
        shown = [tab(service, person.id) for person in half]
        assert [each["disabilityAutonomy"][0]["level"] for each in shown] == [
            level.name for level in DisabilityAutonomy
        ]
        assert [each["dementiaAutonomy"][0]["level"] for each in shown[:8]] == [
            level.name for level in DementiaAutonomy
        ]


def wrong_rows() -> tuple[list[dict[str, str]], list[tuple[int, str | None, str]]]:
    """Rows, of which the first and the last are good, and what is wrong with the others."""
    barthel = {**HEAD, **BARTHEL_CELLS}
    rows: list[tuple[dict[str, str], list[tuple[str | None, str]]]] = [
        ({**HEAD, "disabilityAutonomy": "A1"}, []),
        ({**HEAD, "insuredNumber": "12", "disabilityAutonomy": "10"}, [("disabilityAutonomy", "CODE_WRONG")]),
        ({**HEAD, "insuredNumber": "13", "dementiaAutonomy": "9"}, [("dementiaAutonomy", "CODE_WRONG")]),
        ({**HEAD, "insuredNumber": "14", "dementiaAutonomy": "08"}, [("insuredNumber", "INSURED_NUMBER_WRONG")]),
        ({**HEAD, "insurerNumber": "1"}, [("insurerNumber", "INSURER_NUMBER_WRONG"), (None, "SCALE_MISSING")]),
        ({**HEAD, "insuredNumber": "9999999999", "dementiaAutonomy": "M"}, [("insuredNumber", "BENEFICIARY_UNKNOWN")]),
        (
            {**HEAD, "month": "2025-13", "registeredOn": "2025-02-29", "dementiaAutonomy": "M"},
            [("month", "DATE_WRONG"), ("registeredOn", "DATE_WRONG")],
        ),
        ({**HEAD, "month": "", "dementiaAutonomy": "M"}, [("month", "VALUE_MISSING")]),
        (
            {**HEAD, "month": "2026-01", "dementiaAutonomy": "M"},
            [("month", "MONTH_WRONG"), ("registeredOn", "REGISTERED_ON_WRONG")],
        ),
        (
            {**barthel, "month": "2025-11", "barthelIndex.feeding": "", "barthelIndex.bathing": "監視下"},
            [("barthelIndex.feeding", "VALUE_MISSING"), ("barthelIndex.bathing", "CODE_WRONG")],
        ),
        (
            {**barthel, "month": "2025-07", "barthelIndex.feedingPoints": "5", "barthelIndex.totalPoints": "九十"},
            [("barthelIndex.totalPoints", "NUMBER_WRONG")],
        ),
        (
            {**barthel, "month": "2025-10", "barthelIndex.feedingPoints": "5", "barthelIndex.totalPoints": "95"},
            [("barthelIndex.feedingPoints", "POINTS_WRONG"), ("barthelIndex.totalPoints", "TOTAL_WRONG")],
        ),
        ({**HEAD, "dementiaAutonomy": "M"}, [(None, "ROW_TWICE")]),
        (
            {**HEAD, "month": "2025-09", "interfaceVersion": "2.00", "dementiaAutonomy": "M"},
            [("interfaceVersion", "VERSION_WRONG")],
        ),
        ({**HEAD, "month": "2025-08", "dementiaAutonomy": "M"}, []),
    ]
    told = [(line, *fault) for line, (_, found) in enumerate(rows, start=2) for fault in found]
    return [row for row, _ in rows], told


COLUMNS = [
    "interfaceVersion", *HEAD, "disabilityAutonomy", "dementiaAutonomy", *BARTHEL_CELLS,
    "barthelIndex.feedingPoints", "barthelIndex.totalPoints",
]  # fmt: skip


def test_wrong_rows_are_told_and_good_ones_kept(service: Service) -> None:
    [one] = enlist(service, 1, insured_number=NUMBER)
    rows, expected = wrong_rows()
    found = ended(service, feed_life(service, table(rows, COLUMNS)), LIFE)
    assert wrong(found) == expected
    assert counts(found) == ("KEPT", 15, 2, 0, 13)
    assert [fault["place"] for fault in found["faults"]] == list(range(1, len(expected) + 1))
    assert [each["month"] for each in tab(service, one.id)["disabilityAutonomy"]] == ["2025-12"]
    assert [each["month"] for each in tab(service, one.id)["dementiaAutonomy"]] == ["2025-08"]
    # and faults come by pages
    page = job(service, found["id"], LIFE, first=2, after=3)
    assert [fault["place"] for fault in page["faults"]] == [4, 5]


def test_or_none_by_choice(service: Service) -> None:
    enlist(service, 1, insured_number=NUMBER)
    rows, expected = wrong_rows()
    before = stored(service, *STORED)
    found = ended(service, feed_life(service, table(rows, COLUMNS), keep="ALL_OR_NONE"), LIFE)
    assert (wrong(found), counts(found)) == (expected, ("REFUSED", 15, 0, 0, 13))
    assert stored(service, *STORED) == before
    good = [row for row in rows if row in (rows[0], rows[-1])]
    found = ended(service, feed_life(service, table(good, COLUMNS), keep="ALL_OR_NONE"), LIFE)
    assert (wrong(found), counts(found)) == ([], ("KEPT", 2, 2, 0, 0))


def test_the_same_file_again_and_a_corrected_one(service: Service) -> None:
    [one] = enlist(service, 1, insured_number=NUMBER)
    rows = [
        {**HEAD, **BARTHEL_CELLS, "month": f"2025-{month:02}", "registeredOn": "2025-12-10"} for month in range(1, 13)
    ]
    assert counts(ended(service, feed_life(service, table(rows)), LIFE)) == ("KEPT", 12, 12, 0, 0)
    before = stored(service, *STORED)
    for keep in ("GOOD_ROWS", "ALL_OR_NONE"):
        assert counts(ended(service, feed_life(service, table(rows), keep=keep), LIFE)) == ("KEPT", 12, 0, 12, 0)
        assert stored(service, *STORED) == before
    for keep, level, points in (("GOOD_ROWS", "TOTAL", 90), ("ALL_OR_NONE", "PARTIAL", 95)):
        rows[5]["barthelIndex.feeding"] = level
        assert counts(ended(service, feed_life(service, table(rows), keep=keep), LIFE)) == ("KEPT", 12, 1, 11, 0)
        shown = [each["totalPoints"] for each in tab(service, one.id)["barthelIndex"]]
        assert shown == [100] * 5 + [points] + [100] * 6


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("insurerNumber,insuredNumber,month,registeredOn\r\n", [(1, None, "ROWS_MISSING")]),
        (
            "insurerNumber,insuredNumber,month,name,name,month\r\n1,2,3,4,5,6\r\n",
            [
                (1, "name", "COLUMN_UNKNOWN"),
                (1, "name", "COLUMN_UNKNOWN"),
                (1, "month", "COLUMN_TWICE"),
                (1, "registeredOn", "COLUMN_MISSING"),
            ],
        ),
        ('insurerNumber\r\n1\r\n"2\r\n3\r\n', [(3, None, "CSV_WRONG")]),
    ],
)
def test_what_is_no_table_of_these_columns(
    service: Service, content: str, expected: list[tuple[int, str | None, str]]
) -> None:
    before = stored(service, *STORED)
    found = ended(service, feed_life(service, content), LIFE)
    assert (wrong(found), counts(found)) == (expected, ("REFUSED", 0, 0, 0, 0))
    assert stored(service, *STORED) == before


def test_a_row_of_another_length_and_one_of_several_lines(service: Service) -> None:
    """A row is told by the line it begins at, behind blank lines and cells of several lines."""
    enlist(service, 1, insured_number=NUMBER)
    head = ",".join(HEAD) + ",dementiaAutonomy\r\n"
    content = (
        head
        + f'{INSURER},{NUMBER},2025-12\r\n\r\n{INSURER},{NUMBER},2025-12,2025-12-10,"M\r\nM"\r\n{INSURER},{NUMBER},2025-11,2025-12-10,X\r\n'
    )
    found = ended(service, feed_life(service, content), LIFE)
    assert wrong(found) == [
        (2, None, "CELLS_WRONG"),
        (4, "dementiaAutonomy", "CODE_WRONG"),
        (6, "dementiaAutonomy", "CODE_WRONG"),
    ]
    assert counts(found) == ("KEPT", 3, 0, 0, 3)


def test_a_paper_is_no_table(service: Service) -> None:
    handle = send(service, SURVEY.content, PDF, user=LIFE).body["handle"]
    before = stored(service, *RECORDED)
    answer = service.ask(LIFE, FEED_LIFE, input={"idempotencyKey": new_key(), "upload": handle})
    assert faults(answer) == [("UPLOAD_WRONG", ["input", "upload"])]
    assert stored(service, *RECORDED) == before


def test_nobody_else_feeds_or_looks(service: Service) -> None:
    enlist(service, 1, insured_number=NUMBER)
    row = {**HEAD, "dementiaAutonomy": "M"}
    found = ended(service, feed_life(service, table([row])), LIFE)
    before = stored(service, *TOUCHED)
    assert feed_life(service, table([row]), "municipal-system").codes == ["FORBIDDEN"]
    assert stored(service, *TOUCHED) == before
    # another that feeds files sees none of this one, whoever feeds none may not ask
    assert job(service, found["id"], "municipal-system") is None
    assert service.ask("hachiro", "query ($id: ID!) { feedJob(id: $id) { id } }", id=found["id"]).codes == ["FORBIDDEN"]
