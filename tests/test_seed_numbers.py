"""seed/: numbers have their form and their check digits, documents are what they say."""

import re
from pathlib import Path

import pytest
from sqlalchemy import select

from models.numbers import check_digit
from models.rows import Document
from seed.pdf import OPINION, SURVEY, Paper
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


def test_documents_are_the_two_papers_and_of_their_length(seeded: Path) -> None:
    with opened(seeded) as session:
        found = session.scalars(select(Document)).all()

    assert {document.media_type for document in found} == {"application/pdf"}
    assert {(document.file, document.byte_count) for document in found} == {
        (paper.file, len(paper.content)) for paper in (SURVEY, OPINION)
    }


@pytest.mark.parametrize("paper", [SURVEY, OPINION])
def test_the_papers_are_pdfs(paper: Paper) -> None:
    table = int(paper.content.split(b"startxref\n")[1].split()[0])
    assert paper.content.startswith(b"%PDF-")
    assert paper.content[table : table + 4] == b"xref"
    entries = re.findall(rb"(\d{10}) 00000 n", paper.content)
    assert len(entries) == 5
    for place, entry in enumerate(entries, start=1):
        assert paper.content[int(entry) :].startswith(b"%d 0 obj" % place)
