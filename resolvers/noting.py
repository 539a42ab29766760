"""What is recorded of signing in and out: who, when, and how it ended (L1, L2), never what was typed."""

import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from models.rows import ActionRecord, Staff


def note(session: AsyncSession, now: datetime.datetime, staff: Staff | None, action: str, outcome: str) -> None:
    """Put the record of an act into its transaction; None where nobody has the user id that was typed."""
    record = ActionRecord(
        at=now,
        staff_key=staff.key if staff else None,
        office_key=staff.office_key if staff else None,
        action=action,
        outcome=outcome,
        subjects="[]",
    )
    session.add(record)
