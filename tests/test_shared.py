"""What server processes behind one door have in common: documents by their hash, for one account, and bounded."""

from pathlib import Path

from graph.http.persisted import PersistedDocuments
from graph.http.shared import Shared
from loaders.operation import hash_of

WHO, LOOK, ASK = "{ viewer { userId } }", "{ beneficiaries { totalCount } }", "{ __typename }"


def files(folder: Path) -> list[Path]:
    """The documents in it."""
    return sorted(folder.glob("documents-*/*"))


def test_a_document_sent_to_one_is_known_to_all_for_that_account(tmp_path: Path) -> None:
    one, other = (PersistedDocuments(shared=Shared(tmp_path, number)) for number in (0, 1))
    alone = PersistedDocuments()
    one.keep(7, WHO)
    assert [each.text(7, hash_of(WHO)) for each in (one, other, alone)] == [WHO, WHO, None]
    assert other.text(8, hash_of(WHO)) is None
    assert other.text(7, hash_of(LOOK)) is None
    assert [file.stat().st_mode & 0o777 for file in files(tmp_path)] == [0o600]
    assert {folder.stat().st_mode & 0o777 for folder in tmp_path.iterdir()} == {0o700}


def test_what_is_forgotten_by_who_kept_it_is_forgotten_by_all(tmp_path: Path) -> None:
    one, other = (PersistedDocuments(shared=Shared(tmp_path, number), size=2) for number in (0, 1))
    for text in (WHO, LOOK, ASK):
        one.keep(7, text)
    assert [other.text(7, hash_of(text)) for text in (WHO, LOOK, ASK)] == [None, LOOK, ASK]
    assert len(files(tmp_path)) == 2


def test_whoever_sends_many_has_so_many_files(tmp_path: Path) -> None:
    one, other = (PersistedDocuments(shared=Shared(tmp_path, number), of_one=2) for number in (0, 1))
    other.keep(8, WHO)
    for text in (WHO, LOOK, ASK):
        one.keep(7, text)
    assert [other.text(7, hash_of(text)) for text in (WHO, LOOK, ASK)] == [None, LOOK, ASK]
    assert [one.text(8, hash_of(WHO)), len(files(tmp_path))] == [WHO, 3]


def test_what_a_process_leaves_that_died_is_forgotten_by_the_next_in_its_place(tmp_path: Path) -> None:
    one, other = (PersistedDocuments(shared=Shared(tmp_path, number)) for number in (0, 1))
    one.keep(7, WHO)
    other.keep(7, LOOK)
    next_ = PersistedDocuments(shared=Shared(tmp_path, 0))
    assert [other.text(7, hash_of(WHO)), next_.text(7, hash_of(LOOK)), len(files(tmp_path))] == [None, LOOK, 1]
    next_.keep(7, WHO)
    assert other.text(7, hash_of(WHO)) == WHO


def test_each_is_told_what_all_have_counted(tmp_path: Path) -> None:
    for number in (0, 1, 10):
        Shared(tmp_path, number).keep_counts(f"asked {number}\n".encode())
    Shared(tmp_path, 1).keep_counts(b"asked 2\n")
    assert dict(Shared(tmp_path, 0).counts()) == {0: "asked 0\n", 1: "asked 2\n", 10: "asked 10\n"}
