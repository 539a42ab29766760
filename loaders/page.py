"""A page of the list: what the caller may ask for, checked; the SQL of its form; and the values that are bound.

Keyset pages, never OFFSET: a cursor is a person's id, whose sort key is looked up even when the person has left.
"""

import datetime
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Date, Integer, Select, String, and_, bindparam, func, or_, select, tuple_
from sqlalchemy.orm import aliased

from models import kana
from models.beneficiary import Beneficiary
from models.codes import Coded
from models.codes.registration import ProofPurpose
from models.registration import Registration
from models.row import col
from permissions.errors import BadInput
from permissions.scope import OFFICE, TODAY, on_list, people_on_list

ID = re.compile(r"bnf_[a-z2-7]{16}")
NUMBER = re.compile(r"H\d*|\d+")
LONGEST_SEARCH = 100
MOST_DAYS = 3660
USUAL_SIZE = 50


class Sort(Coded):
    """利用者一覧の並び順."""

    KANA = "", "氏名カナ順"
    INSURED_NUMBER = "", "被保険者番号順"
    VIEWING_UNTIL = "", "閲覧有効期限の近い順"
    REGISTERED_ON = "", "登録日の古い順"


SORT_COLUMNS: Mapping[Sort, ColumnElement[Any]] = {
    Sort.KANA: col(Registration.sort_kana),
    Sort.INSURED_NUMBER: col(Registration.insured_number),
    Sort.VIEWING_UNTIL: col(Registration.viewing_until),
    Sort.REGISTERED_ON: col(Registration.registered_on),
}


@dataclass(frozen=True)
class Form:
    """What of a page changes the text of its SQL; everything else is bound."""

    forward: bool
    cursor: bool
    sort: Sort
    filters: frozenset[str]


@dataclass(frozen=True)
class PageRequest:
    """A page as the caller asked for it, checked; `forward` is False for last/before."""

    size: int
    forward: bool
    cursor: str | None
    sort: Sort
    values: Mapping[str, object]
    """What the filters are bound to, by the name of the bind: only those that were asked for."""

    @property
    def form(self) -> Form:
        return Form(self.forward, self.cursor is not None, self.sort, frozenset(self.values))

    def binds(self, today: datetime.date) -> dict[str, object]:
        """The values of the statement, by name."""
        values = dict(self.values)
        if "within" in values:
            values["within"] = today + datetime.timedelta(days=int(str(values["within"])))
        return {**values, "size": self.size + 1, "cursor": self.cursor}


def page_request(arguments: Mapping[str, Any], limit: int) -> PageRequest:
    """Check the arguments of `beneficiaries`, by their names in the schema.

    Raises:
        BadInput: one of them is wrong; the error names it, and the limit where there is one.
    """
    first, after, last, before = (arguments.get(name) for name in ("first", "after", "last", "before"))
    backward = last is not None or before is not None
    if backward and (first is not None or after is not None):
        raise BadInput("first・after と last・before は同時に指定できません。", "last")
    size, cursor = (last, before) if backward else (first, after)
    size = USUAL_SIZE if size is None else size
    if not 1 <= size <= limit:
        raise BadInput(f"人数は1から{limit}の間で指定してください。", "last" if backward else "first")
    if cursor is not None and not ID.fullmatch(cursor):
        raise BadInput("カーソルが正しくありません。", "before" if backward else "after")
    sort = arguments.get("sort") or Sort.KANA
    return PageRequest(size, not backward, cursor, sort, _values(arguments))


def _values(arguments: Mapping[str, Any]) -> dict[str, object]:
    values: dict[str, object] = {}
    if (search := arguments.get("search")) is not None:
        values.update(_search(search))
    if (letter := arguments.get("initial")) is not None:
        values["initial"] = kana.initial(letter)
        if not values["initial"] or len(kana.plain(letter)) != 1:
            raise BadInput("頭文字はかな一文字で指定してください。", "initial")
    if (row := arguments.get("initialRow")) is not None:
        if (letters := kana.ROWS.get(kana.plain(row))) is None:
            raise BadInput("行はア・カ・サ・タ・ナ・ハ・マ・ヤ・ラ・ワのいずれかで指定してください。", "initialRow")
        values["letters"] = letters
    if (days := arguments.get("expiringWithin")) is not None:
        if not 0 <= days <= MOST_DAYS:
            raise BadInput(f"日数は0から{MOST_DAYS}の間で指定してください。", "expiringWithin")
        values["within"] = days
    return values


def _search(search: str) -> dict[str, object]:
    """A number finds people whose insured number starts with it; anything else is part of a name."""
    text = kana.plain(search)
    if not text or "\0" in text:  # PostgreSQL keeps no zero byte
        raise BadInput("検索する番号または氏名を入力してください。", "search")
    if len(text) > LONGEST_SEARCH:
        raise BadInput(f"検索は{LONGEST_SEARCH}文字以内で入力してください。", "search")
    escaped = re.sub(r"([/%_])", r"/\1", text)
    return {"number": f"{escaped}%"} if NUMBER.fullmatch(text) else {"part": f"%{escaped}%"}


def _text(name: str) -> ColumnElement[str]:
    return bindparam(name, type_=String)


FILTERS: Mapping[str, ColumnElement[bool]] = {
    "number": col(Registration.insured_number).like(_text("number"), escape="/"),
    "part": or_(
        col(Registration.search_name).like(_text("part"), escape="/"),
        col(Registration.search_kana).like(_text("part"), escape="/"),
    ),
    "initial": col(Registration.initial) == _text("initial"),
    "letters": and_(col(Registration.initial) != "", _text("letters").contains(col(Registration.initial))),
    "within": col(Registration.viewing_until) <= bindparam("within", type_=Date),
}


def people_of_page(form: Form, in_charge_rule: str) -> Select[Any]:
    """The people of a page with what is true of them today; one more than asked for, to tell whether there are more."""
    order = (SORT_COLUMNS[form.sort], col(Registration.beneficiary_key))
    statement = people_on_list(in_charge_rule).where(*_filters(form))
    if form.sort is Sort.VIEWING_UNTIL:
        statement = statement.where(SORT_COLUMNS[form.sort] >= TODAY)  # where the index begins
    if form.cursor:
        here, there = tuple_(*order), _position(form.sort)
        statement = statement.where(here > there if form.forward else here < there)
    statement = statement.order_by(*(part if form.forward else part.desc() for part in order))
    return statement.limit(bindparam("size", type_=Integer))


def number_of_people(form: Form) -> Select[Any]:
    """How many people the list holds under the filters."""
    return select(func.count()).select_from(Registration).where(on_list(), *_filters(form))


def _filters(form: Form) -> list[ColumnElement[bool]]:
    return [FILTERS[name] for name in sorted(form.filters)]


def _position(sort: Sort) -> ColumnElement[Any]:
    place = aliased(Registration)
    found = (
        select(getattr(place, str(SORT_COLUMNS[sort].key)), col(place.beneficiary_key))
        .join(Beneficiary, col(Beneficiary.key) == col(place.beneficiary_key))
        .where(
            col(Beneficiary.id) == _text("cursor"),
            col(place.office_key) == OFFICE,
            col(place.purpose) == ProofPurpose.VIEWING,
        )
    )
    return found.scalar_subquery()


def many_ids(ids: Sequence[str], limit: int) -> Sequence[str]:
    """Check the argument of `nodes`.

    Raises:
        BadInput: more ids than a page may hold.
    """
    if len(ids) > limit:
        raise BadInput(f"一度に取得できるのは{limit}件までです。", "ids")
    return ids
