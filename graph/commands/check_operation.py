"""Says what an account, or a kind of account, may see and do of an operation, without running it (features.md B03).

The exit code is 0 where everything is allowed or conditional, 1 where something is denied, 2 where nothing could be said.
"""

import argparse
import asyncio
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from graph.operation_check import FieldOutlook, OperationOutlook, checked, persona
from graph.schema import build_schema
from loaders.operation import Documents
from models.codes.office import AccountKind
from models.database import DatabaseError
from models.settings import Settings, load_settings
from permissions.errors import BadInput
from permissions.matrix import load_matrix
from permissions.outlook import Outlook
from permissions.viewer import Viewer, viewer_of_user
from resolvers.opening import open_house

NOBODY = Viewer(
    staff_key=0,
    user_id="",
    name="",
    kind=AccountKind.GENERAL_USER,
    office_key=None,
    office_number=None,
    office_name=None,
    insurer_key=None,
    capabilities=frozenset(),
    posts=frozenset(),
    bulk=False,
    first_password=False,
)
"""Whom a kind or an occupation is given to where no account is named; then no database is asked."""


def run(arguments: argparse.Namespace) -> int:
    asked = {name: getattr(arguments, name) for name in ("user", "kind", "service", "occupation")}
    if not any(asked.values()):
        return _wrong("Say who asks: --as USER, --kind KIND, or --service SERVICE --occupation OCCUPATION.")
    try:
        document = _text(arguments.file)
    except (OSError, UnicodeDecodeError) as error:
        return _wrong(f"The document {arguments.file} cannot be read: {error}")
    try:
        found = _found(load_settings(), asked, document, arguments.operation)
    except BadInput as error:
        return _wrong(error.message)
    if found.errors:
        return _wrong("\n".join(f"{error.code}: {error.message}" for error in found.errors))
    print("\n".join(line for field in found.fields for line in told(field)))
    return int(any(field.outlook is Outlook.DENIED for field in found.fields))


def told(field: FieldOutlook) -> Iterator[str]:
    """A field in lines: its outlook, its coordinate, where it stands first, and below it what must hold."""
    yield f"{field.outlook.name:<11}  {field.coordinate}  {'.'.join(field.path)}  {field.outlook_label}"
    for condition in field.conditions:
        yield f"    {condition.code}  {condition.label}" + (f"（{condition.remedy}）" if condition.remedy else "")


def _found(settings: Settings, asked: Mapping[str, Any], document: str, operation: str | None) -> OperationOutlook:
    matrix = load_matrix(settings.matrix)
    account = asyncio.run(_account(settings, asked["user"])) if asked["user"] else NOBODY
    documents = Documents(build_schema(matrix).executable)
    return checked(documents, matrix, persona(account, asked), document, operation)


async def _account(settings: Settings, user_id: str) -> Viewer:
    async with open_house(settings) as house, house.engine.connect() as connection:
        viewer = await viewer_of_user(connection, user_id)
    if viewer is None:
        raise DatabaseError(f"There is no active account {user_id} in this database.")
    return viewer


def _text(file: str) -> str:
    """The document: of a file, or of standard input for `-`."""
    if file == "-":
        return sys.stdin.buffer.read().decode()
    return Path(file).read_text(encoding="utf-8")


def _wrong(words: str) -> int:
    print(words, file=sys.stderr)
    return 2
