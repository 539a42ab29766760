"""A person whose life is being entered: one verb for each thing that can happen to an insured person."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from models import rows
from models.codes.beneficiary import Sex
from models.codes.care import CareLevel
from models.codes.certificates import RatioDecision
from models.codes.consent import ConsentRoute, ConsentStatus
from models.codes.housing import BenefitCategory, EquipmentItem, RenovationKind
from models.codes.registration import ProofMethod, ProofPurpose
from models.registration import VIEWING, list_keys
from models.row import Row, month_number
from seed.accounts import REGISTRARS
from seed.amounts import MONTHLY_UNITS
from seed.book import Book
from seed.dates import ONE_DAY, at, day, fiscal_year
from seed.names import Name
from seed.offices import GUIDE_INSURER

PREVENTIVE = (CareLevel.SUPPORT_TRANSITIONAL, CareLevel.SUPPORT_1, CareLevel.SUPPORT_2)


def benefit(level: CareLevel) -> BenefitCategory:
    """Which benefit a person of this level draws."""
    return BenefitCategory.PREVENTION if level in PREVENTIVE else BenefitCategory.CARE


class Home(NamedTuple):
    """Where someone lives."""

    postal_code: str
    address: str
    phone: str


@dataclass(frozen=True)
class Person:
    """Someone in the book. `level` is the level of need on the demo's first day."""

    book: Book
    key: int
    insured_number: str
    name: Name
    sex: Sex
    birth_date: datetime.date
    home: Home
    level: CareLevel

    def registered(self, office: int, on: datetime.date, **more: object) -> int:
        """Stand on an office's list; proven by printed fields in the morning of that day unless told otherwise."""
        proven = more.get("proven_at", at(on))
        values = {
            "method": ProofMethod.PRINTED_FIELDS,
            "staff_key": REGISTRARS.get(office),
            "purpose": ProofPurpose.VIEWING,
            "read_at": proven,
            "proven_at": proven,
            "registered_on": on,
            "viewing_until": on + VIEWING,
            **list_keys(self.insured_number, *self.name),
        }
        return self.book.add(rows.Registration, office_key=office, beneficiary_key=self.key, **{**values, **more})

    def read_by_card(self, office: int, when: datetime.datetime, opened_after: int | None = 5, **more: object) -> int:
        """Stand on an office's list after a card reading; `opened_after` minutes the list was opened."""
        opened = None if opened_after is None else when + datetime.timedelta(minutes=opened_after)
        card = {"method": ProofMethod.CARD, "proven_at": when, "list_opened_at": opened}
        return self.registered(office, when.date(), **{**card, **more})

    def managed_by(self, office: int, staff: int | None, since: str = "2025-04-01", until: str | None = None) -> None:
        """Have one's care plan made by this office, and in it by this care manager."""
        self.book.add(
            rows.CareManagement,
            beneficiary_key=self.key,
            office_key=office,
            staff_key=staff,
            valid_from=day(since),
            valid_until=day(until) if until else None,
        )

    def insured(self, since: str, until: str, level: CareLevel | None = None, **more: object) -> int:
        """Hold 介護保険被保険者証 with a level and its period."""
        level = level or self.level
        return self.holds(
            rows.InsuredCertificate,
            care_level=level,
            valid_from=day(since),
            valid_until=day(until),
            **{
                "issued_on": day(since),
                "certified_on": day(since),
                "monthly_limit_units": MONTHLY_UNITS.get(level),
                **more,
            },
        )

    def ratio(self, year: int, first: int, second: int | None = None, changes_on: str | None = None) -> None:
        """Hold 介護保険負担割合証 of a year from August, with a second period from the day the share changes."""
        end = datetime.date(year + 1, 7, 31)
        change = day(changes_on) if changes_on else None
        self.holds(
            rows.BurdenRatio,
            issued_on=datetime.date(year, 7, 20),
            fiscal_year=year,
            first_ratio=first,
            first_start=datetime.date(year, 8, 1),
            first_end=change - ONE_DAY if change else end,
            second_ratio=second,
            second_start=change,
            second_end=end if change else None,
            decision=RatioDecision.CHANGE if change else RatioDecision.ANNUAL,
        )

    def holds(self, certificate: type[Row], **values: object) -> int:
        """Hold any certificate."""
        return self.book.add(certificate, beneficiary_key=self.key, **values)

    def applied(self, **values: object) -> int:
        """Apply for certification; the values tell how far it has come."""
        return self.book.add(rows.Progress, beneficiary_key=self.key, **values)

    def states(
        self, status: ConsentStatus, route: ConsentRoute, when: datetime.datetime, office: int | None = None
    ) -> None:
        """Say yes or no to viewing, to the municipality or at an office."""
        self.book.add(
            rows.Consent, beneficiary_key=self.key, status=status, route=route, recorded_at=when, office_key=office
        )

    def lives_at(self, address: str, since: str) -> int:
        """Move into a dwelling that is new to the person; tells its key."""
        dwelling = self.book.add(rows.Dwelling, beneficiary_key=self.key, address=address)
        self.moves_to(dwelling, since)
        return dwelling

    def moves_to(self, dwelling: int, since: str) -> None:
        """Move into a dwelling that is known."""
        self.book.add(rows.Residence, beneficiary_key=self.key, dwelling_key=dwelling, moved_in_on=day(since))

    def renovates(self, dwelling: int, started: str, level: CareLevel, cost: int, *kinds: RenovationKind) -> None:
        """Have a dwelling modified, paid some six weeks after the work began."""
        work = self.book.add(
            rows.Renovation,
            beneficiary_key=self.key,
            dwelling_key=dwelling,
            started_on=day(started),
            paid_on=day(started) + datetime.timedelta(days=45),
            category=benefit(level),
            care_level=level,
            cost=cost,
        )
        for kind in kinds or (RenovationKind.HANDRAIL,):
            self.book.add(rows.RenovationWork, renovation_key=work, kind=kind)

    def buys(self, item: EquipmentItem, supplied: str, cost: int, category: BenefitCategory | None = None) -> None:
        """Buy welfare equipment, paid some six weeks later."""
        supplied_on = day(supplied)
        self.book.add(
            rows.EquipmentPurchase,
            beneficiary_key=self.key,
            fiscal_year=fiscal_year(supplied_on),
            supplied_on=supplied_on,
            paid_on=supplied_on + datetime.timedelta(days=40),
            category=category or benefit(self.level),
            item=item,
            cost=cost,
        )

    def assessed(self, scale: type[Row], year: int, month: int, **levels: object) -> None:
        """Have a LIFE record on one scale, registered on the tenth of its month."""
        self.book.add(
            scale,
            beneficiary_key=self.key,
            month=month_number(year, month),
            registered_on=datetime.date(year, month, 10),
            **levels,
        )


def enter(
    book: Book,
    *,
    insured_number: str,
    name: Name,
    sex: Sex,
    birth_date: datetime.date,
    level: CareLevel,
    home: Home,
    insurer: int = GUIDE_INSURER,
    columns: Mapping[str, object] | None = None,
) -> Person:
    """Enter a person, with nothing but what the head of every screen says."""
    key = book.add(
        rows.Beneficiary,
        id=book.ids.new("bnf"),
        insurer_key=insurer,
        insured_number=insured_number,
        name=name.name,
        kana=name.kana,
        birth_date=birth_date,
        sex=sex,
        postal_code=home.postal_code,
        address=home.address,
        phone=home.phone,
        **(columns or {}),
    )
    return Person(book, key, insured_number, name, sex, birth_date, home, level)
