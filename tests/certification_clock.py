"""Applications, and asking how they stand by the certification clock (B16)."""

import datetime
from typing import Any

from models.codes.progress import (
    ApplicationKind,
    CertificationStatus,
    StepStatus,
)
from models.rows import Progress
from tests.oracles.certification_clock import FIELDS
from tests.oracles.crowd import Person, ask_each
from tests.service import Service

Day = datetime.date
CLOCKS = f"""
query Clocks($ids: [ID!]!) {{ nodes(ids: $ids) {{ ... on Beneficiary {{
  progress {{ clock {{ {FIELDS} }} }} progressHistory {{ clock {{ {FIELDS} }} }}
}} }} }}
"""
TODAY = Day(2025, 12, 15)
SECOND = datetime.timedelta(seconds=1)
OPEN = StepStatus.NOT_STARTED


def application(person: int, applied: str, **otherwise: Any) -> Progress:
    fixed: dict[str, Any] = {
        "beneficiary_key": person,
        "applied_on": Day.fromisoformat(applied),
        "status": CertificationStatus.ACCEPTED,
        "application_kind": ApplicationKind.RENEWAL,
        **dict.fromkeys(("survey_status", "opinion_status", "board_status"), OPEN),
    }
    return Progress(**{**fixed, **otherwise})


def clock_of(service: Service, person: Person) -> dict[str, Any]:
    (node,) = ask_each(service, CLOCKS, [person])
    found: dict[str, Any] = node["progress"]["clock"]
    return found
