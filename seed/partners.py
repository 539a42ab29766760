"""What the demo's partner systems may run: the documents of the example clients, approved by an administrator."""

import datetime
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from models import rows
from permissions.information import Information
from seed.accounts import STAFF
from seed.book import Book
from seed.dates import at, day
from seed.offices import At

FOLDER = Path(__file__).parent / "clients"
APPROVED = at(day("2025-11-04"), 10, 0)


@dataclass(frozen=True)
class Approved:
    """An operation of a document in clients/, with what the service finds that it needs."""

    file: str
    name: str
    information: tuple[Information, ...]
    coordinates: tuple[str, ...]


CARE_SOFTWARE = Approved(
    "care_software.graphql",
    "CareSoftware",
    (Information.LIST, Information.CERTIFICATES),
    (
        *("Beneficiary.certificates", "Beneficiary.insuredNumber", "Beneficiary.name"),
        "Query.beneficiaries",
    ),
)
ELECTRONIC_CHART = Approved(
    "electronic_chart.graphql",
    "ElectronicChart",
    (Information.LIST, Information.ADDRESS, Information.CERTIFICATES, Information.LIFE),
    (
        *("Beneficiary.address", "Beneficiary.birthDateEra", "Beneficiary.certificates", "Beneficiary.insuredNumber"),
        *("Beneficiary.kana", "Beneficiary.life", "Beneficiary.name", "Beneficiary.phone", "Beneficiary.postalCode"),
        *("Beneficiary.sexLabel", "Query.beneficiaries"),
    ),
)
OPINION_TARGETS = Approved("opinion_targets.graphql", "OpinionTargets", (), ())
SEND_OPINION = Approved("send_opinion.graphql", "SendOpinion", (), ("Mutation.sendOpinion",))
PARTNERS = (
    ("partner", "hachiro", At.TEST, CARE_SOFTWARE),
    ("big-partner", "big-manager", At.BIG, CARE_SOFTWARE),
    *(
        ("chart", "hospital-administrator", At.HOSPITAL, operation)
        for operation in (ELECTRONIC_CHART, OPINION_TARGETS, SEND_OPINION)
    ),
)
"""The partner system, who approved, the office, and what."""


def enter_partners(book: Book) -> None:
    """Enter what each may run."""
    for partner, administrator, office, operation in PARTNERS:
        text = (FOLDER / operation.file).read_text(encoding="utf-8")
        book.add(
            rows.PartnerOperation,
            id=book.ids.new("opn"),
            office_key=office.value,
            staff_key=STAFF[partner],
            name=operation.name,
            hash=hashlib.sha256(text.encode()).hexdigest(),
            document=text,
            information=json.dumps([information.name for information in operation.information]),
            coordinates=json.dumps(operation.coordinates),
            registered_at=APPROVED - datetime.timedelta(days=1),
            approved_at=APPROVED,
            approved_by_key=STAFF[administrator],
        )
