"""Why an account sees what of a person, now: decided as for the account itself, with proof, consent and times (B04).

One object for the query of an office's administrators and for `python -m graph explain`.
"""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import Any

from graphql import GraphQLSchema
from sqlalchemy import and_, or_, select

from loaders.batch import fetch
from loaders.office_reading import HOLDS
from loaders.page import ID
from loaders.reading import Reading
from loaders.source import Plain
from loaders.standing import standing
from models.codes.consent import ConsentRoute, ConsentStatus
from models.codes.registration import ProofMethod
from models.row import col
from models.rows import CareManagement, Consent, ConsentReceipt, Registration, Staff
from permissions.decide import Facts, Verdict, refusal
from permissions.errors import BadInput
from permissions.explanation import FieldTold, InformationTold, field_told, told
from permissions.information import Action, Information
from permissions.scope import OFFICE, TODAY, on_list, people_with_ids, receipt_shown
from permissions.viewer import Viewer, viewer_of_rows, who

MOST_FIELDS = 100


@dataclass(frozen=True)
class ProofTold:
    """The office's proof of identity that puts the person on its list."""

    method: ProofMethod
    proven_at: datetime.datetime
    registered_on: datetime.date
    viewing_until: datetime.date
    list_opened_at: datetime.datetime | None

    @property
    def method_label(self) -> str:
        return self.method.label

    @property
    def expires_at(self) -> datetime.datetime:
        """Until when it opens consent and filing, excluded."""
        return self.proven_at + HOLDS


@dataclass(frozen=True)
class ConsentTold:
    """The newest statement of the person, which counts; `receipt` names its receipt, if it is the office's to see."""

    status: ConsentStatus
    route: ConsentRoute
    recorded_at: datetime.datetime
    receipt: str | None

    @property
    def status_label(self) -> str:
        return self.status.label


@dataclass(frozen=True)
class ChargeTold:
    """Who of the office makes the person's care plan today; nobody is named where only the office is known."""

    user_id: str | None
    since: datetime.date
    until: datetime.date | None


@dataclass(frozen=True)
class Explanation:
    """All that was asked, in its order: the account, the list, the matrix, the person's facts."""

    at: datetime.datetime
    beneficiary_id: str
    name: str
    viewer: Viewer
    facts: Facts
    information: Sequence[InformationTold]
    fields: Sequence[FieldTold]
    proof: ProofTold
    consent: ConsentTold | None
    charge: ChargeTold | None

    @property
    def user_id(self) -> str:
        return self.viewer.user_id

    @property
    def account_name(self) -> str:
        return self.viewer.name

    @property
    def account_kind_label(self) -> str:
        return self.viewer.kind.label


async def explained(reading: Reading, id_: str) -> Explanation | None:
    """Why the viewer of this reading sees what of a person; None where the person is not on the office's list."""
    row = await _listed(reading, id_)
    return await _explained(reading, row, ()) if row is not None else None


async def _listed(reading: Reading, id_: str) -> Any:
    """A person on the office's list, with what is true of them for this viewer, whatever the viewer may see."""
    people = people_with_ids([id_] if ID.fullmatch(id_) else [], reading.house.settings.in_charge)
    return next(iter(await fetch(reading.engine, people, reading.binds)), None)


async def _explained(reading: Reading, row: Any, fields: Sequence[str]) -> Explanation:
    person, *found = row
    facts = reading.facts[person.key] = Facts(*map(bool, found))
    viewer, matrix = reading.viewer, reading.matrix
    verdicts = await reading.access(person)
    each = [told(viewer, matrix, facts, verdict) for verdict in verdicts]
    of_opinion = [told(viewer, matrix, facts, _of_opinion(reading, facts, verdict)) for verdict in verdicts]
    return Explanation(
        at=reading.now,
        beneficiary_id=person.id,
        name=person.name,
        viewer=viewer,
        facts=facts,
        information=each,
        fields=list(_fields(reading, fields, each, of_opinion)),
        proof=await _proof(reading, person.key),
        consent=await _consent(reading, person.key),
        charge=await _charge(reading, person.key),
    )


