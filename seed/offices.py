"""The insurers and the offices that have names and parts to play; every size has the same ones."""

import enum
from dataclasses import dataclass

from models import rows
from models.codes.office import Capability
from models.codes.service import ServiceType
from seed.book import Book
from seed.numbers import insurer_number, medical_office_number, office_number

GUIDE_INSURER = 1
"""The key of the guide's insurer; its number fails the check digit, as printed."""

INSURERS: tuple[tuple[str, str], ...] = (
    ("123456", "見本市"),
    (insurer_number("44291"), "青葉浜市"),
    (insurer_number("44292"), "白鷺野市"),
    (insurer_number("44293"), "虹ヶ原市"),
    (insurer_number("44294"), "豊実市"),
    (insurer_number("44381"), "星見台町"),
    (insurer_number("44382"), "風待町"),
    (insurer_number("44383"), "花ノ浦町"),
    (insurer_number("44384"), "霞ノ里村"),
    (insurer_number("44385"), "月影島村"),
    (insurer_number("44981"), "みなもと川広域連合"),
)
"""Number and name; the others' municipality codes are not in use."""


class At(enum.IntEnum):
    """The key of each named office."""

    TEST = 1
    MULTI = 2
    DAY = 3
    SUPPORT_CENTER = 4
    HOSPITAL = 5
    CLINIC = 6
    FACILITY = 7
    DEALER = 8
    BIG = 9
    OTHER_PLANNER = 10
    CENTER = 11


@dataclass(frozen=True)
class Place:
    """An office as it is entered: what it is and which services it gives (by code; 意見書 has none)."""

    number: str
    name: str
    address: str
    capabilities: tuple[Capability, ...]
    services: tuple[ServiceType, ...]
    deemed: bool = False


CARE, PLAN_MAKING, CLINIC = Capability.CARE, Capability.PLAN_MAKING, Capability.CLINIC

PLACES: dict[At, Place] = {
    At.TEST: Place(
        "4400000011",
        "テスト事業所（大分一）",
        "見本市中央一丁目1番1号",
        (CARE, PLAN_MAKING),
        (ServiceType.CARE_MANAGEMENT, ServiceType.HOME_NURSING, ServiceType.DAY_CARE, ServiceType.HOME_HELP),
    ),
    At.MULTI: Place(
        office_number("449010001"),
        "小規模多機能ホームしらさぎ",
        "見本市白鷺二丁目3番5号",
        (CARE, PLAN_MAKING),
        (ServiceType.SMALL_MULTIFUNCTION, ServiceType.PREVENTIVE_SMALL_MULTIFUNCTION),
    ),
    At.DAY: Place(
        office_number("447010002"),
        "デイサービスこもれび",
        "見本市木漏日町8番2号",
        (CARE,),
        (ServiceType.DAY_CARE, ServiceType.DAY_REHABILITATION),
    ),
    At.SUPPORT_CENTER: Place(
        office_number("440010001"),
        "見本市地域包括支援センター",
        "見本市中央一丁目2番10号",
        (CARE, PLAN_MAKING),
        (ServiceType.PREVENTIVE_CARE_MANAGEMENT, ServiceType.PREVENTIVE_CARE_PLANNING),
    ),
    At.HOSPITAL: Place(
        medical_office_number("441", "010011"),
        "見本記念病院",
        "見本市泉町4番7号",
        (CARE, CLINIC),
        (ServiceType.HOME_NURSING, ServiceType.HOME_REHABILITATION, ServiceType.OPINION_WRITING),
        deemed=True,
    ),
    At.CLINIC: Place(
        medical_office_number("441", "010029"),
        "例示内科医院",
        "見本市若葉三丁目6番1号",
        (CLINIC,),
        (ServiceType.OPINION_WRITING,),
    ),
    At.FACILITY: Place(
        office_number("447010003"),
        "特別養護老人ホームみのり苑",
        "見本市大字稔田120番地",
        (CARE, PLAN_MAKING),
        (ServiceType.WELFARE_FACILITY, ServiceType.SHORT_STAY),
    ),
    At.DEALER: Place(
        office_number("447010004"),
        "福祉用具センターかけはし",
        "見本市橋本町15番9号",
        (CARE,),
        (ServiceType.EQUIPMENT_RENTAL, ServiceType.EQUIPMENT_SALE),
    ),
    At.BIG: Place(
        office_number("447010005"),
        "おおぞら総合ケアセンター",
        "青葉浜市大空町1番地",
        (CARE, PLAN_MAKING),
        (ServiceType.CARE_MANAGEMENT, ServiceType.HOME_HELP, ServiceType.HOME_NURSING, ServiceType.DAY_CARE),
    ),
    At.OTHER_PLANNER: Place(
        office_number("447010006"),
        "居宅介護支援事業所すずかぜ",
        "見本市涼風台5番3号",
        (CARE, PLAN_MAKING),
        (ServiceType.CARE_MANAGEMENT,),
    ),
    At.CENTER: Place(office_number("449990001"), "介護情報基盤運営センター", "見本市中央三丁目1番1号", (), ()),
}


def enter_offices(book: Book) -> None:
    """Enter insurers and named offices, in the order of their keys."""
    for number, name in INSURERS:
        book.add(rows.Insurer, number=number, name=name)
    for at, place in PLACES.items():
        enter_office(book, place, f"097-000-{1000 + at}")


def enter_office(book: Book, place: Place, phone: str) -> int:
    """Enter one office with its capabilities and services."""
    key = book.add(
        rows.Office,
        number=place.number,
        name=place.name,
        address=place.address,
        phone=phone,
        deemed=place.deemed,
    )
    for capability in place.capabilities:
        book.add(rows.OfficeCapability, office_key=key, capability=capability)
    for service in place.services:
        book.add(rows.OfficeService, office_key=key, service=service)
    return key
