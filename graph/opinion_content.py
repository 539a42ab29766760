"""The items of the doctor's opinion (主治医意見書) as they are sent in and received: the words are those of the tab.

Both types come from the row's columns (models/opinion_form.py), so that the form is declared once; here it is flat, one
name an item, as in `Opinion.data` without its sections.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import strawberry
from sqlalchemy import Column as StoredColumn
from strawberry.types.base import StrawberryObjectDefinition

from graph import opinion
from graph.field import shown_as
from loaders.source import Column
from models.opinion_form import ANSWERS, ENTERED, ITEMS, LISTS, TICKS


def _told(shown: Any) -> Iterator[tuple[Any, str]]:
    definition = getattr(shown, "__strawberry_definition__", None)
    for field in definition.fields if isinstance(definition, StrawberryObjectDefinition) else ():
        source = field.metadata.get("source")
        if isinstance(source, Column):
            yield source.column.expression, str(field.description).partition("（手引き")[0]


WORDS = {column: words for part in vars(opinion).values() for column, words in _told(part)}
"""What each column of the opinion is called in the certification tab."""


Lists = Mapping[str, tuple[Any, str]]
"""The lists of a form: the type of their rows, and what they are called."""


def _made(name: str, columns: Mapping[str, StoredColumn[Any]], lists: Lists, *, given: bool) -> type:
    """A class with a field for each item; of what is given, an item may be left out unless nothing stands without it."""
    kinds: dict[str, Any] = {}
    members: dict[str, Any] = {}
    for item, column in columns.items():
        needed = given and item == "kind"
        kinds[item] = shown_as(column.type) if needed else shown_as(column.type) | None
        absent: dict[str, Any] = {"default": None} if given and not needed else {}
        members[item] = strawberry.field(description=item_words(column), **absent)
    for item, (row, words) in lists.items():
        empty: dict[str, Any] = {"default_factory": list} if given else {}
        kinds[item], members[item] = list[row], strawberry.field(description=words, **empty)  # type: ignore[valid-type]
    return type(name, (), {"__annotations__": kinds, **members})


def item_words(column: StoredColumn[Any]) -> str:
    if column.key in TICKS:
        return f"{WORDS[column]}（該当すれば true）"
    return f"{WORDS[column]}（有・同意するは true）" if column.key in ANSWERS else WORDS[column]


DIAGNOSES, FINDINGS = "1(1) 診断名及び発症年月日（三つまで。一つ目は直接の原因）", "3(5) 身体の状態の所見"

OpinionDiagnosisInput = strawberry.input(
    _made("OpinionDiagnosisInput", LISTS["diagnoses"], {}, given=True), description="診断名"
)
OpinionFindingInput = strawberry.input(
    _made("OpinionFindingInput", LISTS["findings"], {}, given=True),
    description="身体の状態の所見。部位は、様式にあるもの（site）か記載（siteText）のどちらか一つ",
)
OpinionContentInput = strawberry.input(
    _made(
        "OpinionContentInput",
        ENTERED,
        {"diagnoses": (OpinionDiagnosisInput, DIAGNOSES), "findings": (OpinionFindingInput, FINDINGS)},
        given=True,
    ),
    description="主治医意見書の項目。申請者の氏名・生年月日など依頼にあるものと、医療機関の名称・所在地・電話は、サービスが補う",
)

ContentDiagnosis = strawberry.type(
    _made("OpinionContentDiagnosis", LISTS["diagnoses"], {}, given=False), description="意見書の診断名"
)
ContentFinding = strawberry.type(
    _made("OpinionContentFinding", LISTS["findings"], {}, given=False), description="意見書の身体の状態の所見"
)
OpinionContent = strawberry.type(
    _made(
        "OpinionContent",
        ITEMS,
        {"diagnoses": (ContentDiagnosis, DIAGNOSES), "findings": (ContentFinding, FINDINGS)},
        given=False,
    ),
    description="主治医意見書の項目すべて。記載のない項目は null",
)
