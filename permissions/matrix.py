"""The matrix: loads `matrix.toml`, refuses a file with a hole, and renders the table people read (features.md B02)."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from models.codes.office import AccountKind, Occupation
from models.codes.service import ServiceType
from permissions.information import Action, Condition, Information


class MatrixError(Exception):
    """The matrix file is not complete or not consistent; the message names the place."""


@dataclass(frozen=True)
class Cell:
    """One decision of the matrix and where it comes from: the guide, or an assumption (A01-A19)."""

    allowed: bool
    basis: str


@dataclass(frozen=True)
class Group:
    """A group of services that share their cells (サービス種類のグループ)."""

    name: str
    label: str
    services: frozenset[ServiceType]


Post = tuple[str, Occupation]
"""A group of services and an occupation in it."""

Column = TypeVar("Column", Information, Action)

MODEL = "permissions/matrix.toml"
REMEDY = f"Correct the file KAIGO_MATRIX names, or leave the setting out: then {MODEL} counts."
CELL_BASIS = re.compile(r"guide|A0[1-9]|A1[0-9]")
"""The guide, or an assumption of the README."""
CONDITION_BASIS = re.compile(rf"{CELL_BASIS.pattern}|B0[1-9]|B1[0-9]|B2[0-5]")
"""A condition may also rest on what goes beyond the guide (features.md section 3)."""


@dataclass(frozen=True, eq=False)
class Matrix:
    """Who may see and do what, before anything is known of a person.

    `read` and `write` are keyed by (group, occupation); `kinds` says which accounts are people or systems that see
    beneficiaries at all, `account` what they may do by their kind alone; `conditions` are what must hold for the
    person, per information.
    """

    version: str
    groups: Mapping[str, Group]
    kinds: Mapping[AccountKind, Cell]
    conditions: Mapping[Information, tuple[Condition, ...]]
    conditions_basis: Mapping[Information, str]
    read: Mapping[Post, Mapping[Information, Cell]]
    write: Mapping[Post, Mapping[Action, Cell]]
    account: Mapping[AccountKind, Mapping[Action, Cell]]

    def group_of(self, service: ServiceType) -> str | None:
        """The group a service belongs to; a service in no group sees nothing."""
        return next((name for name, group in self.groups.items() if service in group.services), None)

    def allowing(self, information: Information) -> Iterator[Post]:
        """The (group, occupation) pairs that may read the information, in the order of the file."""
        return (key for key, cells in self.read.items() if cells[information].allowed)


def load_matrix(path: Path) -> Matrix:
    """Read and check the matrix.

    Raises:
        MatrixError: a cell, an occupation, a service or an information is missing, doubled or unknown.
    """
    try:
        return _matrix(_toml(path))
    except MatrixError as error:
        raise MatrixError(f"{error} {REMEDY}") from None
    except KeyError as error:
        raise MatrixError(f"The permission matrix {path.name} misses or does not know {error}. {REMEDY}") from None
    except (TypeError, AttributeError, ValueError):  # a text where a table belongs, a table where a text does
        raise MatrixError(f"The permission matrix {path.name} is not laid out like {MODEL}. {REMEDY}") from None


def _toml(path: Path) -> Mapping[str, Any]:
    name = path.name or path
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        reason = error.strerror
    except UnicodeDecodeError:
        reason = "it is not UTF-8"
    except tomllib.TOMLDecodeError as error:
        reason = str(error)
    raise MatrixError(f"The permission matrix {name} cannot be read: {reason}.")


def _matrix(data: Mapping[str, Any]) -> Matrix:
    marks = {kind: {mark: _cell(mark, cell) for mark, cell in cells.items()} for kind, cells in data["marks"].items()}
    groups = {name: _group(name, group) for name, group in data["groups"].items()}
    _expect_each_once([service for group in groups.values() for service in group.services], ServiceType, "groups")
    _expect_each_once([Information[name] for name in data["conditions"]], Information, "conditions")
    _expect_each_once([AccountKind[name] for name in data["kinds"]], AccountKind, "kinds")
    _expect_each_once([AccountKind[name] for name in data["account"]], AccountKind, "account")
    read = [Information[name] for name in data["columns"]["read"]]
    write, account = ([Action[name] for name in data["columns"][table]] for table in ("write", "account"))
    _expect_each_once(read, Information, "columns.read")
    _expect_each_once(write + account, Action, "columns.write, columns.account")
    kinds = data["account"].items()
    return Matrix(
        version=data["version"],
        groups=groups,
        kinds={AccountKind[name]: marks["read"][mark] for name, mark in data["kinds"].items()},
        conditions={
            Information[name]: tuple(Condition[needed] for needed in entry["all"])
            for name, entry in data["conditions"].items()
        },
        conditions_basis={
            Information[name]: _basis(f"[conditions] {name}", entry["basis"], CONDITION_BASIS)
            for name, entry in data["conditions"].items()
        },
        read=_cells(data, "read", groups, read, marks["read"]),
        write=_cells(data, "write", groups, write, marks["write"]),
        account={AccountKind[name]: _row(f"[account] {name}", row, account, marks["write"]) for name, row in kinds},
    )


def _cell(mark: str, cell: Mapping[str, Any]) -> Cell:
    if not isinstance(cell["allowed"], bool):  # a text, even "false", would allow
        raise MatrixError(f"The permission matrix needs true or false for `allowed` of the mark {mark}.")
    return Cell(cell["allowed"], _basis(f"the mark {mark}", cell["basis"], CELL_BASIS))


def _basis(where: str, basis: Any, known: re.Pattern[str]) -> str:
    if not isinstance(basis, str) or not known.fullmatch(basis):
        raise MatrixError(f"The permission matrix needs guide or A01 to A19 for `basis` of {where}, not {basis}.")
    return basis


def _group(name: str, group: Mapping[str, Any]) -> Group:
    services = {service.code or service.name: service for service in ServiceType}
    return Group(name, group["label"], frozenset(services[code] for code in group["services"]))


def _cells(
    data: Mapping[str, Any], table: str, groups: Mapping[str, Group], order: list[Column], marks: Mapping[str, Cell]
) -> dict[Post, dict[Column, Cell]]:
    _expect_each_once(list(data[table]), groups, table)
    cells: dict[Post, dict[Column, Cell]] = {}
    for group, rows in data[table].items():
        _expect_each_once([Occupation[name] for name in rows], Occupation, f"{table}.{group}")
        for name, row in rows.items():
            cells[group, Occupation[name]] = _row(f"[{table}.{group}] {name}", row, order, marks)
    return cells


def _row(where: str, row: str, order: list[Column], marks: Mapping[str, Cell]) -> dict[Column, Cell]:
    found = row.split()
    if len(found) != len(order):
        raise MatrixError(f"The permission matrix has {len(found)} marks in {where}.")
    return dict(zip(order, (marks[mark] for mark in found), strict=True))


def _expect_each_once(found: list[Any], wanted: Iterable[Any], where: str) -> None:
    counted = Counter(found)
    wrong = [item for item in wanted if counted.pop(item, 0) != 1] + list(counted)
    if wrong:
        names = ", ".join(str(getattr(item, "name", item)) for item in wrong)
        raise MatrixError(f"The permission matrix misses or doubles in [{where}]: {names}.")
