"""CSV files of certificates (S83): every kind, once however often it is sent, good rows kept or none by choice."""

import time
from typing import Any

import pytest
from sqlalchemy import select

from models.certificates import CERTIFICATES
from models.codes.certificates import CertificateKind
from models.row import col
from models.rows import Fed, FeedFault, Upload
from resolvers import sheets
from tests.feeding import FULL, certificate, fed
from tests.file_feeding import (
    FEED_CERTIFICATES,
    PATIENCE,
    RATIO,
    STORED,
    TOUCHED,
    counts,
    ended,
    feed_certificates,
    job,
    table,
    wrong,
)
from tests.managing import new_key
from tests.oracles.crowd import enlist, enlist_each
from tests.oracles.spelling import camel
from tests.proving import tried
from tests.service import Service
from tests.signing_in import stored
from tests.test_feeding_certificates import flat, tab
from tests.uploading import folder

NUMBER = "1111100001"
KINDS = {name: kind.name for name, kind in zip(FULL, CertificateKind, strict=True)}


def rows_of(kind: str, *numbers: str, **changed: Any) -> list[dict[str, Any]]:
    return [{"insuredNumber": number, **FULL[kind], **changed} for number in numbers]


@pytest.mark.parametrize("keep", ["GOOD_ROWS", "ALL_OR_NONE"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_every_kind_is_seen(service: Service, keep: str, encoding: str) -> None:
    """With a value in every column, in any order of columns."""
    [person] = enlist(service, 1, insured_number=NUMBER)
    assert list(FULL) == [{"INSURED": "insuredCertificate"}.get(kind, camel(kind.lower())) for kind in KINDS.values()]
    for kind, name in KINDS.items():
        rows = rows_of(kind, NUMBER)
        content = table(rows, sorted(rows[0], reverse=True)).encode(encoding)
        found = ended(service, feed_certificates(service, content, name, keep))
        assert (found["faults"], counts(found)) == ([], ("KEPT", 1, 1, 0, 0)), kind
        assert (found["certificate"], found["keep"]) == (name, keep)
    found = tab(service, person)
    for kind, values in FULL.items():
        assert flat(found[kind]) == values, kind


def test_a_file_tells_what_one_at_a_time_tells(service: Service) -> None:
    """The rows and their entries are those of `feedCertificate`, to the last column; only keys and ids are new."""
    one, other = enlist_each(service, [{"insured_number": NUMBER}, {"insured_number": "1111100002"}])
    for kind, name in KINDS.items():
        fed(service, "feedCertificate", insuredNumber=NUMBER, certificate=certificate(kind))
        ended(service, feed_certificates(service, table(rows_of(kind, "1111100002")), name))
    with service.rows() as rows:
        for kind_, stored_ in CERTIFICATES.items():
            told = [
                {**row.model_dump(exclude={"key", "beneficiary_key"})}
                for person in (one, other)
                for row in rows.scalars(select(stored_).where(col(stored_.beneficiary_key) == person.key))
            ]
            assert told[0] == told[1], kind_
        entries = [
            [entry.model_dump(exclude={"key", "id", "beneficiary_key", "row_key"}) for entry in found]
            for person in (one, other)
            if (found := rows.scalars(select(Fed).where(col(Fed.beneficiary_key) == person.key).order_by(col(Fed.key))))
        ]
        keyed = rows.scalars(select(Fed).where(col(Fed.beneficiary_key) == other.key)).all()
        assert {
            rows.get_one(CERTIFICATES[CertificateKind[entry.kind.name]], entry.row_key).beneficiary_key
            for entry in keyed
        } == {other.key}
    assert entries[0] == entries[1]
    assert len({entry.id for entry in keyed}) == 10


def test_the_same_again_is_nothing_new(service: Service) -> None:
    """The whole file, a row twice in it, one that was fed alone, and one that differs in a column."""
    numbers = [f"11111000{place:02}" for place in range(10)]
    people = enlist_each(service, [{"insured_number": number} for number in numbers])
    fed(service, "feedCertificate", insuredNumber=numbers[0], certificate=certificate("burdenRatio"))
    rows = rows_of("burdenRatio", *numbers, numbers[3])
    assert counts(ended(service, feed_certificates(service, table(rows)))) == ("KEPT", 11, 9, 2, 0)
    before = stored(service, *STORED)
    for keep in ("GOOD_ROWS", "ALL_OR_NONE"):
        assert counts(ended(service, feed_certificates(service, table(rows), keep=keep))) == ("KEPT", 11, 0, 11, 0)
        assert stored(service, *STORED) == before
    # a certificate that differs is another, of which the newest is shown
    rows[4] |= {"issuedOn": "2025-11-20", "decision": ""}
    rows[5] |= {"secondRatio": "20"}
    for kept in (2, 0):
        found = ended(service, feed_certificates(service, table(rows), keep="ALL_OR_NONE"))
        assert counts(found) == ("KEPT", 11, kept, 11 - kept, 0)
    assert len(tab(service, people[4])["burdenRatioHistory"]) == 2
    assert tab(service, people[4])["burdenRatio"]["decision"] is None


def faulty() -> tuple[list[dict[str, Any]], list[tuple[int, str | None, str]]]:
    """Rows of which the first and the last are good."""
    good = {"insuredNumber": NUMBER, **RATIO}
    rows: list[tuple[dict[str, Any], list[tuple[str | None, str]]]] = [
        (good, []),
        ({**good, "insuredNumber": "9999999999"}, [("insuredNumber", "BENEFICIARY_UNKNOWN")]),
        ({**good, "insuredNumber": "2222200002"}, [("insuredNumber", "BENEFICIARY_UNKNOWN")]),
        (
            {**good, "insuredNumber": "", "firstRatio": "1割", "decision": "9", "issuedOn": "20250720"},
            [("insuredNumber", "INSURED_NUMBER_WRONG"), ("issuedOn", "DATE_WRONG"), ("firstRatio", "NUMBER_WRONG"), ("decision", "CODE_WRONG")],
        ),
        ({**good, "firstRatio": "", "fiscalYear": ""}, [("fiscalYear", "VALUE_MISSING"), ("firstRatio", "VALUE_MISSING")]),
        (
            {**good, "insuredNumber": "9999999999", "firstRatio": "15", "secondEnd": "2026-08-01"},
            [("firstRatio", "NUMBER_WRONG"), ("secondEnd", "PERIOD_WRONG"), ("insuredNumber", "BENEFICIARY_UNKNOWN")],
        ),
        ({**good, "issuedOn": "2025-07-21", "decision": "異動分"}, []),
    ]  # fmt: skip
    told = [(line, *fault) for line, (_, found) in enumerate(rows, start=2) for fault in found]
    return [row for row, _ in rows], told


def test_wrong_rows_are_told_and_good_ones_kept(service: Service) -> None:
    [person] = enlist(service, 1, insured_number=NUMBER)
    enlist(service, 1, insured_number="2222200002", insurer_key=2)
    rows, expected = faulty()
    found = ended(service, feed_certificates(service, table(rows)))
    assert (wrong(found), counts(found)) == (expected, ("KEPT", 7, 2, 0, 5))
    shown = tab(service, person)
    assert [each["issuedOn"] for each in shown["burdenRatioHistory"]] == ["2025-07-21", "2025-07-20"]
    assert tried(service)[-2:] == [
        ("feedCertificateFile", "DONE", f'["{found["id"]}"]'),
        ("feedCertificateFile", "KEPT", f'["{found["id"]}"]'),
    ]


def test_or_none_by_choice(service: Service) -> None:
    """Wherever the wrong row stands: in the first batch, or in the last."""
    enlist(service, 1, insured_number=NUMBER)
    enlist(service, 1, insured_number="2222200002", insurer_key=2)
    before = stored(service, *STORED)
    rows, expected = faulty()
    found = ended(service, feed_certificates(service, table(rows), keep="ALL_OR_NONE"))
    assert (wrong(found), counts(found)) == (expected, ("REFUSED", 7, 0, 0, 5))
    many = [{**rows[0], "fiscalYear": year, **period(year)} for year in range(2000, 2099)] * 11
    last = [*many, {**rows[0], "firstRatio": "40"}]
    found = ended(service, feed_certificates(service, table(last), keep="ALL_OR_NONE"))
    assert (wrong(found), counts(found)) == ([(1091, "firstRatio", "NUMBER_WRONG")], ("REFUSED", 1090, 0, 0, 1))
    assert stored(service, *STORED) == before
    found = ended(service, feed_certificates(service, table(many), keep="ALL_OR_NONE"))
    assert (wrong(found), counts(found)) == ([], ("KEPT", 1089, 99, 990, 0))
    assert tried(service)[-1][1] == "KEPT"


def period(year: int) -> dict[str, str]:
    """The periods of a certificate of the year, and its day of issue."""
    return {
        "issuedOn": f"{year}-07-20",
        "firstStart": f"{year}-08-01",
        "firstEnd": f"{year}-11-30",
        "secondStart": f"{year}-12-01",
        "secondEnd": f"{year + 1}-07-31",
    }


def test_no_more_rows_than_may_be(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MOST_ROWS", 3)
    numbers = [f"11111000{place:02}" for place in range(4)]
    enlist_each(service, [{"insured_number": number} for number in numbers])
    before = stored(service, *STORED)
    found = ended(service, feed_certificates(service, table(rows_of("reduction", *numbers)), "REDUCTION"))
    assert (wrong(found), counts(found)) == ([(1, None, "ROWS_TOO_MANY")], ("REFUSED", 0, 0, 0, 0))
    assert stored(service, *STORED) == before
    found = ended(service, feed_certificates(service, table(rows_of("reduction", *numbers[:3])), "REDUCTION"))
    assert counts(found) == ("KEPT", 3, 3, 0, 0)


def test_some_thousand_faults_are_kept_and_all_are_counted(service: Service) -> None:
    rows = rows_of("reduction", *["9999999999"] * 2_600)
    found = ended(service, feed_certificates(service, table(rows), "REDUCTION"))
    assert counts(found) == ("KEPT", 2_600, 0, 0, 2_600)
    with service.rows() as stored_:
        assert len(stored_.scalars(select(col(FeedFault.place))).all()) == 2_000
    last = job(service, found["id"], "municipal-system", after=1_990)
    assert [fault["line"] for fault in last["faults"]] == list(range(1_992, 2_002))
    for first, expected in ((-1, 0), (0, 0), (3, 3), (1_000, 100), (None, 100)):
        assert len(job(service, found["id"], "municipal-system", first=first)["faults"]) == expected


def test_the_file_is_gone_when_it_is_read(service: Service) -> None:
    """What is left of it is its row with its hash; nobody keeps numbers of people who have been entered."""
    enlist(service, 1, insured_number=NUMBER)
    names = {path.name for path in folder(service).iterdir()}
    found = ended(service, feed_certificates(service, table(rows_of("reduction", NUMBER)), "REDUCTION"))
    assert counts(found) == ("KEPT", 1, 1, 0, 0)
    deadline = time.monotonic() + PATIENCE
    while (upload := row_of(service)).stored:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    assert (upload.used, len(upload.sha256)) == (True, 64)
    assert {path.name for path in folder(service).iterdir()} == names


def row_of(service: Service) -> Upload:
    with service.rows() as rows:
        return rows.scalars(select(Upload)).one()


@pytest.mark.parametrize("by", ["life-system", "municipal", "hachiro", "portal"])
def test_nobody_else_feeds(service: Service, by: str) -> None:
    enlist(service, 1, insured_number=NUMBER)
    service.token(by)
    before = stored(service, *TOUCHED)
    asked = {"idempotencyKey": new_key(), "upload": "upl_x", "kind": "REDUCTION", "keep": "GOOD_ROWS"}
    assert service.ask(by, FEED_CERTIFICATES, input=asked).codes == ["FORBIDDEN"]
    assert stored(service, *TOUCHED) == before
