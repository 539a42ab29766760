"""People with each certificate held, expired, only in the future, or not at all, and with periods that meet today."""

import datetime

from models import rows
from models.codes.care import CareLevel
from models.codes.certificates import CertificateKind, FacilityKind, RestrictionKind
from models.row import Row
from seed.certificates import PRINTED, hold, hold_all
from seed.dates import day, today
from seed.person import Person
from seed.stories.story import Part, Story, nothing

YEAR = (day("2025-08-01"), day("2026-07-31"))
LAST_YEAR = (day("2024-08-01"), day("2025-07-31"))
NEXT_YEAR = (day("2026-08-01"), day("2027-07-31"))

KINDS: dict[CertificateKind, type[Row]] = dict(zip(tuple(CertificateKind)[2:], PRINTED, strict=True))


def _all_expired(person: Person) -> None:
    person.insured("2023-04-01", "2025-03-31")
    person.ratio(2024, 10)
    hold_all(person, *LAST_YEAR)


def _all_future(person: Person) -> None:
    person.insured("2026-01-01", "2027-12-31", issued_on=day("2025-12-10"), certified_on=day("2025-12-09"))
    person.ratio(2026, 10)
    hold_all(person, *NEXT_YEAR)


def _all_renewed(person: Person) -> None:
    for year in (LAST_YEAR, YEAR, NEXT_YEAR):
        hold_all(person, *year)


def _issued_twice(person: Person) -> None:
    hold(person, rows.Reduction, *YEAR, benefit_rate=93)
    hold(person, rows.Reduction, *YEAR, benefit_rate=97, issued_on=day("2025-10-03"))


def _gap(person: Person) -> None:
    hold(person, rows.BurdenLimit, day("2024-08-01"), day("2025-11-30"))
    hold(person, rows.BurdenLimit, day("2026-01-01"), day("2026-07-31"))


def _only(kind: CertificateKind) -> Story:
    if kind is CertificateKind.INSURED:
        return Story({"ratio": nothing})
    parts: dict[str, Part] = {"insured": nothing}
    if kind is CertificateKind.BURDEN_RATIO:
        return Story(parts)
    return Story({**parts, "ratio": nothing, "cards": lambda person: hold(person, KINDS[kind], *YEAR)})


def _dated(first: datetime.date, last: datetime.date) -> Story:
    return Story({"cards": lambda person: hold(person, rows.BurdenLimit, first, last)})


def _ratio(first: int, second: int | None = None, changes_on: str | None = None) -> Story:
    return Story({"ratio": lambda person: person.ratio(2025, first, second, changes_on)})


def _insured(**printed: object) -> Story:
    return Story({"insured": lambda person: person.insured("2025-04-01", "2027-03-31", None, **printed)})


def _restricted(kind: RestrictionKind, until: str = "2026-06-30", **printed: object) -> Story:
    period = {"restriction_from": day("2025-07-01"), "restriction_until": day(until)}
    return _insured(restriction=kind, **period, **printed)


def _level(level: CareLevel) -> Story:
    return Story(level=level)


STORIES: dict[str, Story] = {
    "certificates-none": Story({"insured": nothing, "ratio": nothing}),
    "certificates-expired": Story({"insured": _all_expired, "ratio": nothing}),
    "certificates-future": Story({"insured": _all_future, "ratio": nothing}),
    "certificates-renewed": Story({"cards": _all_renewed}),
    **{f"certificate-only-{kind.name.lower().replace('_', '-')}": _only(kind) for kind in CertificateKind},
    "certificate-issued-twice": Story({"cards": _issued_twice}),
    "certificate-in-a-gap": Story({"cards": _gap}),
    "certificate-starts-today": _dated(today(), today(200)),
    "certificate-starts-tomorrow": _dated(today(1), today(200)),
    "certificate-ends-today": _dated(today(-200), today()),
    "certificate-ended-yesterday": _dated(today(-200), today(-1)),
    "insured-ends-today": Story({"insured": lambda person: person.insured("2023-12-16", "2025-12-15")}),
    "insured-ended-yesterday": Story({"insured": lambda person: person.insured("2023-12-15", "2025-12-14")}),
    "ratio-two": _ratio(10, 20, "2025-12-01"),
    "ratio-changes-today": _ratio(30, 10, "2025-12-15"),
    "ratio-changes-tomorrow": _ratio(10, 30, "2025-12-16"),
    "ratio-20": _ratio(20),
    "ratio-30": _ratio(30),
    "restriction-reduction": _restricted(RestrictionKind.BENEFIT_REDUCTION, restricted_rate=70),
    "restriction-reduction-over": _restricted(RestrictionKind.BENEFIT_REDUCTION, "2025-12-14", restricted_rate=70),
    "restriction-payment-method": _restricted(RestrictionKind.PAYMENT_METHOD_CHANGE),
    "restriction-suspension": _restricted(RestrictionKind.PAYMENT_SUSPENSION),
    "insured-in-facility": _insured(
        facility_kind=FacilityKind.WELFARE_FACILITY,
        facility_name="特別養護老人ホームみのり苑",
        facility_entered_on=day("2025-05-12"),
    ),
    "insured-board-opinion": _insured(
        board_opinion="入浴の介助と機能訓練が必要である。",
        designated_services="訪問看護、通所リハビリテーション",
        plan_office_name="テスト事業所（大分一）",
        plan_office_notified_on=day("2025-04-02"),
    ),
    "level-not-applicable": _level(CareLevel.NOT_APPLICABLE),
    "level-project-target": _level(CareLevel.PROJECT_TARGET),
    "level-transitional": _level(CareLevel.SUPPORT_TRANSITIONAL),
    "level-support-1": _level(CareLevel.SUPPORT_1),
    "level-support-2": _level(CareLevel.SUPPORT_2),
    "level-care-1": _level(CareLevel.CARE_1),
    "level-care-2": _level(CareLevel.CARE_2),
    "level-care-3": _level(CareLevel.CARE_3),
    "level-care-4": _level(CareLevel.CARE_4),
    "level-care-5": _level(CareLevel.CARE_5),
}
