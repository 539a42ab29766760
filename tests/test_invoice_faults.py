"""What an invoice for an opinion comes to, and everything that can be wrong with it (domain.md section 6.2; S74, S75)."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import update

from models.codes.opinion import ClaimCategory
from models.row import JST, col
from models.rows import ConsumptionTax, OpinionFee, OpinionTarget
from tests import opinion
from tests.invoice import (
    CLAIM,
    RECORDED,
    WORTH,
    codes,
    received,
    save,
    saved,
    send_draft,
    sent,
    validate,
    withdraw,
    worth,
)
from tests.managing import faults
from tests.opinion_target import registered
from tests.service import Service
from tests.signing_in import stored

Day = datetime.date
XRAY = {"kind": "CHEST_RADIOGRAPH", "points": 210}
FEES = {"HOME_NEW": 5_000, "HOME_CONTINUED": 4_000, "FACILITY_NEW": 4_000, "FACILITY_CONTINUED": 3_000}
AT_TEN = {"HOME_NEW": 5_500, "HOME_CONTINUED": 4_400, "FACILITY_NEW": 4_400, "FACILITY_CONTINUED": 3_300}
AT_EIGHT = {"HOME_NEW": 5_400, "HOME_CONTINUED": 4_320, "FACILITY_NEW": 4_320, "FACILITY_CONTINUED": 3_240}
"""With tax, as domain.md section 6.2 and the law have them."""


def at(service: Service, day: str, requested: str) -> str:
    """A target of a letter, with today being this day."""
    service.clock.instant = datetime.datetime.combine(Day.fromisoformat(day), datetime.time(9), JST)
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
    """5,000 + 288 x 10 = 7,880 yen; eight percent of it are 630.4 yen."""
    target = at(service, "2019-09-30", "2019-09-20")
    lines = [{"kind": "FIRST_VISIT", "points": 288}]
    told = written("2019-09-25", withoutDoctor=True, examinations=lines)
    expected = {"fee": 5_000, "examinationFee": 2_880, "subtotal": 7_880, "taxPercent": 8, "tax": 630, "total": 8_510}
    assert worth(validate(service, target, **told)) == expected
    kept = sent(service, target, tax=630, total=8_510, **told)
    [found] = [one for one in received(service) if one["id"] == kept]
    assert {name: found[name] for name in expected} == expected


CASES: list[tuple[dict[str, Any], list[tuple[str, str]]]] = [
    ({"opinionWrittenOn": "2025-12-09"}, [("OPINION_WRITTEN_ON_TOO_EARLY", "opinionWrittenOn")]),
    ({"opinionWrittenOn": "2025-12-10"}, []),
    ({"opinionSentOn": "2025-12-11"}, [("OPINION_SENT_ON_TOO_EARLY", "opinionSentOn")]),
    ({"opinionSentOn": "2025-12-12"}, []),
    ({"claimedOn": "2025-12-12"}, [("CLAIMED_ON_TOO_EARLY", "claimedOn")]),
    ({"claimedOn": "2025-12-13"}, []),
    ({"claimedOn": "2025-12-15"}, []),
    ({"claimedOn": "2025-12-16"}, [("CLAIMED_ON_NOT_COME", "claimedOn")]),
    ({"opinionSentOn": "2025-12-16"}, [("OPINION_SENT_ON_NOT_COME", "opinionSentOn")]),
    (
        {"opinionWrittenOn": "2025-12-16"},
        [("OPINION_WRITTEN_ON_NOT_COME", "opinionWrittenOn"), ("OPINION_SENT_ON_TOO_EARLY", "opinionSentOn")],
    ),
    (
        {"opinionWrittenOn": None, "opinionSentOn": "2025-12-09"},
        [("OPINION_WRITTEN_ON_MISSING", "opinionWrittenOn"), ("OPINION_SENT_ON_TOO_EARLY", "opinionSentOn")],
    ),
    ({"examinations": [XRAY]}, [("EXAMINATIONS_NOT_ALLOWED", "examinations")]),
    ({"examinations": [XRAY], "withoutDoctor": True}, []),
    ({"withoutDoctor": True}, []),
    (
        {"examinations": [XRAY, XRAY], "withoutDoctor": True},
        [("EXAMINATION_TWICE", "examinations.1.kind")],
    ),
    (
        {"examinations": [{**XRAY, "points": 0}], "withoutDoctor": True},
        [("POINTS_WRONG", "examinations.0.points")],
    ),
    ({"examinations": [{**XRAY, "points": 9_999}], "withoutDoctor": True}, []),
    (
        {"examinations": [{**XRAY, "points": 10_000}], "withoutDoctor": True},
        [("POINTS_WRONG", "examinations.0.points")],
    ),
    (
        {"examinations": [XRAY] * 500, "withoutDoctor": True},
        [
            ("EXAMINATIONS_TOO_MANY", "examinations"),
            *(("EXAMINATION_TWICE", f"examinations.{place}.kind") for place in range(1, 5)),
        ],
    ),
    ({"founderName": ""}, [("FOUNDER_NAME_WRONG", "founderName")]),
    ({"founderName": "あ" * 201}, [("FOUNDER_NAME_WRONG", "founderName")]),
    ({"founderName": "あ" * 200}, []),
    ({"bankAccount": "1\n2", "remark": "\0"}, [("BANK_ACCOUNT_WRONG", "bankAccount"), ("REMARK_WRONG", "remark")]),
    ({"fee": 5_000, "examinationFee": 0, "subtotal": 5_000, "tax": 500, "total": 5_500}, []),
    (
        {"fee": 5_500, "examinationFee": 1, "subtotal": 4_999, "tax": -500, "total": 5_000},
        [("AMOUNT_WRONG", name) for name in ("fee", "examinationFee", "subtotal", "tax", "total")],
    ),
    ({"category": None, "total": 5_500}, [("CATEGORY_MISSING", "category"), ("AMOUNT_WRONG", "total")]),
    (
        {
            "category": None,
            "opinionWrittenOn": "2025-12-09",
            "opinionSentOn": "2025-12-08",
            "claimedOn": "2026-01-01",
            "examinations": [{**XRAY, "points": -1}, XRAY],
            "founderName": None,
            "bankAccount": " ",
            "remark": "\u200b",
            "total": 0,
        },
        [
            ("CATEGORY_MISSING", "category"),
            ("OPINION_WRITTEN_ON_TOO_EARLY", "opinionWrittenOn"),
            ("OPINION_SENT_ON_TOO_EARLY", "opinionSentOn"),
            ("CLAIMED_ON_NOT_COME", "claimedOn"),
            ("EXAMINATIONS_NOT_ALLOWED", "examinations"),
            ("POINTS_WRONG", "examinations.0.points"),
            ("EXAMINATION_TWICE", "examinations.1.kind"),
            ("FOUNDER_NAME_MISSING", "founderName"),
            ("BANK_ACCOUNT_WRONG", "bankAccount"),
            ("REMARK_WRONG", "remark"),
            ("AMOUNT_WRONG", "total"),
        ],
    ),
]
"""What is filled in otherwise, and what is wrong with it: code, and place in the input."""


def expected(found: list[tuple[str, str]]) -> list[tuple[str, list[str]]]:
    return [(code, ["input", "content", *place.split(".")]) for code, place in found]


@pytest.mark.parametrize("by", ["hospital-doctor", "chart"])
def test_everything_that_is_wrong_is_told_at_once(service: Service, by: str) -> None:
    """By screen and by electronic chart alike (S75): in a check, in a draft, and when it is sent."""
    target = registered(service, by)
    before = stored(service, *RECORDED)
    for told, wrong in CASES:
        checked, blanks = validate(service, target, by, **told), [one for one in wrong if "_MISSING" in one[0]]
        if wrong:
            assert faults(checked) == expected(wrong), told
        else:
            assert "amounts" in checked.data["validateInvoice"], told
        assert stored(service, *RECORDED) == before
        if wrong != blanks:
            refused = save(service, target, by, **told)
            assert faults(refused) == expected([one for one in wrong if one not in blanks]), told
            assert stored(service, *RECORDED) == before


def test_a_chart_sends_what_a_screen_sends(open_service: Callable[..., Service]) -> None:
    """What the municipality then holds is the same, but for who sent it."""
    held = []
    for by in ("hospital-doctor", "chart"):
        service = open_service()
        told = {"withoutDoctor": True, "examinations": [XRAY], "remark": "初診", "total": 7_810}
        target = registered(service, by)
        refused = validate(service, target, by, **CASES[-1][0])
        id_ = sent(service, target, by, **told)
        [found] = [one for one in received(service) if one["id"] == id_]
        [event] = found["events"]
        held.append(
            (refused.content, {**found, "id": "", "target": {**found["target"], "id": ""}, "events": event["at"]})
        )
    assert held[0] == held[1]


def test_what_was_right_yesterday_is_looked_at_again(service: Service) -> None:
    """Sending judges the draft as it stands, by what is paid and known now."""
    target = registered(service)
    saved(service, target)
    before = stored(service, *CLAIM)
    with service.rows() as rows:
        rows.execute(update(OpinionTarget).values(requested_on=Day(2025, 12, 13)))
        rows.commit()
    late = [("OPINION_WRITTEN_ON_TOO_EARLY", ["input", "content", "opinionWrittenOn"])]
    assert faults(send_draft(service, target)) == late
    assert stored(service, *CLAIM) == before
    with service.rows() as rows:
        rows.execute(update(OpinionTarget).where(col(OpinionTarget.id) == target).values(requested_on=Day(2025, 12, 1)))
        rows.add(ConsumptionTax(valid_from=Day(2025, 12, 12), rate=12))
        rows.commit()
    assert send_draft(service, target).data["sendInvoice"]["amounts"] == {
        **WORTH,
        "taxPercent": 12,
        "tax": 600,
        "total": 5_600,
    }


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
    # but an earlier one that is claimed late, another person's and another clinic's are
    others: list[tuple[str, dict[str, Any]]] = [
        ("clinic-doctor", {"requestedOn": "2025-11-30"}),
        ("clinic-doctor", {"insuredNumber": "H000000018"}),
        ("clinic-doctor", {"birthDate": "1962-05-05"}),
        ("clinic-doctor", {"insurerNumber": "442913"}),
        ("hospital-doctor", {}),
    ]
    for by, changed in others:
        assert worth(validate(service, registered(service, by, **changed), by)) == WORTH
    # and so is the later one, once the first was taken back
    withdraw(service, id_)
    assert worth(validate(service, second)) == WORTH
