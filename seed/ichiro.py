"""介護 一郎 of the guide's screens (p.5): the person who has a value in every field one person can have."""

from models import rows
from models.codes.beneficiary import Sex
from models.codes.care import CareLevel, DementiaAutonomy, DisabilityAutonomy
from models.codes.certificates import BurdenStage, PlanningKind
from models.codes.consent import ConsentRoute, ConsentStatus
from models.codes.filing import FilingStatus
from models.codes.housing import BenefitCategory, EquipmentItem, RenovationKind
from models.codes.life import BarthelAssistance, BarthelTransfer, BarthelWalking
from seed.accounts import STAFF
from seed.book import Book
from seed.certificates import hold_all, hold_burden_limit
from seed.dates import at, day
from seed.feeds import enter_correction
from seed.filing import enter_filing
from seed.ichiro_papers import COGNITION, DIAGNOSES, FINDINGS, NOTES, OPINION, SURVEY
from seed.names import Name
from seed.offices import At
from seed.papers import enter_opinion, enter_survey
from seed.person import Home, Person, enter
from seed.progress import certified


def enter_ichiro(book: Book) -> Person:
    """Enter him with everything."""
    person = enter(
        book,
        insured_number="1200000110",
        name=Name("介護 一郎", "カイゴ イチロウ"),
        sex=Sex.MALE,
        birth_date=day("1930-01-01"),
        level=CareLevel.CARE_3,
        home=Home("000-0100", "見本市中央一丁目5番20号", "097-000-1930"),
    )
    _certificates(person)
    _ten(person)
    _certifications(person)
    _life(person)
    _home(person)
    person.states(ConsentStatus.GIVEN, ConsentRoute.MUNICIPALITY, at(day("2025-02-10"), 11))
    person.read_by_card(At.TEST, at(day("2025-12-01"), 9, 30))
    person.managed_by(At.TEST, STAFF["hachiro"], "2023-04-01")
    enter_filing(person, "2023-04-03", "2023-04-01", answered=FilingStatus.ACCEPTED)
    return person


def _certificates(person: Person) -> None:
    person.insured("2019-04-01", "2021-03-31", CareLevel.SUPPORT_2)
    person.insured("2021-04-01", "2023-03-31", CareLevel.CARE_1)
    person.insured("2023-04-01", "2025-03-31", CareLevel.CARE_2, issued_on=day("2023-03-22"))
    newest = person.insured(
        "2025-04-01",
        "2027-03-31",
        issued_on=day("2025-03-21"),
        certified_on=day("2025-03-19"),
        board_opinion="転倒に注意し、通所により機能訓練を続けることが望ましい。",
        designated_services="指定なし",
        plan_office_name="テスト事業所（大分一）",
        plan_office_notified_on=day("2023-04-03"),
        planning_kind=PlanningKind.CARE_MANAGEMENT_OFFICE,
    )
    enter_correction(
        person,
        newest,
        {
            "issued_on": "2025-03-21",
            "care_level": "CARE_2",
            "valid_from": "2025-04-01",
            "valid_until": "2027-03-31",
            "certified_on": "2025-03-19",
        },
    )
    person.ratio(2024, 10)
    person.ratio(2025, 20, 10, "2025-10-01")


def _ten(person: Person) -> None:
    hold_burden_limit(person, BurdenStage.STAGE_2, day("2024-08-01"), day("2025-07-31"))
    hold_all(person, day("2025-08-01"), day("2026-07-31"))


def _certifications(person: Person) -> None:
    before = certified(person, day("2023-02-13"))
    enter_survey(person, before, day("2023-02-23"), None, paper=True)
    enter_opinion(person, before, day("2023-02-28"), None, paper=True)
    now = certified(person, day("2025-02-10"), board_planned_on=day("2025-03-17"))
    enter_survey(person, now, day("2025-02-20"), SURVEY, paper=True, notes=NOTES)
    enter_opinion(person, now, day("2025-02-25"), OPINION, paper=True, diagnoses=DIAGNOSES, findings=FINDINGS)


def _life(person: Person) -> None:
    """February to December 2025 and two months before the year; January 2025 has nothing, as on the guide's screen."""
    for year, month in ((2024, 11), (2024, 12), *((2025, month) for month in range(2, 13))):
        later = (year, month) >= (2025, 7)
        disability = DisabilityAutonomy.B2 if later else DisabilityAutonomy.B1
        dementia = DementiaAutonomy.IIIA if later else DementiaAutonomy.IIB
        person.assessed(rows.DisabilityRecord, year, month, level=disability)
        person.assessed(rows.DementiaRecord, year, month, level=dementia)
        person.assessed(
            rows.BarthelRecord,
            year,
            month,
            feeding=BarthelAssistance.TOTAL,
            transfer=BarthelTransfer.SITS_ONLY,
            grooming=BarthelAssistance.PARTIAL,
            toilet_use=BarthelAssistance.PARTIAL,
            bathing=BarthelAssistance.TOTAL,
            walking=BarthelWalking.WHEELCHAIR,
            stairs=BarthelAssistance.TOTAL,
            dressing=BarthelAssistance.PARTIAL,
            bowel_control=BarthelAssistance.PARTIAL,
            bladder_control=BarthelAssistance.TOTAL if later else BarthelAssistance.PARTIAL,
        )
        person.assessed(rows.CognitionRecord, year, month, **COGNITION)


def _home(person: Person) -> None:
    dwelling = person.lives_at(person.home.address, "1985-04-01")
    handrail, step, toilet = (
        RenovationKind.HANDRAIL,
        RenovationKind.STEP_REMOVAL,
        RenovationKind.TOILET_REPLACEMENT,
    )
    person.renovates(dwelling, "2019-06-10", CareLevel.SUPPORT_2, 60_000, handrail)
    person.renovates(dwelling, "2023-09-04", CareLevel.CARE_2, 80_000, step, toilet)
    person.buys(EquipmentItem.BATHING_AID, "2019-07-01", 18_000, BenefitCategory.PREVENTION)
    person.buys(EquipmentItem.COMMODE_SEAT, "2025-06-16", 35_000)
