"""Who hears of which change (features.md B08): its information, and until when a person was on an office's list."""

import datetime
from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, and_, or_

from models.codes.change import ChangeKind
from models.codes.registration import ProofMethod, ProofPurpose
from models.registration import Registration
from models.row import JST, col
from permissions.information import Information
from permissions.scope import LISTS_WITHIN, OFFICE

INFORMATION: Mapping[ChangeKind, Information] = {
    ChangeKind.REGISTERED: Information.LIST,
    ChangeKind.REMOVED: Information.LIST,
    ChangeKind.BENEFICIARY_CHANGED: Information.LIST,
    ChangeKind.VIEWING_EXTENDED: Information.LIST,
    ChangeKind.CERTIFICATE_RENEWED: Information.CERTIFICATES,
    ChangeKind.CERTIFICATION_ARRIVED: Information.CERTIFICATION,
    ChangeKind.OPINION_ARRIVED: Information.OPINION,
    ChangeKind.PROGRESS_MOVED: Information.PROGRESS,
    ChangeKind.LIFE_ARRIVED: Information.LIFE,
    ChangeKind.BENEFITS_CHANGED: Information.HOUSING_EQUIPMENT,
    ChangeKind.FILING_SUBMITTED: Information.FILINGS,
    ChangeKind.FILING_ANSWERED: Information.FILINGS,
    ChangeKind.FILING_WITHDRAWN: Information.FILINGS,
    # The list itself shows whether there is consent, to everybody who has one.
    ChangeKind.CONSENT_GIVEN: Information.LIST,
    ChangeKind.CONSENT_WITHDRAWN: Information.LIST,
    ChangeKind.CARE_PLAN_CHANGED: Information.LIST,
    ChangeKind.CORRECTED: Information.LIST,
}
"""What a viewer must be allowed to see of the person to hear of a change: that something has come tells of it too."""
IN_LIST = frozenset({ChangeKind.CERTIFICATE_RENEWED})
"""Of which the list shows something too (負担割合): who has it and may not hear of these gets a tombstone, and looks.

Of an application it shows less than moves there: that is told beside (resolvers/progress.py).
"""
PAGE = 100
"""The most changes that come at once, but for those whose time has ended: they come together."""
DAY = datetime.timedelta(days=1)


def heard_by(read: frozenset[Information]) -> list[ChangeKind]:
    """The kinds of change that viewers with these rights can hear of at all."""
    shown = IN_LIST if Information.LIST in read else frozenset()
    return [kind for kind, information in INFORMATION.items() if information in read or kind in shown]


def of_office() -> ColumnElement[bool]:
    """The registrations by which an office has, or once had, people on its list."""
    return and_(col(Registration.office_key) == OFFICE, col(Registration.purpose) == ProofPurpose.VIEWING)


def ended_at(row: Any) -> datetime.datetime:
    """When a registration that is on the list no more ended: its columns by name, of which on_list() is the rule."""
    if row.removed_at is not None:
        return row.removed_at  # type: ignore[no-any-return]
    last = datetime.datetime.combine(row.viewing_until + DAY, datetime.time(), JST)
    unopened = row.method.by_card and row.list_opened_at is None
    return min(last, row.read_at + LISTS_WITHIN) if unopened else last


def ended_between(since: datetime.datetime, now: datetime.datetime) -> list[ColumnElement[bool]]:
    """The office's registrations that time alone has ended after `since` and by `now`; each has an index of its own."""
    still = and_(of_office(), col(Registration.removed_at).is_(None))
    unopened = and_(col(Registration.method) != ProofMethod.PRINTED_FIELDS, col(Registration.list_opened_at).is_(None))
    until, read = col(Registration.viewing_until), col(Registration.read_at)
    first, today = since.astimezone(JST).date(), now.astimezone(JST).date()
    found = [and_(still, unopened, read > since - LISTS_WITHIN, read <= now - LISTS_WITHIN)]
    if first < today:
        opened = or_(
            col(Registration.method) == ProofMethod.PRINTED_FIELDS, col(Registration.list_opened_at).is_not(None)
        )
        found.append(and_(still, opened, until >= first, until < today))
    return found
