"""The record is tamper-evident (改ざん検知): whatever is done to it beside the service, `verify-audit` names it."""

import re
import threading
import time
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from sqlalchemy import select

from loaders import audit
from loaders.recorded import READ_VALUES, READS
from models.row import col
from models.rows import ActionRecord, Beneficiary, RecordBatch, Staff
from permissions import chain
from permissions.record import ACTION_FIELDS, READ_FIELDS
from tests.recorded import (
    LIST,
    Verify,
    change,
    checkpoints,
    found,
    lines,
    read_together,
    settings_of,
    sign,
    verifying,
)
from tests.service import Service

SEARCH = "query Search($text: String!) { beneficiaries(search: $text) { edges { node { name kana address } } } }"
COLUMNS = ", ".join(READ_FIELDS)
OTHER = {"at": "at + 1", "staff_key": "2", "office_key": "NULL", "operation": "'Other'"}
"""Another value for each field; for those not named, an empty text."""


@pytest.fixture
def verify(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Verify:
    return verifying(monkeypatch, capsys)


@pytest.fixture
def recorded(service: Service) -> Service:
    """A service with four batches: the records 0, 1 to 3, 4, and 5 to 9; a checkpoint behind the third and the last."""
    for records in (1, 3, 1):
        read_together(service, records)
    sign(service)
    read_together(service, 5)
    sign(service)
    assert found(service, "SELECT number, first, size FROM record_batch ORDER BY number") == [
        *((1, 0, 1), (2, 1, 3), (3, 4, 1), (4, 5, 5)),
    ]
    return service


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


def test_a_record_nobody_has_touched_is_proven(recorded: Service, verify: Verify) -> None:
    told = verify(recorded)
    assert (told.code, told.findings) == (0, [])
    assert told.summary == (
        "10 records in 4 batches, signed up to checkpoint 3 of 2025-12-15 09:00:00: "
        "nothing is missing, nothing was altered."
    )


@pytest.mark.parametrize(
    ("statements", "findings"),
    [
        pytest.param(
            ["UPDATE read_record SET people = '[\"bnf_aaaaaaaaaaaaaaaa\"]' WHERE place = 2"],
            ["read record 2 of shard 1: it was changed"],
            id="a value altered",
        ),
        pytest.param(
            ["DELETE FROM read_record WHERE place = 3"],
            ["read record 3 of shard 1: it is missing from batch 2"],
            id="a record deleted",
        ),
        pytest.param(
            [
                f"INSERT INTO read_record (shard, place, salt, {COLUMNS}) SELECT {shard}, 10, salt, {COLUMNS} "
                "FROM read_record WHERE place = 9"
                for shard in (0, 1, 2)
            ],
            [f"read record 10 of shard {shard}: it is in no batch" for shard in (0, 1, 2)],
            id="records inserted",
        ),
        pytest.param(
            [f"UPDATE read_record SET place = {new} WHERE place = {old}" for old, new in ((2, 99), (7, 2), (99, 7))],
            [f"read record {place} of shard 1: it was changed" for place in (2, 7)],
            id="two swapped",
        ),
        pytest.param(
            [
                "DELETE FROM record_batch WHERE number = 2",
                "DELETE FROM read_record WHERE place BETWEEN 1 AND 3",
            ],
            ["batch 3 of shard 1: what stood before it is missing, from batch 2 on"],
            id="a batch deleted",
        ),
        pytest.param(
            ["DELETE FROM record_batch WHERE number = 4", "DELETE FROM read_record WHERE place >= 5"],
            ["checkpoint 3: batch 4 of shard 1 is missing"],
            id="the tail cut off",
        ),
        pytest.param(
            ["DELETE FROM record_batch", "DELETE FROM read_record"],
            ["checkpoint 2: batch 3 of shard 1 is missing", "checkpoint 3: batch 4 of shard 1 is missing"],
            id="everything deleted",
        ),
        pytest.param(
            ["UPDATE record_batch SET first = 2 WHERE number = 2"],
            [
                "read record 1 of shard 1: it is in no batch",
                "batch 2 of shard 1: it does not begin where batch 1 ends",
                "read record 2 of shard 1: it was changed",
                "read record 3 of shard 1: it was changed",
                "read record 4 of shard 1: it was changed",
                "batch 3 of shard 1: it does not begin where batch 2 ends",
                "read record 4 of shard 1: it is missing from batch 3",
            ],
            id="a batch moved",
        ),
        pytest.param(
            ["UPDATE record_batch SET size = 4 WHERE number = 2"],
            [
                "batch 2 of shard 1: its leaves are not those of its root",
                "batch 3 of shard 1: it does not begin where batch 2 ends",
                "read record 4 of shard 1: it is missing from batch 3",
            ],
            id="a batch made larger",
        ),
        pytest.param(
            ["UPDATE record_batch SET root = leaves WHERE number = 2"],
            ["batch 2 of shard 1: its leaves are not those of its root"],
            id="a root altered",
        ),
        pytest.param(
            ["UPDATE record_batch SET head = root WHERE number = 2"],
            [
                "batch 2 of shard 1: its head does not follow from batch 1",
                "batch 3 of shard 1: its head does not follow from batch 2",
            ],
            id="a head altered",
        ),
    ],
)
def test_what_was_done_to_the_record_is_named(
    recorded: Service, verify: Verify, statements: list[str], findings: list[str]
) -> None:
    change(recorded, *statements)
    told = verify(recorded)
    assert (told.code, told.findings) == (1, findings)
    assert told.summary.endswith(f": {len(findings)} findings.")


def test_no_field_of_a_record_can_be_altered(recorded: Service, verify: Verify, subtests: pytest.Subtests) -> None:
    act(recorded, "signOut")
    sign(recorded)
    for table, kind, fields in (("read", "read", READ_FIELDS), ("action", "action", ACTION_FIELDS)):
        for field in fields:
            with subtests.test(table=table, field=field):
                # given
                [(before,)] = found(recorded, f"SELECT {field} FROM {table}_record WHERE place = 0")
                where = f"FROM {table}_record WHERE place = 0"
                assert found(recorded, f"SELECT count(*) {where}") == [(1,)]
                # when
                other = {**OTHER, "key": "key + 7"}.get(field, "''")
                change(recorded, f"UPDATE {table}_record SET {field} = {other} WHERE place = 0")
                told = verify(recorded)
                # then
                shard = 1 if table == "read" else 0
                assert told.findings == [f"{kind} record 0 of shard {shard}: it was changed"]
                change(recorded, f"UPDATE {table}_record SET {field} = :before WHERE place = 0", before=before)
                assert verify(recorded).code == 0


def rewrite(service: Service) -> None:
    """Alter a record, and make the whole chain behind it anew, as somebody can who has the database."""
    change(service, "UPDATE read_record SET people = '[]', coordinates = '[\"Beneficiary.name\"]' WHERE place = 2")
    with service.rows() as rows:
        batches = rows.connection().execute(select(RecordBatch.__table__).order_by(col(RecordBatch.number))).all()  # type: ignore[attr-defined]
        records = rows.connection().execute(select(*READ_VALUES).order_by(READS.c.place)).all()
    head = chain.Head(1)
    for batch in batches:
        payloads = [chain.payload(chain.READ, tuple(row)) for row in records[batch.first : batch.first + batch.size]]
        sealed = chain.seal(head, payloads)
        head = sealed.head
        values = dict(zip(("root", "head", "leaves"), sealed.row()[4:], strict=True))
        change(
            service,
            "UPDATE record_batch SET root = :root, head = :head, leaves = :leaves WHERE number = :number",
            **values,
            number=batch.number,
        )
        for place, salt in enumerate(sealed.salts, batch.first):
            change(service, "UPDATE read_record SET salt = :salt WHERE place = :place", salt=salt, place=place)


def test_a_database_rewritten_with_its_chain_is_found_by_the_checkpoints(recorded: Service, verify: Verify) -> None:
    # when
    rewrite(recorded)
    # then the chain itself is whole, and only what was signed tells
    told = verify(recorded)
    assert (told.code, told.findings) == (
        1,
        [f"checkpoint {n}: batch {n + 1} of shard 1 is another one than it was then" for n in (2, 3)],
    )
    # and when the server has signed the new state too
    sign(recorded)
    assert verify(recorded).findings == told.findings


def test_a_checkpoint_that_is_altered_or_gone_is_named(
    recorded: Service, verify: Verify, subtests: pytest.Subtests
) -> None:
    file, whole = checkpoints(recorded), lines(recorded)
    altered = "its signature does not fit: it was altered, or signed with another key"
    follows = "it does not follow from the line before"
    cut = "checkpoint 3: the database knows it, and it is not in the file"
    edited = whole[1].replace(b'"number":2', b'"number":9')
    assert edited != whole[1]
    for name, kept, findings in (
        ("cut off", whole[:2], [cut]),
        ("cut off within a line", [*whole[:2], whole[2][:200]], [cut]),
        ("emptied", [], [cut, f"there is no checkpoint in {file}"]),
        ("first line gone", whole[1:], [f"checkpoint 2: {follows}"]),
        ("middle line gone", [whole[0], whole[2]], [f"checkpoint 3: {follows}"]),
        ("two swapped", [whole[1], whole[0], whole[2]], [f"checkpoint {n}: {follows}" for n in (2, 1, 3)]),
        ("edited", [whole[0], edited, whole[2]], [f"checkpoint 2: {altered}", f"checkpoint 3: {follows}"]),
        ("junk", [*whole, b"junk\n"], [f"checkpoint 4: {altered}"]),
        ("no text", [*whole, b"\xff\xfe {}\n"], [f"checkpoint 4: {altered}"]),
    ):
        with subtests.test(file=name):
            file.write_bytes(b"".join(kept))
            told = verify(recorded)
            assert (told.code, told.findings) == (1, findings)
    file.unlink()
    assert verify(recorded).findings == [cut, f"there is no checkpoint in {file}"]


def test_another_key_proves_nothing(recorded: Service, verify: Verify, tmp_path: Path) -> None:
    # given a key of somebody else
    other = tmp_path / "other.pub"
    other.write_bytes(public_pem(Ed25519PrivateKey.generate()))
    # when
    told = verify(recorded, "--public-key", str(other))
    # then
    assert told.code == 1
    assert [finding for finding in told.findings if "another key" in finding] == [
        f"checkpoint {number}: its signature does not fit: it was altered, or signed with another key"
        for number in (1, 2, 3)
    ]
    assert "checkpoint 3: the database knows it, and it is not in the file" in told.findings
    # and the server's own, from another place, proves as much as beside the key
    copy = tmp_path / "copy.pub"
    copy.write_bytes((settings_of(recorded).checkpoint_key or copy).with_suffix(".key.pub").read_bytes())
    assert verify(recorded, "--public-key", str(copy)).code == 0


def public_pem(key: Ed25519PrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def test_it_is_read_in_pages(recorded: Service, verify: Verify, monkeypatch: pytest.MonkeyPatch) -> None:
    act(recorded, *"abcde")
    sign(recorded)
    for page in (1, 2, 3, 7):
        monkeypatch.setattr(audit, "PAGE", page)
        assert verify(recorded).findings == []
    change(recorded, "UPDATE read_record SET people = '' WHERE place IN (0, 6, 9)")
    assert verify(recorded).findings == [f"read record {place} of shard 1: it was changed" for place in (0, 6, 9)]


def test_the_server_may_go_on_writing_meanwhile(
    recorded: Service, verify: Verify, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit, "PAGE", 2)
    ending = threading.Event()

    def write() -> None:
        while not ending.is_set():
            read_together(recorded, 2)
            act(recorded, "signIn")
            sign(recorded)

    writing = threading.Thread(target=write)
    writing.start()
    try:
        for _ in range(8):
            assert verify(recorded).findings == []
    finally:
        ending.set()
        writing.join()
    [(records,)] = found(recorded, "SELECT count(*) FROM read_record")
    assert records > 10


def test_actions_are_taken_in_within_a_second_or_so(recorded: Service) -> None:
    act(recorded, "signIn")
    begun = time.monotonic()
    while found(recorded, "SELECT place FROM action_record") != [(0,)]:
        assert time.monotonic() - begun < 10  # of a machine that does much else
        time.sleep(0.05)


def test_what_is_done_is_in_the_chain_too(recorded: Service, verify: Verify) -> None:
    # given
    act(recorded, "signIn", "setConsent", "signOut")
    # when they are taken in, twice
    sign(recorded)
    sign(recorded)
    # then each has one place
    assert found(recorded, "SELECT action, place FROM action_record ORDER BY key") == [
        *(("signIn", 0), ("setConsent", 1), ("signOut", 2)),
    ]
    assert found(recorded, "SELECT number, first, size FROM record_batch WHERE shard = 0") == [(1, 0, 3)]
    assert verify(recorded).code == 0
    # and none can leave it
    change(recorded, "DELETE FROM action_record WHERE place = 1")
    assert verify(recorded).findings == ["action record 1 of shard 0: it is missing from batch 1"]


def test_the_record_holds_no_name_and_no_value(service: Service, verify: Verify) -> None:
    # given everybody in the database, and what is known of them
    with service.rows() as rows:
        people = rows.connection().execute(select(Beneficiary.__table__)).all()  # type: ignore[attr-defined]
        staff = rows.connection().execute(select(Staff.__table__)).all()  # type: ignore[attr-defined]
    secrets = {
        str(getattr(person, field)) for person in people for field in ("name", "kana", "insured_number", "address")
    }
    secrets |= {str(getattr(person, field)) for person in staff for field in ("name", "user_id", "mail")}
    secrets |= {part for secret in secrets for part in re.split("[ 　]", secret) if len(part) > 2}
    assert len(secrets) > 1000
    # when they are read, sought, and refused
    for user in ("hachiro", "care-manager", "clerk", "nurse", "office-user"):
        service.ask(user, LIST)
        service.ask(user, SEARCH, text="リヨウ")
        service.ask(user, SEARCH, text="介護")
    sign(service)
    # then nothing of it is in the record
    kept = "".join(str(row) for row in found(service, "SELECT * FROM read_record"))
    kept += "".join(str(row) for row in found(service, "SELECT * FROM record_batch"))
    kept += checkpoints(service).read_text()
    assert "Beneficiary.name" in kept
    assert sorted(secret for secret in secrets if secret in kept) == []
    assert verify(service).code == 0
