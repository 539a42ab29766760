"""What other systems bring: offices, their first accounts and their certificates (電子請求受付システム; S01, S09, S81).

A feed says how things are: a row that is there is changed, one that is not is made. Nothing is deleted; it ends.
"""

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from models.codes import Coded
from models.codes.client_certificate import ClientCertificateStatus
from models.codes.office import AccountKind, Capability
from models.codes.service import ServiceType
from models.row import JST, col
from models.rows import ClientCertificate, Office, OfficeCapability, OfficeService, Staff
from permissions.faults import Fault, Faulty
from permissions.information import Action
from permissions.text import is_line
from resolvers.accounts import LONGEST_NAME, PHONE, NewAccount, contact_faults, enter, id_faults, known_as
from resolvers.performing import Act, Deed, Outcome
from resolvers.sessions import end_what_is_open

FEED_OFFICE, FEED_OFFICE_USER, FEED_CERTIFICATE = (
    Act.under(name, Action.FEED_OFFICES) for name in ("feedOffice", "feedOfficeUser", "feedOfficeCertificate")
)
OFFICE_NUMBER = re.compile(r"[0-9A-Z]{10}")
FINGERPRINT = re.compile(r"[0-9a-f]{64}")
NO_END = datetime.datetime(3000, 1, 1, tzinfo=JST)
"""What is kept of 9999-12-31, by which a certificate says that it has no end (RFC 5280): in Japan it is year 10000."""
OF_OFFICES = (Capability.CARE, Capability.PLAN_MAKING, Capability.CLINIC)
"""What an office can be; municipalities and review boards come from elsewhere."""


@dataclass(frozen=True)
class FedOffice:
    """An office as the billing system knows it."""

    number: str
    name: str
    address: str
    phone: str
    deemed: bool
    capabilities: Sequence[Capability]
    services: Sequence[ServiceType]


async def feed_office(deed: Deed, fed: FedOffice) -> Outcome:
    """Make or change an office; its accounts lose what rests on a service it no longer gives at once.

    Raises:
        Faulty: everything that is wrong with it.
    """
    if faults := _office_faults(fed):
        raise Faulty(faults)
    found = select(Office).where(col(Office.number) == fed.number)
    told: dict[str, Any] = {"name": fed.name, "address": fed.address, "phone": fed.phone, "deemed": fed.deemed}
    office = (await deed.session.scalars(found.with_for_update())).one_or_none()
    office = office.sqlmodel_update(told) if office else Office(number=fed.number, **told)
    deed.session.add(office)
    await deed.session.flush()
    await _replace(deed, OfficeCapability, office, "capability", fed.capabilities)
    await _replace(deed, OfficeService, office, "service", fed.services)
    deed.subjects.append(fed.number)
    return {"number": fed.number}


async def _replace(deed: Deed, table: Any, office: Office, name: str, values: Sequence[Coded]) -> None:
    await deed.session.execute(delete(table).where(table.office_key == office.key))
    deed.session.add_all(table(office_key=office.key, **{name: value}) for value in dict.fromkeys(values))


def _office_faults(fed: FedOffice) -> list[Fault]:
    wrong = {
        "number": not OFFICE_NUMBER.fullmatch(fed.number),
        "name": not is_line(fed.name, LONGEST_NAME),
        "address": not is_line(fed.address, LONGEST_NAME),
        "phone": not PHONE.fullmatch(fed.phone),
        "capabilities": not fed.capabilities or not set(fed.capabilities) <= set(OF_OFFICES),
        "services": not fed.services,
    }
    return [
        Fault(f"OFFICE_{part.upper()}_WRONG", "事業所の情報が正しくありません。", ("input", part))
        for part, is_wrong in wrong.items()
        if is_wrong
    ]


async def feed_office_user(deed: Deed, office_number: str, fed: NewAccount, *, suspended: bool) -> Outcome:
    """Make or change an office user's account. A new one gets its first password by mail.

    Raises:
        Faulty: no such office, a user id that is somebody else's, or addresses that are wrong.
    """
    office, faults = await office_numbered(deed.session, office_number)
    found = select(Staff).where(col(Staff.user_id) == fed.user_id.replace("\0", ""))
    staff = (await deed.session.scalars(found.with_for_update())).one_or_none()
    faults += [*id_faults(fed.user_id), *contact_faults(fed.name, fed.mail, fed.phone)]
    if staff is not None and (staff.kind, staff.office_key) != (AccountKind.OFFICE_USER, office and office.key):
        faults.append(Fault("USER_ID_TAKEN", "このユーザIDはすでに使われています。", ("input", "userId")))
    if office is None or faults:
        raise Faulty(faults)
    if staff is None:
        staff = await enter(deed, AccountKind.OFFICE_USER, fed, office_key=office.key)
    else:
        staff.name, staff.mail, staff.phone = fed.name, fed.mail, fed.phone
        deed.subjects.append(known_as(staff))
    staff.suspended = suspended
    if suspended:
        await end_what_is_open(deed.session, staff.key)
    return {"userId": fed.user_id}


async def feed_certificate(
    deed: Deed, office_number: str, fingerprint: str, not_after: datetime.datetime, *, revoked: bool
) -> Outcome:
    """Enter an office's certificate, or revoke it; what is revoked stays so.

    Raises:
        Faulty: no such office, a fingerprint that is none or another office's, or one that was revoked.
    """
    office, faults = await office_numbered(deed.session, office_number)
    where = ("input", "fingerprint")
    if not FINGERPRINT.fullmatch(fingerprint):
        faults.append(Fault("FINGERPRINT_WRONG", "SHA-256の値を64桁の16進数（小文字）で指定してください。", where))
    found = select(ClientCertificate).where(col(ClientCertificate.fingerprint) == fingerprint.replace("\0", ""))
    entry = (await deed.session.scalars(found.with_for_update())).one_or_none()
    if entry is not None and office is not None and entry.office_key != office.key:
        faults.append(Fault("FINGERPRINT_TAKEN", "他の事業所の電子証明書です。", where))
    elif entry is not None and entry.status is not ClientCertificateStatus.VALID and not revoked:
        faults.append(Fault("CERTIFICATE_REVOKED", "失効した電子証明書は有効に戻せません。", where))
    if office is None or faults:
        raise Faulty(faults)
    entry = entry or ClientCertificate(office_key=office.key, fingerprint=fingerprint, registered_at=deed.reading.now)
    entry.not_after = min(not_after, NO_END)
    entry.status = ClientCertificateStatus.REVOKED if revoked else ClientCertificateStatus.VALID
    deed.session.add(entry)
    deed.subjects.append(office_number)
    return {"fingerprint": fingerprint}


async def office_numbered(session: AsyncSession, number: str) -> tuple[Office | None, list[Fault]]:
    """The office of this number, or what to say where there is none."""
    found = select(Office).where(col(Office.number) == number.replace("\0", ""))
    office = (await session.scalars(found)).one_or_none()
    unknown = Fault("OFFICE_UNKNOWN", "この番号の事業所はありません。", ("input", "officeNumber"))
    return office, [] if office else [unknown]
