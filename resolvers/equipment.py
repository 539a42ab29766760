"""Purchases of welfare equipment (福祉用具購入) that were paid, as municipalities' systems bring them (S43, S83)."""

from models.codes.fed import FedKind
from models.rows import EquipmentPurchase
from permissions.equipment import purchase_faults, with_year
from permissions.faults import Faulty
from permissions.fed import Values
from permissions.information import Action, Information
from resolvers.feeding import Feeding, enter, one_insured, told
from resolvers.performing import Act, Deed, Outcome

FEED_PURCHASE = Act.under("feedEquipmentPurchase", Action.FEED_CARE)


async def feed_purchase(deed: Deed, insured_number: str, values: Values) -> Outcome:
    """Store a purchase of one of the insurer's people; it is counted in the fiscal year of its supply.

    Raises:
        Faulty: all of BENEFICIARY_UNKNOWN and what `purchase_faults` finds.
    """
    feeding = Feeding.of(deed)
    person, faults = await one_insured(feeding, insured_number)
    faults += purchase_faults(values, deed.reading.binds["today"], ("input", "purchase"))
    if person is None or faults:
        raise Faulty(faults)
    made = EquipmentPurchase(beneficiary_key=person.key, **with_year(values))
    [stored] = await enter(feeding, FedKind.EQUIPMENT_PURCHASE, [made])
    await told(feeding, [person] if stored.changed else [], Information.HOUSING_EQUIPMENT)
    deed.subjects.append(person.id)
    return {"id": stored.id, "changed": stored.changed}
