"""Certificates (証) municipalities' systems bring, new and renewed (features.md S35, S83; domain.md section 5)."""

from collections.abc import Mapping, Sequence
from typing import Any

from models.certificates import CERTIFICATES
from models.codes.certificates import CertificateKind
from models.codes.fed import FedKind
from models.rows import Beneficiary
from permissions.certificates import certificate_faults, columns_of
from permissions.faults import Faulty
from permissions.fed import Values
from permissions.information import Action, Information
from resolvers.feeding import Feeding, Stored, enter, one_insured, told
from resolvers.performing import Act, Deed, Outcome

FEED_CERTIFICATE = Act.under("feedCertificate", Action.FEED_CARE)


async def feed_certificate(
    deed: Deed, insured_number: str, kind: CertificateKind, values: Values, where: tuple[str, ...]
) -> Outcome:
    """Store a certificate of one of the insurer's people. A renewed one is a new one; those before it stay.

    `where` leads to the certificate in the input.

    Raises:
        Faulty: all of BENEFICIARY_UNKNOWN and what `certificate_faults` finds.
    """
    feeding = Feeding.of(deed)
    person, faults = await one_insured(feeding, insured_number)
    faults += certificate_faults(kind, values, where)
    if person is None or faults:
        raise Faulty(faults)
    [stored] = await store_certificates(feeding, kind, [(person, values)])
    deed.subjects.append(person.id)
    return {"id": stored.id, "changed": stored.changed}


async def store_certificates(
    feeding: Feeding, kind: CertificateKind, given: Sequence[tuple[Beneficiary, Values]]
) -> list[Stored]:
    """Store certificates without fault, of people from `insured_people`; the same content again changes nothing.

    A batch of some hundred costs little more than one: five statements whatever its length.
    """
    made = [CERTIFICATES[kind](beneficiary_key=person.key, **complete(kind, values)) for person, values in given]
    stored = await enter(feeding, FedKind[kind.name], made)
    changed = [person for (person, _), one in zip(given, stored, strict=True) if one.changed]
    await told(feeding, changed, Information.CERTIFICATES)
    return stored


def complete(kind: CertificateKind, values: Values) -> Mapping[str, Any]:
    """A value for every column: none where nothing is said."""
    return {name: values.get(name) for name in columns_of(kind)}
