"""Searching the list (guide p.14; S18-S20): by number, by any spelling of a name, by initial and by kana row."""

import datetime
import unicodedata

import pytest
from sqlalchemy import select

from models import kana
from models.codes.beneficiary import Sex
from models.codes.registration import ProofMethod, ProofPurpose
from models.row import JST, col, new_id
from models.rows import Beneficiary, Office, Registration
from tests.service import Answer, Service

pytestmark = pytest.mark.both

SEARCH = """
query Search($search: String, $initial: String, $row: String) {
  beneficiaries(first: 500, search: $search, initial: $initial, initialRow: $row) {
    totalCount
    edges { node { name kana insuredNumber } }
  }
}
"""

LETTERS = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン"
BASES = dict(
    zip(
        "ガギグゲゴザジズゼゾダヂヅデドバビブベボパピプペポヴァィゥェォッャュョヮヵヶヰヱ",
        "カキクケコサシスセソタチツテトハヒフヘホハヒフヘホウアイウエオツヤユヨワカケイエ",
        strict=True,
    )
)
"""Under which letter a voiced, half-voiced, small or old kana is filed."""
ROWS = {
    "ア": "アイウエオ",
    "カ": "カキクケコ",
    "サ": "サシスセソ",
    "タ": "タチツテト",
    "ナ": "ナニヌネノ",
    "ハ": "ハヒフヘホ",
    "マ": "マミムメモ",
    "ヤ": "ヤユヨ",
    "ラ": "ラリルレロ",
    "ワ": "ワヲン",
}
RIYO = ["利用ウメオ", "利用タケオ", "利用ツル子", "利用マツ子", "利用ヨシ子"]
"""The guide's five people."""


def enlist(service: Service, *people: tuple[str, str, str]) -> None:
    """Put people (number, name, kana) on the guide's office's list."""
    proven = datetime.datetime(2025, 12, 1, 10, tzinfo=JST)
    with service.rows() as rows:
        office = rows.execute(select(col(Office.key)).where(col(Office.number) == "4400000011")).scalar_one()
        for number, name, read in people:
            person = Beneficiary(
                id=new_id("bnf"),
                insurer_key=1,
                insured_number=number,
                name=name,
                kana=read,
                birth_date=datetime.date(1940, 1, 1),
                sex=Sex.FEMALE,
            )
            rows.add(person)
            rows.flush()
            rows.add(
                Registration(
                    office_key=office,
                    beneficiary_key=person.key,
                    method=ProofMethod.PRINTED_FIELDS,
                    purpose=ProofPurpose.VIEWING,
                    read_at=proven,
                    proven_at=proven,
                    registered_on=proven.date(),
                    viewing_until=datetime.date(2026, 2, 23),
                    insured_number=number,
                    sort_kana=kana.sort_key(read),
                    initial=kana.initial(read),
                    search_name=kana.plain(name),
                    search_kana=kana.plain(read),
                )
            )
        rows.commit()


def names(answer: Answer) -> list[str]:
    found = answer.data["beneficiaries"]
    shown = [edge["node"]["name"] for edge in found["edges"]]
    assert found["totalCount"] == len(shown)
    return shown


def searched(service: Service, search: str) -> list[str]:
    return names(service.ask("partner", SEARCH, search=search))


def test_by_number(service: Service) -> None:
    assert searched(service, "1234567893") == ["利用ウメオ"]
    assert searched(service, "１２３４５６７８９３") == ["利用ウメオ"]
    assert searched(service, " 123 4567 893 ") == ["利用ウメオ"]
    assert searched(service, "123456789") == RIYO
    assert searched(service, "234567893") == []
    assert searched(service, "12345678930") == []


def test_by_a_number_that_starts_with_h(service: Service) -> None:
    enlist(service, ("H990000001", "生保 はな", "セイホ ハナ"))
    for search in ("H990000001", "h990000001", "Ｈ９９００００００１", "H99000"):
        assert searched(service, search) == ["生保 はな"]
    for search in ("H", "h", "Ｈ"):
        assert "生保 はな" in searched(service, search)
    assert searched(service, "990000001") == []


def test_by_name_in_every_script(service: Service) -> None:
    enlist(service, ("9990000001", "渡邊 がん太", "ワタナベ ガンタ"))
    for search in ("利用", "リヨウ", "りよう", "ﾘﾖｳ", "リヨう", "り よ う"):
        assert searched(service, search) == RIYO
    spellings = (
        "がん太",
        "ガンタ",
        "がんた",
        "ｶﾞﾝﾀ",
        unicodedata.normalize("NFD", "ガンタ"),
        "カ゛ンタ",
        "渡邊が",
        "邊 がん",
    )
    for search in spellings:
        assert searched(service, search) == ["渡邊 がん太"]


def test_by_a_part_of_a_name(service: Service) -> None:
    assert searched(service, "用ツル") == ["利用ツル子"]
    assert searched(service, "ヨウヨシコ") == ["利用ヨシ子"]
    assert searched(service, "利用 ウメオ") == ["利用ウメオ"]
    assert searched(service, "介護　一郎") == ["介護 一郎"]
    assert searched(service, "かいごいちろう") == ["介護 一郎"]
    assert searched(service, "一郎 介護") == []


