"""Checkpoints prove what the chain alone cannot: a database rewritten with its chain; and what is done to them is named."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from sqlalchemy import select

from loaders.recorded import READ_VALUES, READS
from models.row import col
from models.rows import RecordBatch
from permissions import chain
from tests.recorded import Verify, change, checkpoints, lines, settings_of, sign
from tests.service import Service


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
