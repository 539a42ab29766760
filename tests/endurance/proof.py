"""What must be there of each deed afterwards: all of it where it was acknowledged, all or nothing where it was not."""

import hashlib
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from functools import lru_cache
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import select
from sqlmodel import Session as Rows

from models import rows as stored
from models.database import sqlite_file
from models.row import col
from permissions.credentials import digest
from seed.pdf import OPINION, SURVEY
from tests.databases import beside
from tests.endurance.deeds import OCCUPATIONS, PREFIX, Deed, Kind
from tests.endurance.place import Place

Parts = dict[str, list[Any]]
"""What a deed leaves, by kind of row."""


@dataclass
class Found:
    """What lies in the database, the outbox and the files of a place, by deed."""

    accounts: dict[str, stored.Staff] = field(default_factory=dict)
    posts: dict[int, list[tuple[str, str]]] = field(default_factory=lambda: defaultdict(list))
    keys: dict[tuple[int, str], stored.Performed] = field(default_factory=dict)
    actions: dict[str, list[stored.ActionRecord]] = field(default_factory=lambda: defaultdict(list))
    messages: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """By address, the ids of the messages that wait or have left."""
    waiting: int = 0
    uploads: dict[str, list[stored.Upload]] = field(default_factory=lambda: defaultdict(list))
    contents: dict[str, str] = field(default_factory=dict)
    """By name in the storage, the SHA-256 of the bytes."""
    ended: dict[str, bool] = field(default_factory=dict)
    reads: Counter[str | None] = field(default_factory=Counter)

    def of(self, deed: Deed) -> tuple[Parts, Parts, Parts]:
        """What is there of a deed, what all of it would be, and what nothing of it would be."""
        match deed.kind:
            case Kind.ACCOUNT:
                return self._account(deed)
            case Kind.UPLOAD:
                kept = [each for each in self.uploads[deed.sha256] if each.stored]
                there = {"bytes": [self.contents.get(each.file) for each in kept]}
                return there, {"bytes": [deed.sha256]}, {"bytes": []}
            case Kind.SIGN_OUT:
                return {"ended": [self.ended[digest(deed.name)]]}, {"ended": [True]}, {"ended": [False]}
        return {"records": [1] * self.reads[deed.name]}, {"records": [1]}, {"records": []}

    def _account(self, deed: Deed) -> tuple[Parts, Parts, Parts]:
        by, staff = deed.by, self.accounts.get(deed.name)
        taken = self.keys.get((by.staff_key, deed.name))
        records = self.actions[deed.name]
        there: Parts = {
            "account": [(staff.kind, staff.office_key, staff.first_password)] if staff else [],
            "occupations": sorted(self.posts[staff.key]) if staff else [],
            "outcomes": [taken.outcome] if taken else [],
            "records": [(each.action, each.outcome, each.staff_key, each.request_hash) for each in records],
            "messages": [1] * len(self.messages[f"{deed.name}@kaigo.example"]),
        }
        outcome = orjson.dumps({"userId": deed.name, "kind": by.created.name}).decode()
        whole: Parts = {
            "account": [(by.created, by.office, True)],
            "occupations": sorted((by.service, each.name) for each in OCCUPATIONS),
            "outcomes": [outcome],
            "records": [(by.mutation, "DONE", by.staff_key, taken.request_hash if taken else None)],
            "messages": [1],
        }
        return there, whole, {name: [] for name in whole}


def findings(found: Found, deeds: Iterable[Deed], known: Collection[str]) -> Iterator[str]:
    """What is wrong, a line a deed; `known` are the names of those that were acknowledged."""
    for deed in deeds:
        there, whole, nothing = found.of(deed)
        if there == whole or (there == nothing and deed.name not in known):
            continue
        if there == nothing:
            yield f"LOST {deed.kind.value} {deed.name}: it was acknowledged"
        else:
            missing = {name: there[name] for name in there if there[name] != whole[name]}
            yield f"HALF DONE {deed.kind.value} {deed.name}: {missing}"


def look(place: Place) -> Found:
    """Look at everything; messages that wait before those that have left, since they go that way meanwhile."""
    found = Found()
    engine = beside(place.url)
    level = "REPEATABLE READ" if engine.dialect.name == "postgresql" else "SERIALIZABLE"
    with Rows(engine.execution_options(isolation_level=level)) as rows:
        _rows(found, rows)
    engine.dispose()
    for path in place.outbox.glob("[!.]*"):
        if told := _mail(path):
            found.messages[told[0]].add(told[1])
    named = {each.file for several in found.uploads.values() for each in several}
    found.contents = {name: _sha256(place.files / name) for name in named if (place.files / name).is_file()}
    return found


def _rows(found: Found, rows: Rows) -> None:
    for message in rows.scalars(select(stored.Message).where(col(stored.Message.due_at).is_not(None))):
        found.messages[message.recipient].add(message.id)
        found.waiting += 1
    for staff in rows.scalars(select(stored.Staff).where(col(stored.Staff.user_id).startswith(PREFIX))):
        found.accounts[staff.user_id] = staff
    for post in rows.scalars(select(stored.StaffOccupation)):
        found.posts[post.staff_key].append((post.service.name, post.occupation.name))
    for taken in rows.scalars(select(stored.Performed)):
        found.keys[taken.staff_key, taken.idempotency_key] = taken
    for record in rows.scalars(select(stored.ActionRecord)):
        for subject in orjson.loads(record.subjects):
            found.actions[subject].append(record)
    for upload in rows.scalars(select(stored.Upload)):
        found.uploads[upload.sha256].append(upload)
    for session in rows.scalars(select(stored.Session)):
        found.ended[session.token_hash] = session.ended
    found.reads = Counter(rows.scalars(select(col(stored.ReadRecord.operation))))


@lru_cache(maxsize=100_000)
def _mail(path: Path) -> tuple[str, str] | None:
    """Address and id of a message that has left; None where it is not whole."""
    content = path.read_bytes()
    mail = message_from_bytes(content, policy=policy.default)
    if not mail["Message-ID"] or b"\0" in content or not content.endswith(b"\n"):
        return None
    return str(mail["To"]), str(mail["Message-ID"]).strip("<>").partition("@")[0]


@lru_cache(maxsize=100_000)
def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def strays(place: Place, found: Found) -> list[str]:
    """Files in the storage, and drafts of files, that no row names: nothing would ever delete them."""
    named = {each.file for several in found.uploads.values() for each in several} | {SURVEY.file, OPINION.file}
    names = [path.name for path in place.files.iterdir()]
    return sorted(f"NOBODY'S FILE {name}" for name in names if name.partition("#")[0] not in named)


def database_faults(place: Place) -> list[str]:
    """What SQLite itself says is wrong; of PostgreSQL nothing, it looks at its pages when they are read."""
    file = sqlite_file(place.url)
    if file is None:
        return []
    with closing(sqlite3.connect(file)) as connection:
        told = [str(row[0]) for row in connection.execute("PRAGMA integrity_check") if row[0] != "ok"]
        return told + [f"no owner: {row}" for row in connection.execute("PRAGMA foreign_key_check")]
