"""Insured people as municipalities' systems bring them: who is new, changes, leaves, is protected (B24, S83).

A number stays with its person: who is given another one is another person here.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import update

from models.codes.fed import FedKind
from models.registration import list_keys
from models.row import col, new_id
from models.rows import Beneficiary, Registration
from permissions.beneficiary import header_faults, loss_faults, protection_faults
from permissions.faults import Fault, Faulty
from permissions.fed import Values
from permissions.information import Action, Information
from resolvers.feeding import Feeding, Stored, entries, one_insured, replace, told
from resolvers.performing import Act, Deed, Outcome

FEED_BENEFICIARY, FEED_LOSS, FEED_PROTECTION = (
    Act.under(name, Action.FEED_CARE) for name in ("feedBeneficiary", "feedEligibilityLoss", "feedProtection")
)
LISTED = {"insured_number", "name", "kana"}
"""What every office's list is sorted and searched by."""


async def feed_beneficiary(deed: Deed, values: Values) -> Outcome:
    """Make or change one of the insurer's people; every office's list has the new name with its next query.

    Raises:
        Faulty: everything `header_faults` finds.
    """
    feeding = Feeding.of(deed)
    if faults := header_faults(values, deed.reading.binds["today"], ("input", "beneficiary")):
        raise Faulty(faults)
    person, _ = await one_insured(feeding, values["insured_number"])
    if person is None:
        person, stored = await _new(feeding, values)
    else:
        stored = await change(feeding, person, values)
    return await _fed(deed, feeding, person, stored, Information.LIST)


async def feed_eligibility_loss(deed: Deed, insured_number: str, values: Values) -> Outcome:
    """Say since when and why a person is insured no more (資格喪失), or that they are: it closes consent and filings.

    Raises:
        Faulty: all of BENEFICIARY_UNKNOWN and what `loss_faults` finds.
    """
    faults = loss_faults(values, ("input",))
    return await _feed(deed, insured_number, values, faults, Information.LIST)


async def feed_protection(deed: Deed, insured_number: str, values: Values) -> Outcome:
    """Say from when until when a person is protected (支援措置), or that they are not: it hides where they live.

    Raises:
        Faulty: all of BENEFICIARY_UNKNOWN and what `protection_faults` finds.
    """
    faults = protection_faults(values, ("input",))
    return await _feed(deed, insured_number, values, faults, Information.ADDRESS)


async def change(feeding: Feeding, person: Beneficiary, values: Values, reason: str | None = None) -> Stored:
    """Let a person's row say something else from now on, and the lists they are on."""
    [entry] = (await entries(feeding, FedKind.BENEFICIARY, [(person.key, person.key, False)])).values()
    changed = await replace(feeding, entry, person, values, reason)
    if changed and LISTED & values.keys():
        keys: Mapping[str, Any] = list_keys(person.insured_number, person.name, person.kana)
        mine = update(Registration).where(col(Registration.beneficiary_key) == person.key)
        await feeding.session.execute(mine.values(**keys))
    return Stored(entry.id, changed)


async def _new(feeding: Feeding, values: Values) -> tuple[Beneficiary, Stored]:
    person = Beneficiary(id=new_id("bnf"), insurer_key=feeding.insurer_key, **values)
    feeding.session.add(person)
    await feeding.session.flush()
    [entry] = (await entries(feeding, FedKind.BENEFICIARY, [(person.key, person.key, True)])).values()
    return person, Stored(entry.id, True)


async def _feed(
    deed: Deed, insured_number: str, values: Values, faults: list[Fault], information: Information
) -> Outcome:
    feeding = Feeding.of(deed)
    person, unknown = await one_insured(feeding, insured_number)
    if person is None or faults:
        raise Faulty([*unknown, *faults])
    return await _fed(deed, feeding, person, await change(feeding, person, values), information)


async def _fed(deed: Deed, feeding: Feeding, person: Beneficiary, stored: Stored, information: Information) -> Outcome:
    await told(feeding, [person] if stored.changed else [], information)
    deed.subjects.append(person.id)
    return {"id": stored.id, "changed": stored.changed}
