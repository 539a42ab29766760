"""Everything that can be wrong with an invoice for an opinion (domain.md section 6.2; S74), by either way (S75)."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import update

from models.row import col
from models.rows import ConsumptionTax, OpinionTarget
from tests.invoice import (
    CLAIM,
    RECORDED,
    WORTH,
    received,
    save,
    saved,
    send_draft,
    sent,
    validate,
)
from tests.managing import faults
from tests.opinion_target import registered
from tests.service import Service
from tests.signing_in import stored

Day = datetime.date
XRAY = {"kind": "CHEST_RADIOGRAPH", "points": 210}

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
