"""A protected person's address (支援措置, features.md B24) is absent by every road there is to the person."""

from collections.abc import Callable

import pytest
from graphql import get_named_type
from sqlalchemy import select, update

from models.codes.certificates import FacilityKind
from models.codes.change import ChangeKind
from models.row import col
from models.rows import Beneficiary, Document, Dwelling, InsuredCertificate, Opinion, Residence
from tests.bypasses import PERSON, ROADS, below
from tests.changing import enter, here
from tests.filing import RECEIVED
from tests.opening import ICHIRO, ask, person
from tests.service import Service
from tests.socket_talk import hear, opened, subscribe

MARKS = ("隠町九番地", "099-0999")
"""The address, and a postal code or telephone number: of the person, of the facility, of the doctor."""
WHERE, NUMBER = MARKS
BY = "hachiro"
"""In charge of the person, who has given consent: sees everything there is to see."""
WHOLE = 12


def tab(name: str) -> str:
    return f"{name}{below(get_named_type(PERSON.fields[name].type), WHOLE)}"


def asked(road: str, selection: str) -> Callable[[Service], str]:
    """What a road tells of the person, as text."""

    def told(service: Service) -> str:
        way = ROADS[road]
        values = {
            "id": person(service).id,
            "number": ICHIRO,
            "since": here(service, BY) if "since" in way.root else None,
        }
        if values["since"]:
            enter(service, ChangeKind.CORRECTED, person(service).key)
        used = {name: value for name, value in values.items() if f"${name}" in way.variable}
        query = f"query ({way.variable}) {{ {way.root.format(selection)} }}"
        return service.ask(BY, query, **used).content.decode()

    return told


def subscribed(service: Service) -> str:
    query = f"subscription {{ changes {{ changes {{ beneficiary {{ {HEADER} {tab('certification')} }} }} }} }}"
    with opened(service, BY) as socket:
        subscribe(socket, query=query)
        hear(socket)
        enter(service, ChangeKind.CORRECTED, person(service).key)
        return str(hear(socket))


def found(service: Service) -> str:
    """Looked for by the address: nobody is found by it, protected or not."""
    query = "query ($search: String) { beneficiaries(search: $search) { totalCount edges { node { address } } } }"
    return service.ask(BY, query, search=WHERE).content.decode()


def paper(service: Service) -> str:
    """A paper may hold the address: a ticket is as good as that."""
    with service.rows() as rows:
        ids = rows.scalars(select(col(Document.id)).where(col(Document.beneficiary_key) == person(service).key)).all()
    opened = [ask(service, id_).body["data"]["openDocument"] for id_ in ids]
    return WHERE if any(opened) else ""


def filed(service: Service) -> str:
    """The office's own filings, with all there is about the person in them."""
    return service.ask(BY, RECEIVED).content.decode()


HEADER = " ".join(name for name, field in PERSON.fields.items() if not below(get_named_type(field.type), 1))
TABS = [name for name, field in PERSON.fields.items() if below(get_named_type(field.type), 1)]
TELL_NOTHING = {
    "registration",
    "proof",
    "progress",
    "progressHistory",
    "life",
    "equipment",
    "consent",
    "filings",
    "sources",
}
"""The tabs that tell of no place, protected or not."""

TELLING: dict[str, Callable[[Service], str]] = {
    "header by id": asked("beneficiary", HEADER),
    "node": asked("node", HEADER),
    "nodes": asked("nodes", HEADER),
    "list and search": asked("beneficiaries", HEADER),
    "feed": asked("changes", HEADER),
    "subscription": subscribed,
    "paper": paper,
    "certificates": asked("beneficiary", tab("certificates")),
    "certificates as of then": asked("beneficiary", tab("certificates").replace("s {", 's(on: "2025-11-01") {', 1)),
    "certification, with the opinions": asked("beneficiary", tab("certification")),
    "housing": asked("beneficiary", tab("housing")),
    "list, all of the opinion": asked("beneficiaries", tab("certification")),
    "feed, all of the certificates": asked("changes", tab("certificates")),
}
"""The roads by which whoever may is told where the person lives."""
SILENT: dict[str, Callable[[Service], str]] = {
    "search by the address": found,
    "filings of the office": filed,
    **{name: asked("beneficiary", tab(name)) for name in TABS if name in TELL_NOTHING},
    "access": asked("beneficiary", tab("access")),
}
"""The roads that tell nobody of it."""


def move(service: Service) -> None:
    """The person lives at a marked place, wherever that is written."""
    key = person(service).key
    applicant = {"applicant_address": WHERE, "applicant_postal_code": NUMBER, "applicant_phone": NUMBER}
    clinic = {"institution_name": WHERE, "institution_address": WHERE, "institution_phone": NUMBER}
    facility = {"facility_kind": FacilityKind.WELFARE_FACILITY, "facility_name": WHERE, "plan_office_name": WHERE}
    dwellings = select(col(Residence.dwelling_key)).where(col(Residence.beneficiary_key) == key)
    changes = (
        update(Beneficiary).where(col(Beneficiary.key) == key).values(address=WHERE, postal_code=NUMBER, phone=NUMBER),
        update(Dwelling).where(col(Dwelling.key).in_(dwellings)).values(address=WHERE),
        update(InsuredCertificate).where(col(InsuredCertificate.beneficiary_key) == key).values(**facility),
        update(Opinion).where(col(Opinion.beneficiary_key) == key).values(**applicant, **clinic),
    )
    with service.rows() as rows:
        for change in changes:
            rows.execute(change)
        rows.commit()


def protect(service: Service) -> None:
    today = service.clock.instant.date()
    with service.rows() as rows:
        rows.execute(update(Beneficiary).where(col(Beneficiary.insured_number) == ICHIRO).values(protected_from=today))
        rows.commit()


@pytest.mark.parametrize("interpret", [False, True])
def test_a_protected_address_is_absent_by_every_road(open_service: Callable[..., Service], interpret: bool) -> None:
    service = open_service(interpret=interpret)
    # given somebody whose address is told by these roads and by no other
    move(service)
    assert {*TABS} == {*TELL_NOTHING, "certificates", "certification", "housing", "access"}
    before = {words: road(service) for words, road in (TELLING | SILENT).items()}
    assert [words for words, told in before.items() if "errors" in told] == []
    assert {words for words, told in before.items() if any(mark in told for mark in MARKS)} == set(TELLING)
    # when they are protected, then none of them tells it, to whom everything else is told
    protect(service)
    after = {words: road(service) for words, road in (TELLING | SILENT).items()}
    assert [words for words, told in after.items() if any(mark in told for mark in MARKS)] == []
    told_again = {"access", "progress", "progressHistory"}  # says what is closed, and what was new a moment ago
    assert [words for words in SILENT if words not in told_again and after[words] != before[words]] == []
    # but the municipality, which has to know it
    assert WHERE in service.ask("municipal-system", RECEIVED).content.decode()
