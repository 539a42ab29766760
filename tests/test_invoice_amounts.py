"""What an invoice for an opinion comes to, and what this service knows of the opinion (domain.md section 6.2; S74)."""

import datetime
from typing import Any

import pytest
from sqlalchemy import update

from models.codes.opinion import ClaimCategory
from models.row import JST
from models.rows import ConsumptionTax, OpinionFee, Readiness
from tests import opinion
from tests.invoice import (
    WORTH,
    codes,
    received,
    save,
    send_draft,
    sent,
    validate,
    withdraw,
    worth,
)
from tests.managing import faults
from tests.opinion_target import registered
from tests.service import Service

Day = datetime.date
FEES = {"HOME_NEW": 5_000, "HOME_CONTINUED": 4_000, "FACILITY_NEW": 4_000, "FACILITY_CONTINUED": 3_000}
AT_TEN = {"HOME_NEW": 5_500, "HOME_CONTINUED": 4_400, "FACILITY_NEW": 4_400, "FACILITY_CONTINUED": 3_300}
AT_EIGHT = {"HOME_NEW": 5_400, "HOME_CONTINUED": 4_320, "FACILITY_NEW": 4_320, "FACILITY_CONTINUED": 3_240}
"""With tax, as domain.md section 6.2 and the law have them."""


def at(service: Service, day: str, requested: str) -> str:
    """A target of a letter, with today being this day."""
    service.clock.instant = datetime.datetime.combine(Day.fromisoformat(day), datetime.time(9), JST)
    with service.rows() as rows:  # the links have been live for as long
        rows.execute(update(Readiness).values(live_from=Day.fromisoformat(requested)))
        rows.commit()
    return registered(service, requestedOn=requested, dueOn=day)


def written(day: str, **more: Any) -> dict[str, Any]:
    return {"opinionWrittenOn": day, "opinionSentOn": day, **more}


@pytest.mark.parametrize(
    ("requested", "day", "totals"),
    [
        ("2014-03-20", "2014-04-01", AT_EIGHT),
        ("2019-09-20", "2019-09-30", AT_EIGHT),
        ("2019-09-20", "2019-10-01", AT_TEN),
        ("2025-12-10", "2025-12-15", AT_TEN),
    ],
)
def test_fee_and_tax_are_those_of_the_day_it_was_written(
    service: Service, requested: str, day: str, totals: dict[str, int]
) -> None:
    """Whatever day it is sent on."""
    today = max(Day.fromisoformat(day), Day(2019, 10, 5)) if day[:4] == "2019" else Day.fromisoformat(day)
    target = at(service, str(today), requested)
    found = {name: worth(validate(service, target, category=name, **written(day))) for name in FEES}
    assert {name: (one["fee"], one["subtotal"], one["total"]) for name, one in found.items()} == {
        name: (fee, fee, totals[name]) for name, fee in FEES.items()
    }
    assert {name: one["tax"] for name, one in found.items()} == {name: totals[name] - FEES[name] for name in FEES}


def test_before_the_tables_begin_nothing_is_known(service: Service) -> None:
    target = at(service, "2014-04-01", "2014-03-20")
    refused = validate(service, target, **written("2014-03-31"))
    assert faults(refused) == [("FEE_UNKNOWN", ["input", "content", "opinionWrittenOn"])]


def test_new_rates_are_new_rows(service: Service) -> None:
    """Which count from their day on, and leave what was sent as it was."""
    before = sent(service, registered(service))
    with service.rows() as rows:
        rows.add(ConsumptionTax(valid_from=Day(2025, 12, 13), rate=12))
        rows.add(OpinionFee(category=ClaimCategory.HOME_NEW, valid_from=Day(2025, 12, 14), amount=6_000))
        rows.commit()
    target = registered(service, insuredNumber="H000000018")
    days = [worth(validate(service, target, **written(f"2025-12-{day}"))) for day in (12, 13, 14)]
    assert [(one["fee"], one["taxPercent"], one["tax"]) for one in days] == [
        (5_000, 10, 500),
        (5_000, 12, 600),
        (6_000, 12, 720),
    ]
    assert [one["total"] for one in received(service) if one["id"] == before] == [WORTH["total"]]


