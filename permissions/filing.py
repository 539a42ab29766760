"""Which office may file what (代行提出; features.md A18), and everything that can be wrong with a form (S61)."""

import datetime
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from models.codes.filing import FilerRelation, FilingClass, FilingKind, RequestMethod, ServiceUse
from models.codes.office import Occupation
from models.codes.service import ServiceType
from permissions.faults import Fault
from permissions.text import is_text
from permissions.viewer import Viewer

Services = AbstractSet[ServiceType]


@dataclass(frozen=True)
class Rule:
    """The services of which an office needs one to file a kind, and of which it needs one to hand the plan on."""

    services: frozenset[ServiceType]
    delegating: frozenset[ServiceType]
    basis: str


MULTIFUNCTION = frozenset(
    {
        ServiceType.SMALL_MULTIFUNCTION,
        ServiceType.NURSING_SMALL_MULTIFUNCTION,
        ServiceType.PREVENTIVE_SMALL_MULTIFUNCTION,
    }
)
"""小規模多機能等: their form asks for the services used in the first month besides."""
SUPPORT_CENTER = frozenset({ServiceType.PREVENTIVE_CARE_PLANNING})
"""What 地域包括支援センター alone are designated for: they may have the plan made by a 居宅介護支援事業所 (委託)."""
DELEGATES = frozenset({ServiceType.CARE_MANAGEMENT})
"""Of which a 委託先 needs one."""
RULES: Mapping[FilingKind, Rule] = {
    FilingKind.CARE_PLAN: Rule(
        frozenset(
            {
                ServiceType.CARE_MANAGEMENT,
                ServiceType.SMALL_MULTIFUNCTION,
                ServiceType.NURSING_SMALL_MULTIFUNCTION,
            }
        ),
        frozenset(),
        "A18",
    ),
    FilingKind.PREVENTIVE_PLAN: Rule(
        frozenset({ServiceType.PREVENTIVE_CARE_MANAGEMENT, ServiceType.PREVENTIVE_SMALL_MULTIFUNCTION}),
        SUPPORT_CENTER,
        "A18",
    ),
    FilingKind.PREVENTIVE_MANAGEMENT: Rule(SUPPORT_CENTER, SUPPORT_CENTER, "A18"),
}
PLANNING = frozenset[ServiceType]().union(*(rule.services for rule in RULES.values()))
"""The services in which care plans are made."""

LONGEST_TEXT = 500
YEAR = datetime.timedelta(days=366)
"""How far from today a date of a filing may lie: further off it is a slip."""
BY_OFFICE = (FilerRelation.SERVICE_PROVIDER, FilerRelation.CARE_MANAGER)
"""What an account of an office can be to the person; the others file for themselves."""


@dataclass(frozen=True)
class FilingForm:
    """What an office fills in (domain.md section 7); who the person and the office are, the service knows itself."""

    kind: FilingKind
    classification: FilingClass
    delegate_office_number: str | None
    change_reason: str | None
    changed_on: datetime.date | None
    starts_on: datetime.date
    service_use: ServiceUse | None
    services_used: str | None
    requested_on: datetime.date
    request_method: RequestMethod
    delegation_chosen: bool
    filer_relation: FilerRelation
    disclosure_consent: bool


def is_care_manager(viewer: Viewer) -> bool:
    """Whether the viewer makes care plans: a 介護支援専門員 in a service in which they are made."""
    return any(service in PLANNING and work is Occupation.CARE_MANAGER for service, work in viewer.posts)


def wrong(form: FilingForm, services: Services, viewer: Viewer, today: datetime.date) -> Iterator[Fault]:
    """Everything that is wrong with a form, for an office with these services; a 委託先 is not looked for."""
    yield from _kind(form, services)
    yield from _change(form, today)
    yield from _start(form, today)
    yield from _service_use(form, services)
    yield from _request(form, today)
    yield from _filer(form, viewer)


