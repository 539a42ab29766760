"""Insurers (保険者), offices (事業所) and what an office is: a set of capabilities and of services."""

from sqlmodel import Field

from models.codes.office import Capability
from models.codes.service import ServiceType
from models.row import Row, code, key


class Insurer(Row, table=True):
    """A municipality or union of municipalities that insures (介護保険者); six digits (domain.md section 3)."""

    key: int = key()
    number: str = Field(unique=True)
    name: str


class Office(Row, table=True):
    """A care office or clinic (事業所・医療機関); ten characters (domain.md section 3).

    `deemed` marks みなし介護事業所: designated under another law, an office all the same (guide p.4).
    """

    key: int = key()
    number: str = Field(unique=True)
    name: str
    address: str
    phone: str
    deemed: bool = False


class OfficeCapability(Row, table=True):
    """One thing an office is. A hospital can be a deemed care office and a clinic (S06)."""

    office_key: int = Field(foreign_key="office.key", primary_key=True)
    capability: Capability = code(Capability, primary_key=True)


class OfficeService(Row, table=True):
    """A service the office is designated for (サービス種類)."""

    office_key: int = Field(foreign_key="office.key", primary_key=True)
    service: ServiceType = code(ServiceType, primary_key=True)
