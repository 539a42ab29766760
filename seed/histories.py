"""What happens to generated people: a plausible life, as often and as long as the public figures say."""

import datetime
import random
from collections.abc import Iterator

from models.codes.certificates import BurdenStage
from models.codes.consent import ConsentRoute, ConsentStatus
from models.codes.housing import EquipmentItem, RenovationKind
from models.codes.progress import ApplicationKind
from models.registration import VIEWING
from seed.answers import Need
from seed.applications import enter_pending
from seed.areas import Area, Planner
from seed.book import Book
from seed.certificates import PRINTED, hold, hold_burden_limit
from seed.dates import TODAY, after, at
from seed.levels import SHARES, deal_levels
from seed.life import SCALES, assess
from seed.opinion import contents, diagnoses, findings
from seed.papers import enter_opinion, enter_survey
from seed.people import enter_person, families
from seed.person import Person
from seed.progress import certified
from seed.survey import answers, remarks

LEVELS = tuple(SHARES)
STAGES = tuple(BurdenStage)[:4]
YEAR = (datetime.date(2025, 8, 1), datetime.date(2026, 7, 31))
RARE = tuple(PRINTED)[1:]
NEWEST_MONTH = 2025 * 12 + 11


def enter_people(book: Book, area: Area, count: int, dice: random.Random) -> Iterator[Person]:
    """Enter so many people of an area, one after the other."""
    names = families(dice)
    for level in deal_levels(count, dice):
        person = enter_person(book, area.insurer, level, next(names), dice)
        live(person, area, dice)
        yield person


def live(person: Person, area: Area, dice: random.Random) -> None:
    """Enter a person's life."""
    planner = dice.choice(area.planners) if dice.random() < 0.8 else None
    if planner:
        person.managed_by(planner.office, planner.staff, str(after(TODAY, -dice.randrange(30, 900))))
    since = certify(person, planner, dice)
    certificates(person, dice)
    if dice.random() < 0.5:
        assessments(person, dice)
    home(person, since, dice)
    if dice.random() < 0.2:
        purchases(person, dice)
    consent(person, since, area, dice)
    lists(person, planner, area, dice)


def certify(person: Person, planner: Planner | None, dice: random.Random) -> datetime.date:
    """Hold a certificate that is in force, with the application it came from, and perhaps those around it."""
    since, first = after(TODAY, -dice.randrange(20, 700)), dice.random() < 0.45
    named = {"plan_office_name": planner.name, "plan_office_notified_on": since} if planner else {}
    person.insured(str(since), str(after(since, dice.choice((729, 729, 1094)))), None, **named)
    if not first:
        before = LEVELS[max(0, LEVELS.index(person.level) - dice.randrange(2))]
        person.insured(str(after(since, -730)), str(after(since, -1)), before)
    kind = ApplicationKind.NEW if first else dice.choice((ApplicationKind.RENEWAL, ApplicationKind.CHANGE))
    applied = after(since, -40)
    progress = certified(person, applied, application_kind=kind)
    papers(person, progress, applied, dice)
    if dice.random() < 0.12:
        enter_pending(person, dice)
    return since


def papers(person: Person, progress: int, applied: datetime.date, dice: random.Random) -> None:
    """Have a survey and an opinion, each as often as not as data alone."""
    need = Need.of(person.level, dice)
    if dice.random() < 0.7:
        data, paper = _form(dice)
        notes = remarks(dice) if data else ()
        enter_survey(person, progress, after(applied, 10), answers(need) if data else None, paper=paper, notes=notes)
    if dice.random() < 0.7:
        data, paper = _form(dice)
        on = after(applied, 15)
        told = {"diagnoses": diagnoses(need), "findings": findings(need)} if data else {}
        shared = dice.random() < 0.95
        enter_opinion(person, progress, on, contents(need, on) if data else None, paper=paper, shared=shared, **told)


def _form(dice: random.Random) -> tuple[bool, bool]:
    chance = dice.random()
    return chance < 0.75, chance >= 0.6


