"""What a story is: an ordinary life, parts of which are told otherwise."""

import datetime
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from models.codes.care import CareLevel
from models.codes.consent import ConsentRoute, ConsentStatus
from models.codes.housing import EquipmentItem
from models.row import Row
from seed.accounts import STAFF
from seed.answers import Need
from seed.dates import at, day
from seed.life import assess
from seed.names import Name
from seed.offices import At
from seed.opinion import contents, diagnoses, findings
from seed.papers import enter_opinion, enter_survey
from seed.person import Person
from seed.progress import certified
from seed.survey import answers, remarks

Part = Callable[[Person], object]


@dataclass(frozen=True)
class Story:
    """The parts told otherwise. `columns` are of the person's own row; `apart` keeps the person off the big list."""

    parts: Mapping[str, Part] = field(default_factory=dict)
    level: CareLevel | None = None
    name: Name | None = None
    born: str | None = None
    number: str | None = None
    columns: Mapping[str, object] = field(default_factory=dict)
    apart: bool = False


def nothing(_person: Person) -> None:
    """The part of a life that did not happen."""


def need_of(person: Person) -> Need:
    """What the person needs, the same at every asking."""
    return Need.of(person.level, random.Random(person.insured_number))


def insured(person: Person) -> None:
    """Certified for two years from April."""
    person.insured("2025-04-01", "2027-03-31")


def ratio(person: Person) -> None:
    """A share of one tenth, this year and last."""
    person.ratio(2024, 10)
    person.ratio(2025, 10)


def certification(person: Person) -> None:
    """Certified in spring, with both papers as data and as PDF."""
    progress = certified(person, day("2025-02-10"))
    surveyed(person, progress, day("2025-02-20"))
    examined(person, progress, day("2025-02-25"))


def surveyed(person: Person, progress: int, on: datetime.date, *, data: bool = True, paper: bool = True) -> None:
    """A survey with ordinary answers."""
    need = need_of(person)
    notes = remarks(need.dice) if data else ()
    enter_survey(person, progress, on, answers(need) if data else None, paper=paper, notes=notes)


def examined(
    person: Person,
    progress: int,
    on: datetime.date,
    *,
    data: bool = True,
    paper: bool = True,
    shared: bool = True,
) -> None:
    """An opinion with ordinary contents."""
    need = need_of(person)
    enter_opinion(
        person,
        progress,
        on,
        contents(need, on) if data else None,
        paper=paper,
        shared=shared,
        diagnoses=diagnoses(need) if data else (),
        findings=findings(need) if data else (),
    )


def life(person: Person) -> None:
    """Assessed in each of the last three months."""
    assessed(person, (2025, 10), (2025, 11), (2025, 12))


def assessed(person: Person, *months: tuple[int, int], scales: tuple[type[Row], ...] = ()) -> None:
    """Ordinary levels in these months."""
    need = need_of(person)
    for year, month in months:
        assess(person, year, month, need, *scales)


def home(person: Person) -> None:
    """A home of many years, modified once."""
    dwelling = person.lives_at(person.home.address, "1992-04-01")
    person.renovates(dwelling, "2024-05-13", person.level, 50_000)


def equipment(person: Person) -> None:
    """One purchase this year."""
    person.buys(EquipmentItem.BATHING_AID, "2025-07-07", 24_000)


def consent(person: Person) -> None:
    """Yes, on the form of the application."""
    person.states(ConsentStatus.GIVEN, ConsentRoute.MUNICIPALITY, at(day("2025-02-10"), 11))


def on_list(person: Person) -> None:
    """Proven at the guide's office five weeks ago."""
    person.registered(At.TEST, day("2025-11-10"))


def charge(person: Person) -> None:
    """Hachiro makes the care plan."""
    person.managed_by(At.TEST, STAFF["hachiro"])


ORDINARY: dict[str, Part] = {
    "insured": insured,
    "ratio": ratio,
    "certification": certification,
    "life": life,
    "home": home,
    "equipment": equipment,
    "consent": consent,
    "list": on_list,
    "charge": charge,
}
"""The parts of a life. A story may add parts of other names."""


def tell(person: Person, story: Story) -> None:
    """Enter a life with the story's own parts in it."""
    for part in {**ORDINARY, **story.parts}.values():
        part(person)
