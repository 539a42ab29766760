"""What there is to say of an invoice for an opinion: all that is wrong, blank or doubtful, and its amounts."""

import datetime
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from sqlalchemy import ColumnElement, and_, or_, select, tuple_

from models.codes.invoice import InvoiceStatus
from models.codes.opinion import ClaimCategory, OpinionTargetStatus
from models.opinion_form import unpacked
from models.row import col
from models.rows import ConsumptionTax, Invoice, OpinionFee, OpinionTarget, OpinionVersion
from permissions.faults import Fault
from permissions.invoice import NEW, Amounts, InvoiceForm, Known, Tariff, doubtful, wrong
from resolvers.performing import Deed, Outcome

CLAIMED = (InvoiceStatus.SENT, InvoiceStatus.ACCEPTED)


@dataclass(frozen=True)
class Judged:
    """What there is to say of a form for a target."""

    faults: list[Fault]
    doubts: list[Fault]
    amounts: Amounts | None

    def told(self) -> Outcome:
        amounts = asdict(self.amounts) if self.amounts else None
        return {"amounts": amounts, "warnings": _written(self.doubts), "errors": _written(self.faults)}


async def judged(deed: Deed, target: OpinionTarget, form: InvoiceForm) -> Judged:
    """Look at a form as it would be sent today."""
    tariff, known = await _tariff(deed), await _known(deed, target)
    faults = [*wrong(form, tariff, known, deed.reading.binds["today"])]
    return Judged(faults, [*doubtful(form, known)], tariff.amounts(form))


async def _tariff(deed: Deed) -> Tariff:
    """All that was ever paid: a handful of rows."""
    fees: dict[ClaimCategory, dict[datetime.date, int]] = {}
    for fee in (await deed.session.scalars(select(OpinionFee))).all():
        fees.setdefault(fee.category, {})[fee.valid_from] = fee.amount
    taxes = {one.valid_from: one.rate for one in (await deed.session.scalars(select(ConsumptionTax))).all()}
    return Tariff(fees, taxes)


async def _known(deed: Deed, target: OpinionTarget) -> Known:
    sent = select(col(OpinionVersion.content)).where(col(OpinionVersion.target_key) == target.key)
    days = {unpacked(content)["written_on"] for content in (await deed.session.scalars(sent)).all()}
    return Known(target.requested_on, await _written_before(deed, target), frozenset(days))


async def _written_before(deed: Deed, target: OpinionTarget) -> bool:
    """Whether an earlier request for the same person to the same clinic ended in an opinion or an invoice sent here.

    Or any other, where it was claimed as new: there is one new a person, in whatever order the claims come.
    """
    claimed = select(col(Invoice.target_key)).where(col(Invoice.status).in_(CLAIMED))
    before = tuple_(col(OpinionTarget.requested_on), col(OpinionTarget.key)) < (target.requested_on, target.key)
    written = or_(col(OpinionTarget.status) == OpinionTargetStatus.SENT, col(OpinionTarget.key).in_(claimed))
    as_new = col(OpinionTarget.key).in_(claimed.where(col(Invoice.category).in_(NEW)))
    earlier = select(col(OpinionTarget.key)).where(
        col(OpinionTarget.office_key) == target.office_key,
        col(OpinionTarget.insurer_key) == target.insurer_key,
        _same_person(target),
        col(OpinionTarget.key) != target.key,
        or_(and_(before, written), as_new),
    )
    return await deed.session.scalar(earlier.limit(1)) is not None


def _same_person(target: OpinionTarget) -> ColumnElement[bool]:
    """Whether a target is of the same person: by what it says, or by the municipality's word where it has said."""
    said = and_(
        *(col(getattr(OpinionTarget, name)) == getattr(target, name) for name in ("insured_number", "birth_date"))
    )
    if target.beneficiary_key is None:
        return said
    return or_(said, col(OpinionTarget.beneficiary_key) == target.beneficiary_key)


def _written(faults: Iterable[Fault]) -> list[list[object]]:
    """As they can be kept with the answer."""
    return [[fault.code, fault.message, fault.path] for fault in faults]