def certificates(person: Person, dice: random.Random) -> None:
    """Hold a share, perhaps limits, seldom anything else."""
    share = dice.choices((10, 20, 30), (91, 5, 4))[0]
    changed = dice.random() < 0.02
    if dice.random() < 0.5:
        person.ratio(2024, share)
    person.ratio(2025, share, 10 if changed else None, "2025-11-01" if changed else None)
    if dice.random() < 0.25:
        hold_burden_limit(person, dice.choice(STAGES), *YEAR)
    if dice.random() < 0.05:
        hold(person, dice.choice(RARE), *YEAR)


def assessments(person: Person, dice: random.Random) -> None:
    """Have LIFE records every one to three months, over up to two years, on all scales or on some."""
    need = Need.of(person.level, dice)
    scales = SCALES if dice.random() < 0.7 else tuple(dice.sample(SCALES, dice.randrange(1, 4)))
    newest, step = NEWEST_MONTH - dice.randrange(4), dice.randrange(1, 4)
    for month in range(newest - dice.randrange(24) // step * step, newest + 1, step):
        assess(person, month // 12, month % 12 + 1, need, *scales)


def home(person: Person, since: datetime.date, dice: random.Random) -> None:
    """Live somewhere, perhaps with handrails."""
    dwelling = person.lives_at(person.home.address, str(after(TODAY, -dice.randrange(2_000, 15_000))))
    if dice.random() < 0.15:
        kinds = dice.sample(tuple(RenovationKind), dice.randrange(1, 4))
        cost = dice.randrange(2, 23) * 10_000
        person.renovates(dwelling, str(min(after(since, 30), TODAY)), person.level, cost, *kinds)


def purchases(person: Person, dice: random.Random) -> None:
    """Buy one or two things in the last two years."""
    for item in dice.sample(tuple(EquipmentItem), dice.randrange(1, 3)):
        person.buys(item, str(after(TODAY, -dice.randrange(5, 600))), dice.randrange(6, 60) * 1_000)


def consent(person: Person, since: datetime.date, area: Area, dice: random.Random) -> None:
    """Say yes, mostly; some never were asked."""
    chance, day = dice.random(), after(since, -40)
    when = at(day, dice.randrange(9, 17), dice.randrange(60))
    office = dice.choice(area.offices) if dice.random() < 0.5 else None
    route = ConsentRoute.OFFICE if office else ConsentRoute.MUNICIPALITY
    if chance < 0.75:
        person.states(ConsentStatus.GIVEN, route, when, office)
    elif chance < 0.83:
        person.states(ConsentStatus.NOT_GIVEN, ConsentRoute.MUNICIPALITY, when)
    elif chance < 0.87:
        person.states(ConsentStatus.GIVEN, route, when, office)
        person.states(ConsentStatus.WITHDRAWN, route, when + datetime.timedelta(days=15), office)


def lists(person: Person, planner: Planner | None, area: Area, dice: random.Random) -> None:
    """Stand on the lists of one to four offices, the one that makes the plan among them."""
    wanted = dice.choices((1, 2, 3, 4), (15, 35, 33, 17))[0]
    offices = {planner.office} if planner else set()
    while len(offices) < wanted:
        # Lists differ in length: the offices at the start of an area are the ones people know.
        offices.add(area.offices[int(len(area.offices) * dice.random() ** 1.3)])
    for office in sorted(offices):
        _listed(person, office, dice)


def _listed(person: Person, office: int, dice: random.Random) -> None:
    late = dice.random() < 0.03
    on = after(TODAY, -dice.randrange(VIEWING.days + 1, 200) if late else -dice.randrange(2, VIEWING.days))
    when = at(on, dice.randrange(9, 18), dice.randrange(60))
    removed = {"removed_at": when + datetime.timedelta(days=1)} if dice.random() < 0.01 else {}
    if dice.random() < 0.5:
        person.read_by_card(office, when, dice.randrange(1, 30), **removed)
    else:
        person.registered(office, on, proven_at=when, **removed)
