"""Where generated people are looked after: the offices of an area, those that make care plans apart."""

import random
from dataclasses import dataclass

from models.codes.office import Capability
from models.codes.service import ServiceType
from models.rows import Office
from seed.accounts import STAFF
from seed.book import Book
from seed.numbers import office_number
from seed.offices import INSURERS, PLACES, At, Place, enter_office

Kind = tuple[str, tuple[ServiceType, ...], bool]
"""What its name says, its services, and whether it makes care plans."""

PLANNER: Kind = ("居宅介護支援事業所", (ServiceType.CARE_MANAGEMENT,), True)
DAY_CARE: Kind = ("デイサービスセンター", (ServiceType.DAY_CARE,), False)
HOME_HELP: Kind = ("訪問介護事業所", (ServiceType.HOME_HELP,), False)
NURSING: Kind = ("訪問看護ステーション", (ServiceType.HOME_NURSING,), False)
FACILITY: Kind = ("特別養護老人ホーム", (ServiceType.WELFARE_FACILITY, ServiceType.SHORT_STAY), True)
GROUP_HOME: Kind = ("グループホーム", (ServiceType.GROUP_HOME,), True)
MULTI: Kind = ("小規模多機能ホーム", (ServiceType.SMALL_MULTIFUNCTION,), True)
DEALER: Kind = ("福祉用具店", (ServiceType.EQUIPMENT_RENTAL, ServiceType.EQUIPMENT_SALE), False)
CENTER: Kind = (
    "地域包括支援センター",
    (ServiceType.PREVENTIVE_CARE_MANAGEMENT, ServiceType.PREVENTIVE_CARE_PLANNING),
    True,
)

KINDS: tuple[Kind, ...] = (
    *(PLANNER, DAY_CARE, HOME_HELP, NURSING, PLANNER, DAY_CARE, DEALER, CENTER, FACILITY, HOME_HELP),
    *(PLANNER, DAY_CARE, HOME_HELP, NURSING, PLANNER, DAY_CARE, GROUP_HOME, MULTI, FACILITY, HOME_HELP),
    *(PLANNER, DAY_CARE, HOME_HELP, NURSING, PLANNER, DAY_CARE, DEALER, CENTER, PLANNER, HOME_HELP),
    *(PLANNER, DAY_CARE, HOME_HELP, NURSING, PLANNER, DAY_CARE, GROUP_HOME, FACILITY, PLANNER, HOME_HELP),
    *(PLANNER, DAY_CARE, HOME_HELP, NURSING, PLANNER, DAY_CARE, DEALER, CENTER, PLANNER, MULTI),
)
"""The offices of a whole area; a smaller one has those at the start."""

WORDS = (
    *("ひまわり", "すみれ", "さくら", "もみじ", "つばめ"),
    *("かもめ", "わかば", "あおぞら", "こだま", "せせらぎ"),
    *("なのはな", "しらかば", "やまびこ", "ほほえみ", "たんぽぽ"),
    *("あじさい", "ゆうなぎ", "はまなす", "こすもす", "みのり"),
    *("のぞみ", "いずみ", "つばき", "ひばり", "けやき"),
)

PEOPLE_AN_OFFICE = 40
FEWEST = 4


@dataclass(frozen=True)
class Planner:
    """An office that makes care plans, and in it the care manager, where one has an account."""

    office: int
    staff: int | None
    name: str


@dataclass(frozen=True)
class Area:
    """The offices of an area. Each planner is one of them."""

    insurer: int
    planners: tuple[Planner, ...]
    offices: tuple[int, ...]


def _home_planner(at: At, user_id: str | None = None) -> Planner:
    return Planner(at, STAFF[user_id] if user_id else None, PLACES[at].name)


HOME = Area(
    insurer=1,
    planners=(
        *(_home_planner(At.TEST, "care-manager"),) * 3,
        _home_planner(At.TEST, "hachiro"),
        _home_planner(At.MULTI, "multi-manager"),
        _home_planner(At.SUPPORT_CENTER, "houkatsu"),
        _home_planner(At.FACILITY, "facility-manager"),
        _home_planner(At.OTHER_PLANNER),
    ),
    offices=(
        *(At.TEST, At.MULTI, At.DAY, At.SUPPORT_CENTER),
        *(At.HOSPITAL, At.FACILITY, At.DEALER, At.OTHER_PLANNER),
    ),
)
"""The named offices."""


def label(district: int) -> str:
    """What the names of a district's offices end with."""
    return f"（第{district}地区）"


def insurer_of(district: int) -> int:
    """Districts take turns among the insurers."""
    return (district - 1) % len(INSURERS) + 1


def serial_number(serial: int) -> str:
    """An office number for the n-th unnamed office."""
    return office_number(f"447{2 + serial // 10_000:02}{serial % 10_000:04}")


def enter_area(book: Book, district: int, people: int, dice: random.Random) -> Area:
    """Enter the offices of a district of so many people."""
    insurer = insurer_of(district)
    planners, offices = [], []
    for place, (kind, services, plans) in enumerate(KINDS[: max(FEWEST, people // PEOPLE_AN_OFFICE)]):
        name = f"{WORDS[place % len(WORDS)]}{kind}{label(district)}"
        capabilities = (Capability.CARE, Capability.PLAN_MAKING) if plans else (Capability.CARE,)
        number, address = serial_number(book.next[Office]), f"{INSURERS[insurer - 1][1]}本町{place + 1}番1号"
        phone = f"097-001-{dice.randrange(10_000):04}"
        office = enter_office(book, Place(number, name, address, capabilities, services), phone)
        offices.append(office)
        if plans:
            planners.append(Planner(office, None, name))
    return Area(insurer, tuple(planners), tuple(offices))
