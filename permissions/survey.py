"""Everything that can be wrong with a survey (認定調査票; domain.md section 6.3) a municipality's system brings.

A survey comes as data, as PDF, or as both. Its data are the whole form: a board judges on every one of the 74 items and
both scales, so that one left out is a slip. What the overview counts may be left out.
"""

import datetime
import re
from collections.abc import Iterator, Sequence

from models.rows import Survey, SurveyNote
from models.survey import AUTONOMY_NUMBERS, ITEM_NUMBERS
from permissions.faults import Fault
from permissions.fed import Values, Wrong, columns_said, faults_at, needs, past, plain
from permissions.papers import Days, Lists, soon_enough
from permissions.text import is_text

COLUMNS = {name: column for name, column in columns_said(Survey).items() if name != "has_data"}
NOTE = columns_said(SurveyNote)
ITEMS = (*ITEM_NUMBERS, *AUTONOMY_NUMBERS)
NUMBERS = frozenset(number for number, _ in (ITEM_NUMBERS | AUTONOMY_NUMBERS).values())
GROUPS = frozenset("1234567")
"""A remark may be on a whole group of items."""
BEFORE = datetime.timedelta(days=30)
"""A survey is made after the application; so much sooner where the application was entered late (assumed)."""
MOST_VISITS, MOST_DAYS, MOST_THINGS = 310, 31, 99
"""Visits a month, at ten a day; days a month; pieces of equipment."""
MOST_NOTES, LONGEST_NOTE = 100, 2_000


def survey_said(values: Values, lists: Lists) -> tuple[Values, Lists]:
    """What is stored of a survey; it has data where more than its day is said."""
    said = any(lists.values()) or any(values[name] is not None for name in COLUMNS if name != "conducted_on")
    return {**values, "has_data": said}, lists


def survey_faults(values: Values, lists: Lists, days: Days, where: tuple[str, ...]) -> list[Fault]:
    """Everything that is wrong with a survey, its remarks among the lists; `where` leads to it in the input.

    Codes: those of permissions/fed.py, and ITEM_UNKNOWN and TOO_MANY of the remarks (特記事項).
    """
    given = needs(values, *ITEMS) if values["has_data"] else ()
    found = faults_at(where, plain(COLUMNS, values), _days(values, days), _counts(values), given)
    return [*found, *_notes(lists["notes"], where)]


def _days(values: Values, days: Days) -> Wrong:
    yield from past(values, days.today, "conducted_on")
    yield from soon_enough(values, "conducted_on", days, BEFORE)


def _counts(values: Values) -> Wrong:
    """What the overview counts in a month."""
    for name in COLUMNS:
        if (counted := re.search("_(visits|days|items)$", name)) and values[name] is not None:
            most = {"visits": MOST_VISITS, "days": MOST_DAYS, "items": MOST_THINGS}[counted[1]]
            if not 0 <= values[name] <= most:
                yield "NUMBER_WRONG", f"0から{most}の間で指定してください。", name


def _notes(notes: Sequence[Values], where: tuple[str, ...]) -> Iterator[Fault]:
    if len(notes) > MOST_NOTES:
        yield Fault("TOO_MANY", f"特記事項は{MOST_NOTES}件までです。", (*where, "notes"))
    for place, note in enumerate(notes[:MOST_NOTES]):
        at = (*where, "notes", str(place))
        if note["item"] not in NUMBERS | GROUPS:
            yield Fault("ITEM_UNKNOWN", "項目の番号は 1-3 のように指定してください。", (*at, "item"))
        if not is_text(note["text"], LONGEST_NOTE):
            yield Fault("TEXT_WRONG", f"1から{LONGEST_NOTE}文字で指定してください。", (*at, "text"))
