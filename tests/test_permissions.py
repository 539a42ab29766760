"""Who sees what: every protected field, every viewer, every state of a person, against tests/expectations/permissions.txt."""

from collections.abc import Callable, Iterator

import pytest

from tests.databases import Copies
from tests.permission_accounts import (
    CARE_MANAGER,
    CARE_MANAGER_B,
    NARROW,
    NURSE,
    PHYSICIAN,
    Account,
    of_group,
    of_kinds,
    of_services,
    of_two_posts,
)
from tests.permission_expectation import EXPECTATION
from tests.permission_people import (
    HIDDEN,
    NOBODY,
)
from tests.permission_question import OPEN_PERSON, Gate
from tests.permission_roads import BY_ID, ROADS, Asking
from tests.permission_selections import SELECTIONS
from tests.permission_service import standing_service
from tests.permission_world import populate
from tests.service import Answer, Service

GROUPS = tuple(EXPECTATION.services)
MENU = "{ viewer { menu { readable } } }"
SEARCH = "query ($words: String!) { beneficiaries(search: $words) { totalCount edges { cursor } } }"
AFTER = "query ($id: String!) { beneficiaries(first: 3, after: $id) { totalCount edges { cursor } } }"


@pytest.fixture(scope="session")
def copies(copies: Copies) -> Copies:
    """The seeded database with the people and accounts of these tests in it."""
    return copies.filled(populate)


@pytest.fixture(scope="session")
def standing(copies: Copies, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """One service for all tests that only ask; every one of their queries is read by compiled statements."""
    with standing_service(copies, tmp_path_factory.mktemp("standing")) as service:
        yield service
        assert not service.app.state.endpoint.answers.declined


@pytest.fixture(scope="session")
def interpreting(copies: Copies, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The same, field by field."""
    with standing_service(copies, tmp_path_factory.mktemp("interpreting"), interpret=True) as service:
        yield service


def test_the_question_asks_for_every_protected_field() -> None:
    gate = Gate(EXPECTATION, EXPECTATION.information)
    gate.everything(OPEN_PERSON)

    roots = {f"Query.{road}" for road in ("beneficiary", "beneficiaries", "changes")}
    feed = {"Subscription.changes"}  # tests/test_bypasses.py asks by it
    assert {*gate.asked, *roots, *feed} == set(EXPECTATION.coordinates)


@pytest.mark.parametrize("road", ROADS)
@pytest.mark.parametrize("group", GROUPS)
def test_posts(standing: Service, group: str, road: str) -> None:
    """Every occupation of every group of services, as a general user."""
    found = [Asking(account, road).differences(standing) for account in of_group(EXPECTATION, group)]

    assert found == [[]] * 15


@pytest.mark.parametrize("group", GROUPS)
def test_posts_field_by_field(interpreting: Service, group: str) -> None:
    """The same by the reader without compiled statements."""
    found = [Asking(account).differences(interpreting) for account in of_group(EXPECTATION, group)]

    assert found == [[]] * 15


@pytest.mark.parametrize("road", ROADS)
def test_kinds_of_account(standing: Service, road: str) -> None:
    """The widest post opens nothing for an account that sees nobody; nor does an account without a post."""
    found = [Asking(account, road).differences(standing) for account in of_kinds(EXPECTATION)]

    assert found == [[]] * 24


def test_two_posts_give_the_union(standing: Service) -> None:
    found = [Asking(account).differences(standing) for account in of_two_posts()]

    assert found == [[]] * 21


@pytest.mark.parametrize("road", ["nodes", "beneficiary", "node"])
def test_where_nobody_is_found_the_caller_is_told_all_the_same(standing: Service, road: str) -> None:
    """No ids at all, or the id of nobody: the errors are those of the caller, in the same order."""
    people = [] if road == "nodes" else [NOBODY]
    found = [Asking(account, road, people=people).differences(standing) for account in (NURSE, PHYSICIAN, CARE_MANAGER)]

    assert found == [[]] * 3
    assert Asking(NURSE, road, people=people).ask(standing).codes == ["FORBIDDEN"] * 6


def test_a_post_in_a_service_the_office_lacks_counts_nothing(standing: Service) -> None:
    assert [Asking(account, listed=()).differences(standing) for account in NARROW] == [[]] * 2


def test_the_menu_lists_what_can_be_read(standing: Service) -> None:
    """Also in all 74 services, by two occupations that tell their groups apart."""
    accounts = [*of_services(EXPECTATION), *of_kinds(EXPECTATION), *of_two_posts(), *NARROW]
    menus = [standing.ask(account.user, MENU).data["viewer"]["menu"]["readable"] for account in accounts]
    order = list(EXPECTATION.information)

    assert len(accounts) == 148 + 24 + 21 + 2
    assert menus == [sorted(account.reads(EXPECTATION), key=order.index) for account in accounts]


@pytest.mark.parametrize("account", [CARE_MANAGER, NURSE, PHYSICIAN], ids=lambda account: account.user)
@pytest.mark.parametrize("road", ["nodes", *BY_ID])
def test_who_is_not_on_the_list_does_not_exist(standing: Service, account: Account, road: str) -> None:
    """By every road the same bytes and the same statements as for an id that nobody has, and no reason."""
    nobody = _traced(standing, Asking(account, road, people=[NOBODY]).ask)

    for person in HIDDEN:
        asking = Asking(account, road, people=[person])
        assert asking.differences(standing) == [], person.hidden
        assert _traced(standing, asking.ask) == nobody, person.hidden


def test_no_search_and_no_cursor_tells_of_them(standing: Service) -> None:
    """A cursor is good where its office keeps a registration, lapsed or not; everybody else is nobody."""
    _listing(SEARCH, words=NOBODY.name)(standing)  # opens the list, which no later question does
    for person in HIDDEN:
        words = [(person.name, NOBODY.name), (person.insured_number, NOBODY.insured_number)]
        asked = [[_traced(standing, _listing(SEARCH, words=one)) for one in pair] for pair in words]
        if not any({"purpose", "office"}.isdisjoint(changed) for changed in person.registrations):
            asked.append([_traced(standing, _listing(AFTER, id=one.id)) for one in (person, NOBODY)])
        assert [one for one, _ in asked] == [other for _, other in asked], person.hidden
        assert _listing(AFTER, id=person.id)(standing).data["beneficiaries"]["totalCount"] == 16, person.hidden


def test_no_way_of_writing_leads_around_a_refusal(standing: Service) -> None:
    found = {selection.words: selection.differences(standing) for selection in SELECTIONS}

    assert [words for words, differs in found.items() if differs] == []
    assert len(found) == 36


@pytest.mark.parametrize("road", ROADS)
def test_another_office_sees_its_own_list_alone(standing: Service, road: str) -> None:
    """Office b, with one person of its own whose plan office a makes, asks for everybody."""
    asking = Asking(CARE_MANAGER_B, road, listed=[HIDDEN[-1]], rule="person, at another office")

    assert asking.differences(standing) == []


def _traced(service: Service, ask: Callable[[Service], Answer]) -> tuple[bytes, list[str]]:
    with service.statements() as ran:
        return ask(service).content, ran


def _listing(query: str, **variables: str) -> Callable[[Service], Answer]:
    return lambda service: service.ask(CARE_MANAGER.user, query, **variables)
