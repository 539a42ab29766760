"""The command line: `python -m graph --help` names its commands."""

import argparse
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

from graph.commands import (
    certificates,
    check_operation,
    clear,
    explain,
    matrix,
    purge_audit,
    schema,
    serve,
    token,
    verify_audit,
)
from graph.schema import SchemaError
from models.codes import Coded
from models.codes.office import AccountKind, Occupation
from models.codes.service import ServiceType
from models.database import DatabaseError
from models.files import FilesError
from models.settings import SettingsError
from permissions.matrix import MatrixError

Command = Callable[[argparse.Namespace], int]


def main() -> int:
    """Run one command; what is missing or wrong is one line on standard error and exit 2."""
    arguments = _parser().parse_args()
    command: Command = arguments.command
    try:
        return command(arguments)
    except (SettingsError, DatabaseError, FilesError, MatrixError, SchemaError) as error:
        print(error, file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m graph", description="The service and what can be asked about it.")
    commands = parser.add_subparsers(required=True)
    _add(commands, "serve", serve.run, "serve the database of KAIGO_DATABASE_URL")
    named = _add(commands, "token", token.run, "print a bearer token for a demo account")
    named.add_argument("user", help="user id, e.g. hachiro")
    table = _add(commands, "matrix", matrix.run, "print who may see what")
    table.add_argument("--format", choices=("markdown", "csv"), default="markdown")
    trace = _add(commands, "explain", explain.run, "say why a viewer sees or does not see what of a person")
    trace.add_argument("--viewer", required=True, help="user id")
    trace.add_argument("--beneficiary", required=True, help="id or insured number")
    check = _add(commands, "check-operation", check_operation.run, "say what may be seen and done of an operation")
    check.add_argument("file", nargs="?", default="-", help="the document; left out, standard input")
    check.add_argument("--as", dest="user", help="user id of whoever would ask")
    check.add_argument("--kind", type=_member(AccountKind), help="or a kind of account, e.g. GENERAL_USER")
    check.add_argument("--service", type=_member(ServiceType), help="or a service, e.g. CARE_MANAGEMENT, with")
    check.add_argument("--occupation", type=_member(Occupation), help="an occupation, e.g. CARE_MANAGER")
    check.add_argument("--operation", help="the name of the operation, where the document has several")
    _add(commands, "clear", clear.run, "delete what has had its time: unused uploads, tickets, old sign-ins")
    _add(commands, "schema", schema.run, "print the schema")
    files = _add(commands, "certificates", certificates.run, "make what TLS needs for a demo, or revoke a certificate")
    files.add_argument("action", choices=("make", "revoke"))
    files.add_argument("office", nargs="?", help="the number of the office whose certificate is revoked")
    proof = _add(commands, "verify-audit", verify_audit.run, "prove that nobody has altered the record")
    proof.add_argument(
        "--public-key", type=Path, help="the file of the key; without it, the one beside the signing key"
    )
    gone = _add(commands, "purge-audit", purge_audit.run, "delete what the record kept long enough; it stays provable")
    gone.add_argument(
        "--before", type=date.fromisoformat, required=True, help="the first day that is kept, e.g. 2019-04-01"
    )
    return parser


def _member(codes: type[Coded]) -> Callable[[str], Coded]:
    def member(name: str) -> Coded:
        if name not in codes.__members__:
            raise argparse.ArgumentTypeError(f"not one of {', '.join(codes.__members__)}")
        return codes[name]

    return member


def _add(commands: object, name: str, command: Command, words: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(name, help=words)  # type: ignore[attr-defined]
    parser.set_defaults(command=command)
    return parser


if __name__ == "__main__":
    sys.exit(main())
