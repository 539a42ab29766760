"""The guide's own people: the five of its sample list, and 介護 一郎 of its screens (guide p.5, p.14)."""

from models import rows
from models.codes.beneficiary import Sex
from models.codes.care import CareLevel
from models.codes.consent import ConsentRoute, ConsentStatus
from models.codes.progress import ApplicationKind, CertificationStatus, StepStatus
from seed.accounts import STAFF
from seed.book import Book
from seed.dates import at, day
from seed.ichiro import enter_ichiro
from seed.names import Name
from seed.offices import At
from seed.person import Home, Person, enter

SAMPLE = (
    ("1234567890", Name("利用ツル子", "リヨウツルコ"), Sex.FEMALE, "1938-04-02"),
    ("1234567891", Name("利用タケオ", "リヨウタケオ"), Sex.MALE, "1941-11-23"),
    ("1234567892", Name("利用マツ子", "リヨウマツコ"), Sex.FEMALE, "1936-01-07"),
    ("1234567893", Name("利用ウメオ", "リヨウウメオ"), Sex.MALE, "1940-02-14"),
    ("1234567894", Name("利用ヨシ子", "リヨウヨシコ"), Sex.FEMALE, "1943-08-30"),
)


def enter_guide(book: Book) -> set[int]:
    """Enter the six people of the guide, who are on its office's list alone; tells their keys."""
    return {enter_ichiro(book).key, *(_applicant(book, place).key for place in range(len(SAMPLE)))}


def _applicant(book: Book, place: int) -> Person:
    """Someone who has just applied for the first time: a certificate without level, the application accepted."""
    number, name, sex, born = SAMPLE[place]
    person = enter(
        book,
        insured_number=number,
        name=name,
        sex=sex,
        birth_date=day(born),
        level=CareLevel.SUPPORT_1,
        home=Home("000-0101", f"見本市本町二丁目{place + 1}番1号", f"097-000-20{place + 1:02}"),
    )
    person.holds(rows.InsuredCertificate, issued_on=day("2025-09-29"))
    person.ratio(2025, 10)
    person.applied(
        status=CertificationStatus.ACCEPTED,
        applied_on=day("2025-09-29"),
        application_kind=ApplicationKind.NEW,
        survey_status=StepStatus.NOT_STARTED,
        opinion_status=StepStatus.NOT_STARTED,
        board_status=StepStatus.NOT_STARTED,
    )
    person.states(ConsentStatus.GIVEN, ConsentRoute.MUNICIPALITY, at(day("2025-09-29"), 11))
    person.lives_at(person.home.address, "1998-05-01")
    person.registered(At.TEST, day("2025-10-01"))
    person.managed_by(At.TEST, STAFF["hachiro"], "2025-10-01")
    return person
