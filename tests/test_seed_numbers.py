"""seed/: numbers have their form and their check digits, documents are what they say."""

import re
from pathlib import Path

from sqlalchemy import select

from models.row import col
from models.rows import Document, DocumentContent
from seed.numbers import check_digit
from tests.seed_database import opened, raw


def test_numbers_have_their_form_and_check_digit(seeded: Path) -> None:
    insurers = [number for (number,) in raw(seeded, "SELECT number FROM insurer")]
    offices = [number for (number,) in raw(seeded, "SELECT number FROM office")]
    insured = [number for (number,) in raw(seeded, "SELECT insured_number FROM beneficiary")]

    assert [number for number in insurers if check_digit(number[:-1]) != number[-1]] == ["123456"]
    care = [number for number in offices if number[2] != "1"]
    assert [number for number in care if check_digit(number[:-1]) != number[-1]] == ["4400000011"]
    assert all(check_digit(number[3:-1]) == number[-1] for number in offices if number[2] == "1")
    assert all(re.fullmatch(r"\d{2}[0-9A-HJ-NPR-Z]\d{7}", number) for number in offices)
    assert all(re.fullmatch(r"\d{10}|H\d{9}", number) for number in insured)
    assert any(number.startswith("H") for number in insured)


def test_documents_are_pdfs_of_the_told_length(seeded: Path) -> None:
    with opened(seeded) as session:
        found = session.execute(
            select(Document, DocumentContent).where(col(DocumentContent.document_key) == col(Document.key))
        ).all()

    assert {document.media_type for document, _ in found} == {"application/pdf"}
    for document, stored in found:
        assert document.byte_count == len(stored.content)
        table = int(stored.content.split(b"startxref\n")[1].split()[0])
        assert stored.content.startswith(b"%PDF-")
        assert stored.content[table : table + 4] == b"xref"
        for place, entry in enumerate(re.findall(rb"(\d{10}) 00000 n", stored.content), start=1):
            assert stored.content[int(entry) :].startswith(b"%d 0 obj" % place)
