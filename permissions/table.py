"""The matrix as people read it: Markdown for eyes, CSV for spreadsheets (features.md B02)."""

import csv
import io
from collections.abc import Iterator, Mapping
from typing import Any

from permissions.matrix import Cell, Matrix, Post


def as_csv(matrix: Matrix) -> str:
    """One line a cell: kind of right, group, occupation, information, allowed, conditions, basis.

    The right `account` is one of a kind of account: the kind stands in the column of the group.
    """
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(["right", "group", "occupation", "information", "allowed", "conditions", "basis"])
    for (group, occupation), cells in matrix.read.items():
        for information, cell in cells.items():
            needed = " ".join(condition.name for condition in matrix.conditions[information])
            row = ["read", group, occupation.name, information.name, _yes(cell), needed, cell.basis]
            table.writerow(row)
    for (group, occupation), actions in matrix.write.items():
        for action, cell in actions.items():
            table.writerow(["write", group, occupation.name, action.name, _yes(cell), "", cell.basis])
    for kind, actions in matrix.account.items():
        for action, cell in actions.items():
            table.writerow(["account", kind.name, "", action.name, _yes(cell), "", cell.basis])
    return out.getvalue()


def as_markdown(matrix: Matrix) -> str:
    """A table a group: ○ may, × may not, `*` where the guide itself says so; all else is assumed."""
    return "\n".join(_lines(matrix)) + "\n"


def _lines(matrix: Matrix) -> Iterator[str]:
    yield f"# 閲覧権限表 {matrix.version}"
    yield ""
    yield "○ 閲覧・操作できる、× できない。* は手引きによる。他は公表資料からの想定（A01、操作は A14）。"
    yield from _kinds(matrix)
    yield from _conditions(matrix)
    for name, group in matrix.groups.items():
        codes = " ".join(sorted(service.code or service.label for service in group.services))
        yield from ("", f"## {group.label}（{name}）", "", f"サービス種類: {codes}", "", "閲覧", "")
        yield from _table(name, matrix.read)
        yield from ("", "操作", "")
        yield from _table(name, matrix.write)


def _kinds(matrix: Matrix) -> Iterator[str]:
    actions = next(iter(matrix.account.values()))
    head = ["種別", "利用者の情報", *(action.label for action in actions)]
    yield from ("", "## アカウント種別", "", f"| {' | '.join(head)} |", "| --- |" + " --- |" * (len(head) - 1))
    for kind, cell in matrix.kinds.items():
        marks = [_mark(cell), *(_mark(matrix.account[kind][action]) for action in actions)]
        yield f"| {kind.label} | {' | '.join(marks)} |"


def _conditions(matrix: Matrix) -> Iterator[str]:
    yield from ("", "## 条件", "", "| 情報 | 条件 | 根拠 |", "| --- | --- | --- |")
    for information, conditions in matrix.conditions.items():
        needed = "・".join(condition.label for condition in conditions) or "なし"
        yield f"| {information.label} | {needed} | {matrix.conditions_basis[information]} |"


def _table(group: str, cells: Mapping[Post, Mapping[Any, Cell]]) -> Iterator[str]:
    columns = next(iter(cells.values()))
    yield "| 職種 | " + " | ".join(column.label for column in columns) + " |"
    yield "| --- |" + " --- |" * len(columns)
    for (owner, occupation), row in cells.items():
        if owner == group:
            yield f"| {occupation.label} | " + " | ".join(_mark(row[column]) for column in columns) + " |"


def _mark(cell: Cell) -> str:
    return ("○" if cell.allowed else "×") + ("*" if cell.basis == "guide" else "")


def _yes(cell: Cell) -> str:
    return "yes" if cell.allowed else "no"