def _kind(form: FilingForm, services: Services) -> Iterator[Fault]:
    rule = RULES[form.kind]
    if not rule.services & services:
        message = "この届出を代行提出できるサービスの指定を、事業所が受けていません。"
        yield _fault("FILING_KIND_NOT_ALLOWED", message, "kind")
    if form.delegate_office_number is not None and not rule.delegating & services:
        message = "委託できるのは、介護予防の届出をする地域包括支援センターだけです。"
        yield _fault("DELEGATION_NOT_ALLOWED", message, "delegateOfficeNumber")


def _change(form: FilingForm, today: datetime.date) -> Iterator[Fault]:
    if form.classification is not FilingClass.CHANGE:
        for name, value in (("changeReason", form.change_reason), ("changedOn", form.changed_on)):
            if value is not None:
                yield _fault("CHANGE_NOT_ALLOWED", "変更の届出でだけ入力してください。", name)
        return
    yield from _text(form.change_reason, "CHANGE_REASON", "事業所を変更する事由", "changeReason")
    if form.changed_on is None:
        yield _fault("CHANGED_ON_MISSING", "変更年月日を入力してください。", "changedOn")
    elif abs(form.changed_on - today) > YEAR or form.changed_on > form.starts_on:
        message = "変更年月日は、今日の前後1年以内で、サービス開始年月日までの日にしてください。"
        yield _fault("CHANGED_ON_WRONG", message, "changedOn")


def _start(form: FilingForm, today: datetime.date) -> Iterator[Fault]:
    if abs(form.starts_on - today) > YEAR:
        yield _fault("STARTS_ON_WRONG", "サービス開始年月日は、今日の前後1年以内にしてください。", "startsOn")


def _service_use(form: FilingForm, services: Services) -> Iterator[Fault]:
    designated = RULES[form.kind].services & services
    if form.service_use is None and designated and designated <= MULTIFUNCTION:
        message = "利用開始月の居宅サービス等の利用の有無を入力してください。"
        yield _fault("SERVICE_USE_MISSING", message, "serviceUse")
    if form.service_use is not None and not designated & MULTIFUNCTION:
        message = "小規模多機能型居宅介護等の事業所だけが入力します。"
        yield _fault("SERVICE_USE_NOT_ALLOWED", message, "serviceUse")
    if form.service_use is ServiceUse.USED:
        yield from _text(form.services_used, "SERVICES_USED", "利用した居宅サービス等の名称", "servicesUsed")
    elif form.services_used is not None:
        yield _fault("SERVICES_USED_NOT_ALLOWED", "利用が「あり」のときだけ入力してください。", "servicesUsed")


def _request(form: FilingForm, today: datetime.date) -> Iterator[Fault]:
    if not today - YEAR <= form.requested_on <= today:
        message = "利用者から依頼を受けた日は、今日までの1年以内にしてください。"
        yield _fault("REQUESTED_ON_WRONG", message, "requestedOn")
    if not form.delegation_chosen:
        message = "利用者本人が、事業所による代行提出を選んだことを確認してください。"
        yield _fault("DELEGATION_NOT_CHOSEN", message, "delegationChosen")


def _filer(form: FilingForm, viewer: Viewer) -> Iterator[Fault]:
    relation = form.filer_relation
    if relation not in BY_OFFICE or (relation is FilerRelation.CARE_MANAGER and not is_care_manager(viewer)):
        message = "代行提出の届出者は、サービス事業者か、介護支援専門員であるケアマネです。"
        yield _fault("FILER_RELATION_WRONG", message, "filerRelation")


def _text(text: str | None, code: str, term: str, name: str) -> Iterator[Fault]:
    if text is None or not text.strip():
        yield _fault(f"{code}_MISSING", f"{term}を入力してください。", name)
    elif not is_text(text, LONGEST_TEXT):
        yield _fault(f"{code}_WRONG", f"{term}は{LONGEST_TEXT}文字までの文字で入力してください。", name)


def _fault(code: str, message: str, name: str) -> Fault:
    return Fault(code, message, ("input", name))