async def explain_access(reading: Reading, arguments: Mapping[str, Any]) -> Explanation | None:
    """The explanation of an account of the viewer's office, for a person on its list.

    None, after the same statements, where there is no such person or account, or they are another office's. The
    person's statement of consent is told to whoever may open its tab.

    Raises:
        BadInput: there is no such field of a person, or there are too many.
    """
    fields = list(dict.fromkeys(arguments.get("fields") or ()))
    _require_fields(reading, fields)
    account = await _colleague(reading, str(arguments["as"]).replace("\0", ""))
    # Where there is no account, the person is looked for all the same: the statements must not tell.
    asking = Reading(reading.house, reading.now, account or reading.viewer)
    row = await _listed(asking, str(arguments["beneficiary"]))
    if account is None or row is None or Information.LIST not in reading.grants.read:
        return None
    reading.people[row[0].key] = row[0].id
    found = await _explained(asking, row, fields)
    return found if Information.CONSENT in reading.grants.read else replace(found, consent=None)


async def _colleague(reading: Reading, user_id: str) -> Viewer | None:
    """The active account of the viewer's office with this user id."""
    here = and_(col(Staff.user_id) == user_id, col(Staff.office_key) == reading.viewer.office_key)
    rows = await fetch(reading.engine, who(here), {})
    return viewer_of_rows(tuple(tuple(row) for row in rows))


def _require_fields(reading: Reading, fields: Sequence[str]) -> None:
    if len(fields) > MOST_FIELDS:
        raise BadInput(f"項目は{MOST_FIELDS}件までです。", "fields")
    if fields and not set(fields) <= standing(_schema(reading)).keys():
        raise BadInput("利用者の項目を「型.項目」で指定してください（例: Beneficiary.life）。", "fields")


def _of_opinion(reading: Reading, facts: Facts, verdict: Verdict) -> Verdict:
    """The verdict on what stands in the newest opinion."""
    newest = SimpleNamespace(leave=not facts.opinion_withheld)
    reason = refusal(verdict.information, reading.grants, reading.matrix, facts, newest)
    return replace(verdict, reason=reason or verdict.reason)


def _fields(
    reading: Reading, fields: Sequence[str], each: Sequence[InformationTold], of_opinion: Sequence[InformationTold]
) -> Iterator[FieldTold]:
    """Each field wherever it stands; once where it is decided alike in an opinion and elsewhere."""
    for coordinate in fields:
        found: list[FieldTold] = []
        for within, opinion in standing(_schema(reading))[coordinate]:
            one = field_told(coordinate, within, of_opinion if opinion else each)
            found += [] if one in found else [one]
        yield from found


def _schema(reading: Reading) -> GraphQLSchema:
    assert reading.house.documents is not None  # who asks for fields, asks the service
    return reading.house.documents.schema


async def _proof(reading: Reading, person: int) -> ProofTold:
    row = Registration
    columns = (row.method, row.proven_at, row.registered_on, row.viewing_until, row.list_opened_at)
    found = select(*map(col, columns)).where(on_list(), col(row.beneficiary_key) == person)
    return ProofTold(*(await fetch(reading.engine, found, reading.binds))[0])


async def _consent(reading: Reading, person: int) -> ConsentTold | None:
    row = Consent
    found = select(col(row.status), col(row.route), col(row.recorded_at), col(ConsentReceipt.id))
    found = found.outerjoin(ConsentReceipt, and_(col(ConsentReceipt.consent_key) == col(row.key), receipt_shown()))
    found = found.where(col(row.beneficiary_key) == person)
    newest = found.order_by(col(row.recorded_at).desc(), col(row.key).desc()).limit(1)
    return next((ConsentTold(*each) for each in await fetch(reading.engine, newest, reading.binds)), None)


async def _charge(reading: Reading, person: int) -> ChargeTold | None:
    row = CareManagement
    found = select(col(Staff.user_id), col(row.valid_from), col(row.valid_until))
    found = found.select_from(row).outerjoin(Staff, col(Staff.key) == col(row.staff_key))
    found = found.where(
        col(row.beneficiary_key) == person,
        col(row.office_key) == OFFICE,
        col(row.valid_from) <= TODAY,
        or_(col(row.valid_until).is_(None), col(row.valid_until) >= TODAY),
    )
    newest = found.order_by(col(row.valid_from).desc(), col(row.key).desc()).limit(1)
    return next((ChargeTold(*each) for each in await fetch(reading.engine, newest, reading.binds)), None)


EXPLAIN = Plain(explain_access, len(Information), (Action.EXPLAIN_ACCESS,))
