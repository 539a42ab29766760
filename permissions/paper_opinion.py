"""Everything that can be wrong with a doctor's opinion that came on paper (紙で届いた主治医意見書; S36, S83).

The municipality types in as much of the form as it needs, so nothing is missing but what every paper has: its two days
and the doctor's answer on its use. What is typed in is held to the rules of the opinions that clinics send.
"""

import datetime
from collections.abc import Sequence
from dataclasses import replace

from models.opinion_form import LISTS, SUPPLIED, TEXTS, entered
from models.rows import Opinion
from permissions.faults import Fault
from permissions.fed import FIRST, Values, Wrong, columns_said, faults_at, order, past, plain
from permissions.opinion import WHERE, opinion_faults
from permissions.papers import Days, Lists, soon_enough

COLUMNS = {name: column for name, column in columns_said(Opinion).items() if name != "has_data"}
ALWAYS = ("written_on", "received_on", "shared")
PRINTED = {name: COLUMNS[name] for name in COLUMNS if name in SUPPLIED}
"""What a clinic does not enter, as the service knows it; here it is what the paper says."""
LACKING = frozenset(
    {"ITEM_MISSING", "DETAIL_MISSING", "CHOICE_MISSING", "DIAGNOSIS_MISSING", "SITE_MISSING", "DEGREE_MISSING"}
)
"""What was not typed in."""
BEFORE = datetime.timedelta(days=180)
"""How long before the application an opinion may have been written (assumed)."""
OLDEST = 130


def paper_opinion_said(values: Values, lists: Lists) -> tuple[Values, Lists]:
    """What is stored of it: an empty text is none, and a tick nobody typed in is not known, unlike one of a clinic."""
    form = entered({**values, **lists})
    listed = {name: form[name] for name in LISTS}
    said = {**values, **{name: form[name] for name in TEXTS}}
    typed_in = any(listed.values()) or any(said[name] is not None for name in COLUMNS if name not in ALWAYS)
    return {**said, "has_data": typed_in}, listed


def paper_opinion_faults(values: Values, lists: Lists, days: Days, where: tuple[str, ...]) -> list[Fault]:
    """Everything that is wrong with such a paper; `where` leads to it in the input.

    Codes: those of permissions/fed.py, and those of permissions/opinion.py that do not say that something is missing.
    """
    faults = faults_at(where, plain(PRINTED, values), _days(values, days), _age(values))
    for fault in opinion_faults(entered({**values, **lists}), days.birth_date or FIRST, days.today):
        path = fault.path[len(WHERE) :]
        if fault.code not in LACKING or _unnamed(path):
            faults.append(replace(fault, path=(*where, *path)))
    return faults


def _days(values: Values, days: Days) -> Wrong:
    yield from past(values, days.today, "received_on")
    yield from order(values, "written_on", "received_on")
    yield from soon_enough(values, "written_on", days, BEFORE)


def _age(values: Values) -> Wrong:
    if values["applicant_age"] is not None and not 0 <= values["applicant_age"] <= OLDEST:
        yield "NUMBER_WRONG", f"0から{OLDEST}の間で指定してください。", "applicant_age"


def _unnamed(path: Sequence[str]) -> bool:
    """A diagnosis without a name is none."""
    return path[0] == "diagnoses" and path[-1] == "name"
