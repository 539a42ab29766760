"""The accounts of the permission tests: every post, every kind of account, two posts at once, every service."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from models.codes.service import ServiceType
from tests.permission_expectation import Expectation, Post

SERVICES = {service.code or service.name: service for service in ServiceType}
SERVICE_OF = {"CM": "43", "INH": "73", "SVC": "15", "MED": "OPINION_WRITING", "SHIN": "BOARD_REVIEW"}
"""The service in which the accounts of a group work; every other service has accounts of its own."""
OFFICE_SERVICES = {"a": tuple(SERVICES), "b": ("43", "15"), "narrow": ("15",)}
"""a has every service, b care management and day care, the narrow one day care alone."""
TELLING: tuple[Post, ...] = (
    ("CM", "CARE_MANAGER"),
    ("CM", "OFFICE_MANAGER"),
    ("CM", "CLERK"),
    ("INH", "NURSE"),
    ("SVC", "OTHER"),
    ("MED", "PHYSICIAN"),
    ("SHIN", "REVIEW_BOARD_MEMBER"),
)
"""One post of each kind of row in the expectation, to be held two at a time."""


@dataclass(frozen=True)
class Account:
    """An account: its kind, and its occupations by service code."""

    user: str
    posts: tuple[tuple[str, str], ...]
    kind: str = "GENERAL_USER"
    office: str = "a"

    def reads(self, expectation: Expectation) -> frozenset[str]:
        """What the account may see: occupations count in services its office has."""
        group = {code: name for name, codes in expectation.services.items() for code in codes}
        held = [(group[code], job) for code, job in self.posts if code in OFFICE_SERVICES[self.office]]
        return expectation.reads(self.kind, held)


def of_group(expectation: Expectation, group: str) -> list[Account]:
    """A general user in each occupation of a group."""
    return [_account(f"{group}/{job}", (group, job)) for found, job in expectation.may if found == group]


def of_kinds(expectation: Expectation) -> list[Account]:
    """Each kind of account with the widest post and without any; who has no post sees nothing."""
    widest = ((SERVICE_OF["CM"], "CARE_MANAGER"),)
    return [Account(f"kind/{kind}/{len(posts)}", posts, kind) for kind in expectation.kinds for posts in (widest, ())]


def of_two_posts() -> list[Account]:
    """A general user with two posts, for each pair of telling ones."""
    return [_account(f"{'/'.join(one)}+{'/'.join(other)}", one, other) for one, other in combinations(TELLING, 2)]


def of_services(expectation: Expectation) -> list[Account]:
    """Two general users in every service: these two occupations tell its group."""
    codes = [code for found in expectation.services.values() for code in found]
    jobs = ("CARE_MANAGER", "OFFICE_MANAGER")
    return [Account(f"service/{code}/{job}", ((code, job),)) for code in codes for job in jobs]


CARE_MANAGER = Account("CM/CARE_MANAGER", ((SERVICE_OF["CM"], "CARE_MANAGER"),))
NURSE = Account("SVC/NURSE", ((SERVICE_OF["SVC"], "NURSE"),))
OTHER = Account("SVC/OTHER", ((SERVICE_OF["SVC"], "OTHER"),))
PHYSICIAN = Account("MED/PHYSICIAN", ((SERVICE_OF["MED"], "PHYSICIAN"),))
CARE_MANAGER_B = Account("b/CM/CARE_MANAGER", ((SERVICE_OF["CM"], "CARE_MANAGER"),), office="b")
NARROW = (
    Account("narrow/both", (("43", "CARE_MANAGER"), ("15", "OTHER")), office="narrow"),
    Account("narrow/43", (("43", "CARE_MANAGER"),), office="narrow"),
)


def _account(user: str, *posts: Post) -> Account:
    return Account(user, tuple((SERVICE_OF[group], occupation) for group, occupation in posts))


def in_charge_of_people(expectation: Expectation) -> Iterator[Account]:
    """The accounts that are asked about people, and may be in charge of them."""
    for group in expectation.services:
        yield from of_group(expectation, group)
    yield from of_kinds(expectation)
    yield from of_two_posts()
    yield CARE_MANAGER_B


def others(expectation: Expectation) -> Iterator[Account]:
    """The accounts that are asked nothing but what their posts may see."""
    yield from of_services(expectation)
    yield from NARROW