def test_voiced_kana_are_told_apart_by_the_search(service: Service) -> None:
    enlist(
        service,
        ("9990000001", "多恵", "タエ"),
        ("9990000002", "駄江", "ダエ"),
        ("9990000003", "ジョーンズ", "ジョーンズ"),
    )
    assert [name for name in searched(service, "ダエ") if name in ("多恵", "駄江")] == ["駄江"]
    assert searched(service, "ジヨーンズ") == []
    for search in ("じょーんず", "ｼﾞｮｰﾝｽﾞ"):
        assert searched(service, search) == ["ジョーンズ"]


def test_the_signs_of_like_are_letters(service: Service) -> None:
    # given: each sign stands in one name
    signs = "%_\\/[*?^'\";"
    enlist(service, *((f"99900000{place:02}", f"記号{sign}形", "キゴウ") for place, sign in enumerate(signs)))
    assert len(searched(service, "記号")) == len(signs)
    for sign in signs:
        for search in (f"記号{sign}", sign, f"{sign}形"):
            assert searched(service, search) == [f"記号{sign}形"]
    for search in ("記号__形", "%%", "記%形", "\\%", "/%", "1234%", "123_567893", "' OR ''='"):
        assert searched(service, search) == []


def test_a_search_that_is_none(service: Service, subtests: pytest.Subtests) -> None:
    for search, message in (
        ("", "検索する番号または氏名を入力してください。"),
        (" \u3000\t", "検索する番号または氏名を入力してください。"),
        ("リヨウ\0", "検索する番号または氏名を入力してください。"),
        ("リ" * 101, "検索は100文字以内で入力してください。"),
    ):
        with subtests.test(search=search):
            refused = service.ask("hachiro", SEARCH.replace("first: 500, ", ""), search=search)
            assert refused.body["data"] == {"beneficiaries": None}
            assert refused.codes == ["BAD_USER_INPUT"]
            assert refused.errors[0]["message"] == message
            assert refused.errors[0]["extensions"]["argument"] == "search"
    assert searched(service, "リ" * 100) == []


def test_the_46_letters_part_the_list(service: Service) -> None:
    # given: a name under every kana a name can start with
    enlist(
        service,
        *((f"999000{place:04}", f"頭{sign}", f"{sign}ノ") for place, sign in enumerate((*LETTERS, *BASES))),
    )
    everybody = service.ask("partner", SEARCH).data["beneficiaries"]
    met: list[str] = []
    # when
    for letter in LETTERS:
        found = service.ask("partner", SEARCH, initial=letter).data["beneficiaries"]["edges"]
        # then
        first = {edge["node"]["kana"][0] for edge in found}
        assert {BASES.get(sign, sign) for sign in first} == {letter}
        assert first >= {letter, *(sign for sign, base in BASES.items() if base == letter)}
        met += [edge["node"]["insuredNumber"] for edge in found]
    assert len(met) == len(set(met)) == everybody["totalCount"]
    assert set(met) == {edge["node"]["insuredNumber"] for edge in everybody["edges"]}


def test_the_ten_rows_part_the_list_as_their_letters_do(service: Service) -> None:
    enlist(service, *((f"999000{place:04}", f"頭{sign}", f"{sign}ノ") for place, sign in enumerate(LETTERS)))
    total = service.ask("partner", SEARCH).data["beneficiaries"]["totalCount"]
    met: list[str] = []
    for row, letters in ROWS.items():
        by_row = names(service.ask("partner", SEARCH, row=row))
        by_letter = [name for letter in letters for name in names(service.ask("partner", SEARCH, initial=letter))]
        assert sorted(by_row) == sorted(by_letter)
        met += by_row
    assert len(met) == total


def test_an_initial_may_be_written_in_any_script(service: Service) -> None:
    enlist(service, ("9990000001", "蒲生", "ガモウ"))
    expected = names(service.ask("partner", SEARCH, initial="カ"))
    assert "蒲生" in expected
    for initial in ("か", "ｶ", "ガ", "が", "ｶﾞ", "ヵ"):
        assert names(service.ask("partner", SEARCH, initial=initial)) == expected
    expected = names(service.ask("partner", SEARCH, row="ラ"))
    for row in ("ら", "ﾗ"):
        assert names(service.ask("partner", SEARCH, row=row)) == expected


def test_an_initial_or_a_row_that_is_none(service: Service, subtests: pytest.Subtests) -> None:
    one_letter = "頭文字はかな一文字で指定してください。"
    ten_rows = "行はア・カ・サ・タ・ナ・ハ・マ・ヤ・ラ・ワのいずれかで指定してください。"
    wrong = [("initial", text, one_letter) for text in ("", " ", "リヨ", "利", "A", "1", "ー", "%", "_", "\0")]
    wrong += [("initialRow", text, ten_rows) for text in ("", " ", "リ", "ラリ", "利", "A", "%", "\0")]
    for argument, text, message in wrong:
        with subtests.test(argument=argument, text=text):
            query = f"query ($text: String) {{ beneficiaries({argument}: $text) {{ totalCount }} }}"
            refused = service.ask("hachiro", query, text=text)
            assert refused.body["data"] == {"beneficiaries": None}
            assert refused.codes == ["BAD_USER_INPUT"]
            assert refused.errors[0]["message"] == message
            assert refused.errors[0]["extensions"]["argument"] == argument


def test_filters_narrow_together(service: Service) -> None:
    found = service.ask("partner", SEARCH, search="ヨシコ", initial="リ", row="ラ")
    assert names(found) == ["利用ヨシ子"]
    assert names(service.ask("partner", SEARCH, search="ヨシコ", initial="リ", row="ア")) == []
