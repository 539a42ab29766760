"""What tests of the change feed say again and again: where it stands, what has come since, and what a copy makes of it."""

import datetime
from typing import Any

from graphql import GraphQLObjectType, get_named_type, is_leaf_type
from sqlalchemy import or_, select

from models.codes.change import ChangeKind
from models.row import col
from models.rows import Change, Office
from resolvers.numbering import number
from tests.built_schema import BUILT
from tests.proving import call
from tests.service import Answer, Service

_PERSON = BUILT.type_map["Beneficiary"]
assert isinstance(_PERSON, GraphQLObjectType)
COLUMNS = sorted(name for name, field in _PERSON.fields.items() if is_leaf_type(get_named_type(field.type)))
"""Everything the header and the list tell of a person themselves."""
FIELDS = "cursor beneficiaryId tombstone kind kindLabel at beneficiary { id name consentStatus }"
CHANGES = f"""
query Changes($since: String, $first: Int) {{
  changes(since: $since, first: $first) {{ changes {{ {FIELDS} }} cursor hasMore }}
}}
"""
SUBSCRIBE = f"""
subscription Changes($since: String) {{ changes(since: $since) {{ changes {{ {FIELDS} }} cursor hasMore }} }}
"""
NOTHING = {"kind": None, "kindLabel": None, "at": None, "beneficiary": None}
"""What a tombstone has."""


def changes(service: Service, since: str | None = None, by: str = "nurse", **asked: Any) -> Answer:
    return service.ask(by, CHANGES, since=since, **asked)


def page(service: Service, since: str | None, by: str = "nurse", **asked: Any) -> dict[str, Any]:
    """One page."""
    found: dict[str, Any] = changes(service, since, by, **asked).data["changes"]
    return found


def here(service: Service, by: str = "nurse") -> str:
    """The cursor of now."""
    found = page(service, None, by)
    assert (found["changes"], found["hasMore"]) == ([], False)
    return str(found["cursor"])


def told(service: Service, since: str, by: str = "nurse") -> list[tuple[str, str | None]]:
    """What has come since: whose it is and its kind, None for a tombstone, whose every other field is checked."""
    return [brief(change) for change in page(service, since, by)["changes"]]


def told_of(service: Service, id_: str, since: str, by: str = "nurse") -> list[tuple[str, str | None]]:
    """The same of one person."""
    return [about for about in told(service, since, by) if about[0] == id_]


def brief(change: dict[str, Any]) -> tuple[str, str | None]:
    """Whose change it is and its kind; a tombstone must hold nothing else."""
    if change["tombstone"]:
        assert {name: change[name] for name in NOTHING} == NOTHING
    else:
        assert change["beneficiary"]["id"] == change["beneficiaryId"]
        assert change["kindLabel"] == ChangeKind[change["kind"]].label
    return change["beneficiaryId"], change["kind"]


def enter(service: Service, kind: ChangeKind, beneficiary_key: int, at: datetime.datetime | None = None) -> None:
    """A change as a verb tells it, of those that nothing tells yet; committed, and numbered."""
    with service.rows() as rows:
        rows.add(Change(beneficiary_key=beneficiary_key, kind=kind, at=at or service.clock.instant))
        rows.commit()
    call(service, number, service.app.state.endpoint.house)


SEEDED = 7
"""The positions of what the demo begins with."""


def stored(service: Service) -> list[tuple[str, int, str | None, int | None]]:
    """Every change but those of the seed: kind, person, office, and position counted from behind them."""
    found = select(col(Change.kind), col(Change.beneficiary_key), col(Office.number), col(Change.position))
    found = found.outerjoin(Office, col(Office.key) == col(Change.office_key)).order_by(col(Change.key))
    found = found.where(or_(col(Change.position).is_(None), col(Change.position) > SEEDED))
    with service.rows() as rows:
        changes = rows.execute(found).all()
    return [(kind.name, key, office, position and position - SEEDED) for kind, key, office, position in changes]