def test_less_than_a_yen_of_tax_is_not_claimed(service: Service) -> None:
    """5,000 + 287 x 10 = 7,870 yen; eight percent of it are 629.6 yen."""
    target = at(service, "2019-09-30", "2019-09-20")
    lines = [{"kind": "FIRST_VISIT", "points": 287}]
    told = written("2019-09-25", withoutDoctor=True, examinations=lines)
    expected = {"fee": 5_000, "examinationFee": 2_870, "subtotal": 7_870, "taxPercent": 8, "tax": 629, "total": 8_499}
    assert worth(validate(service, target, **told)) == expected
    kept = sent(service, target, tax=629, total=8_499, **told)
    [found] = [one for one in received(service) if one["id"] == kept]
    assert {name: found[name] for name in expected} == expected


def test_the_opinion_that_was_sent_here_is_known(service: Service) -> None:
    """Without it there is a warning, and so there is where it was written on another day; never a refusal."""
    target = registered(service)
    warned, days = [codes(save(service, target).data["saveInvoice"]["warnings"])], ("2025-12-12", "2025-12-13")
    opinion.sent(service, target, writtenOn="2025-12-12", lastExaminedOn="2025-12-11")
    warned += [codes(save(service, target, opinionWrittenOn=day).data["saveInvoice"]["warnings"]) for day in days]
    # a correction has a day of its own, and either may be meant
    opinion.corrected(service, target, writtenOn="2025-12-13", lastExaminedOn="2025-12-11")
    warned += [codes(save(service, target, opinionWrittenOn=day).data["saveInvoice"]["warnings"]) for day in days]
    assert warned == [["OPINION_NOT_HERE"], [], ["OPINION_WRITTEN_ON_DIFFERS"], [], []]
    assert codes(send_draft(service, target).data["sendInvoice"]["warnings"]) == []


def test_new_is_what_this_clinic_has_not_sent_before(service: Service) -> None:
    """Of this person, on an earlier request; what our data cannot know is a warning."""
    first = registered(service, requestedOn="2025-12-01")
    doubt = {"code": "CONTINUED_NOT_KNOWN", "path": ["input", "content", "category"]}
    assert doubt in validate(service, first, category="HOME_CONTINUED").data["validateInvoice"]["warnings"]
    assert doubt not in validate(service, first, category="HOME_NEW").data["validateInvoice"]["warnings"]
    id_ = sent(service, first)
    # given a later request for the same person, then it is new no more
    second = registered(service)
    for category in ("HOME_NEW", "FACILITY_NEW"):
        assert faults(save(service, second, category=category)) == [
            ("CATEGORY_NOT_NEW", ["input", "content", "category"])
        ]
    found = validate(service, second, category="FACILITY_CONTINUED").data["validateInvoice"]
    assert codes(found["warnings"]) == ["OPINION_NOT_HERE"]
    # nor is an earlier one that is claimed late, as long as the other stands as new
    earlier = registered(service, requestedOn="2025-11-30")
    assert faults(save(service, earlier)) == [("CATEGORY_NOT_NEW", ["input", "content", "category"])]
    # but another person's and another clinic's are
    others: list[tuple[str, dict[str, Any]]] = [
        ("clinic-doctor", {"insuredNumber": "H000000018"}),
        ("clinic-doctor", {"birthDate": "1962-05-05"}),
        ("clinic-doctor", {"insurerNumber": "442913"}),
        ("hospital-doctor", {}),
    ]
    for by, changed in others:
        assert worth(validate(service, registered(service, by, **changed), by)) == WORTH
    # and so are both, once the first was taken back
    withdraw(service, id_)
    assert [worth(validate(service, one)) for one in (second, earlier)] == [WORTH] * 2
