"""The record is tamper-evident (改ざん検知): whatever is done to it beside the service, `verify-audit` names it."""

import re
import time

import pytest
from sqlalchemy import select

from loaders import audit
from models.rows import Beneficiary, Staff
from permissions.record import ACTION_FIELDS, READ_FIELDS
from tests.recorded import LIST, Verify, act, change, checkpoints, found, sign
from tests.service import Service

pytestmark = pytest.mark.both

SEARCH = "query Search($text: String!) { beneficiaries(search: $text) { edges { node { name kana address } } } }"
COLUMNS = ", ".join(READ_FIELDS)
OTHER = {"at": "at + 1", "staff_key": "2", "office_key": "NULL", "operation": "'Other'"}
"""Another value for each field; for those not named, an empty text."""


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


def test_it_is_read_in_pages(recorded: Service, verify: Verify, monkeypatch: pytest.MonkeyPatch) -> None:
    act(recorded, *"abcde")
    sign(recorded)
    for page in (1, 2, 3, 7):
        monkeypatch.setattr(audit, "PAGE", page)
        assert verify(recorded).findings == []
    change(recorded, "UPDATE read_record SET people = '' WHERE place IN (0, 6, 9)")
    assert verify(recorded).findings == [f"read record {place} of shard 1: it was changed" for place in (0, 6, 9)]


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
