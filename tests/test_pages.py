"""Pages of the list: every walk meets everybody once, also while people leave; every wrong page is refused by name."""

import datetime
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import select, update

from models.row import JST, col, new_id
from models.rows import Beneficiary, Document, Registration
from seed.stories import STORIES
from tests.service import Answer, Service

pytestmark = pytest.mark.both

PAGE = """
query Page($first: Int, $after: String, $last: Int, $before: String, $sort: Sort, $search: String) {
  beneficiaries(first: $first, after: $after, last: $last, before: $before, sort: $sort, search: $search) {
    totalCount
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    edges { cursor node { id } }
  }
}
"""
SORTS = ("KANA", "INSURED_NUMBER", "VIEWING_UNTIL", "REGISTERED_ON")
SMALL, LARGE = "houkatsu", "partner"
"""Accounts of an office with some dozens of people, and of one with some hundreds (with the right to pages of 500)."""


def ids(page: dict[str, Any]) -> list[str]:
    return [edge["node"]["id"] for edge in page["edges"]]


def page(service: Service, user: str, **arguments: object) -> dict[str, Any]:
    """One page, whose cursors and count are what they have to be."""
    shown: dict[str, Any] = service.ask(user, PAGE, **arguments).data["beneficiaries"]
    cursors = [edge["cursor"] for edge in shown["edges"]]
    assert cursors == ids(shown)
    ends = (shown["pageInfo"]["startCursor"], shown["pageInfo"]["endCursor"])
    assert ends == ((cursors[0], cursors[-1]) if cursors else (None, None))
    return shown


def walk(service: Service, user: str, size: int, *, forward: bool = True, **more: object) -> Iterator[dict[str, Any]]:
    """Pages from one end of the list to the other."""
    count, where, ahead, behind, end = (
        ("first", "after", "hasNextPage", "hasPreviousPage", "endCursor")
        if forward
        else ("last", "before", "hasPreviousPage", "hasNextPage", "startCursor")
    )
    cursor = None
    for _ in range(300):
        shown = page(service, user, **{count: size, where: cursor}, **more)
        assert shown["pageInfo"][behind] is (cursor is not None)
        yield shown
        if not shown["pageInfo"][ahead]:
            return
        assert len(shown["edges"]) == size
        cursor = shown["pageInfo"][end]
    raise AssertionError("The walk does not end.")


def whole(service: Service, user: str, **more: object) -> list[str]:
    """The list in one piece, for an account that may have it so."""
    shown = page(service, user, first=500 if user == LARGE else 100, **more)
    assert len(shown["edges"]) == shown["totalCount"]
    return ids(shown)


def assert_walks(service: Service, user: str, sort: str, sizes: tuple[int, ...]) -> None:
    everybody = whole(service, user, sort=sort)
    assert len(everybody) == len(set(everybody)) > 20
    for size in sizes:
        ahead = list(walk(service, user, size, sort=sort))
        back = list(walk(service, user, size, forward=False, sort=sort))
        assert [id_ for shown in ahead for id_ in ids(shown)] == everybody
        assert [id_ for shown in reversed(back) for id_ in ids(shown)] == everybody
        assert len(ahead) == len(back) == -(-len(everybody) // size)
        assert {shown["totalCount"] for shown in ahead + back} == {len(everybody)}


def id_of(service: Service, story: str) -> str:
    with service.rows() as rows:
        found = select(col(Beneficiary.id)).where(col(Beneficiary.insured_number) == STORIES[story])
        return str(rows.execute(found).scalar_one())


def refused(answer: Answer, message: str, argument: str) -> None:
    assert answer.body["data"] == {"beneficiaries": None}
    [error] = answer.errors
    assert (error["message"], error["path"]) == (message, ["beneficiaries"])
    assert error["extensions"] == {"code": "BAD_USER_INPUT", "argument": argument}


@pytest.mark.parametrize("sort", SORTS)
def test_every_walk_meets_everybody_once(service: Service, sort: str) -> None:
    assert_walks(service, SMALL, sort, (1, 2, 7, 50, 100))
    assert_walks(service, LARGE, sort, (50, 100, 500))


def test_a_walk_through_people_whom_the_order_does_not_tell_apart(service: Service) -> None:
    same = {"sort_kana": "サトウ サトウ", "insured_number": "1300000100"}
    dates = {"viewing_until": datetime.date(2026, 1, 1), "registered_on": datetime.date(2025, 11, 10)}
    with service.rows() as rows:
        rows.execute(update(Registration).where(col(Registration.key) % 3 > 0).values(**same, **dates))
        rows.commit()
    for sort in SORTS:
        assert_walks(service, SMALL, sort, (1, 7))


def test_a_filtered_walk(service: Service) -> None:
    everybody = whole(service, LARGE, search="コ")
    assert 30 < len(everybody) < 200
    for forward in (True, False):
        pages = list(walk(service, LARGE, 7, forward=forward, search="コ"))
        assert sorted(id_ for shown in pages for id_ in ids(shown)) == sorted(everybody)
        assert {shown["totalCount"] for shown in pages} == {len(everybody)}


def test_nobody_found_is_a_page_too(service: Service) -> None:
    nobody = {
        "totalCount": 0,
        "pageInfo": {"hasNextPage": False, "hasPreviousPage": False, "startCursor": None, "endCursor": None},
        "edges": [],
    }
    assert page(service, SMALL, first=10, search="9999999999") == nobody
    assert page(service, SMALL, last=10, search="9999999999") == nobody


def test_sizes_that_are_none(service: Service) -> None:
    for argument in ("first", "last"):
        for size in (0, -1, 101, 500, 2**31 - 1, -(2**31)):
            refused(
                service.ask("hachiro", PAGE, **{argument: size}), "人数は1から100の間で指定してください。", argument
            )
        for size in (501, 0):
            refused(
                service.ask("partner", PAGE, **{argument: size}), "人数は1から500の間で指定してください。", argument
            )
    assert len(ids(page(service, "hachiro", first=100))) == 100
    assert len(ids(page(service, "hachiro"))) == len(ids(page(service, "hachiro", first=None))) == 50
    assert len(ids(page(service, "partner", last=500))) > 100


def test_two_directions_at_once_are_refused(service: Service) -> None:
    [first, *_, last] = whole(service, SMALL)
    message = "first・after と last・before は同時に指定できません。"
    for arguments in (
        {"first": 5, "last": 5},
        {"first": 5, "before": last},
        {"last": 5, "after": first},
        {"after": first, "before": last},
        {"first": 0, "last": 0},
    ):
        refused(service.ask(SMALL, PAGE, **arguments), message, "last")


def test_before_alone_is_the_page_before(service: Service) -> None:
    everybody = whole(service, SMALL)
    assert ids(page(service, SMALL, before=everybody[7])) == everybody[:7]
    assert ids(page(service, SMALL, after=everybody[-4])) == everybody[-3:]


def test_the_walk_goes_on_when_the_last_one_shown_has_left(service: Service) -> None:
    orders = {sort: whole(service, LARGE, sort=sort) for sort in SORTS}
    leaver = id_of(service, "viewing-until-tomorrow")
    with service.rows() as rows:
        left = update(Registration).where(col(Registration.insured_number) == STORIES["viewing-until-tomorrow"])
        rows.execute(left.values(removed_at=service.clock.instant))
        rows.commit()

    for sort, everybody in orders.items():
        place = everybody.index(leaver)
        after = page(service, LARGE, first=500, after=leaver, sort=sort)
        before = page(service, LARGE, last=500, before=leaver, sort=sort)
        assert (ids(before), ids(after)) == (everybody[:place], everybody[place + 1 :])
        assert after["totalCount"] == before["totalCount"] == len(everybody) - 1


def test_the_clock_moves_during_a_walk(service: Service) -> None:
    # given: a walk that has come halfway when the night passes in which the guide's five people leave
    midnight = datetime.datetime(2025, 12, 25, tzinfo=JST)
    for sort in SORTS:
        service.clock.instant = midnight - datetime.timedelta(seconds=1)
        before = whole(service, LARGE, sort=sort)
        pages = walk(service, LARGE, 20, sort=sort)
        met = [id_ for _ in range(len(before) // 40) for id_ in ids(next(pages))]
        # when
        service.clock.instant = midnight
        left = set(before) - set(whole(service, LARGE, sort=sort))
        later = [id_ for shown in pages for id_ in ids(shown)]
        # then: nobody twice, nobody missed, and nobody who has left
        assert len(left) >= 5
        assert [*met, *later] == [id_ for id_ in before if id_ in met or id_ not in left]
        assert not left & set(later)


@pytest.mark.parametrize("interpret", [True, False])
def test_no_page_is_found_by_counting(open_service: Callable[..., Service], interpret: bool) -> None:
    service = open_service(interpret=interpret)
    everybody = whole(service, LARGE)
    with service.statements() as near:
        page(service, LARGE, first=7, after=everybody[3])
    with service.statements() as far:
        page(service, LARGE, first=7, after=everybody[200])

    assert near == far
    [listing] = [statement for statement in near if "ORDER BY registration.sort_kana" in statement]
    assert "(registration.sort_kana, registration.beneficiary_key) > (SELECT" in listing
    # SQLAlchemy writes an offset for SQLite where none is asked for
    offsets = [rest.split()[0].strip("()") for rest in listing.split("OFFSET ")[1:]]
    none = set() if service.database.name == "postgresql" else {"?"} if interpret else {"0"}
    assert set(offsets) == none


def test_hostile_cursors_are_refused(service: Service, subtests: pytest.Subtests) -> None:
    with service.rows() as rows:
        document = rows.execute(select(col(Document.id)).limit(1)).scalar_one()
    known = id_of(service, "viewing-until-tomorrow")
    hostile = [
        *("", " ", "0", "null", "YXJyYXljb25uZWN0aW9uOjA=", "bnf_", "bnf_0000000000000000", "カーソル"),
        *(document, known.upper(), f" {known}", f"{known}\n", f"{known}a", known[4:], f"bnf_%{known[5:]}"),
        *("' OR 1=1 --", "bnf_') UNION SELECT", "x" * 10_000, "\0", f"{known}\0", "bnf_\0aaaaaaaaaaaaaaa", "𠮷" * 5),
    ]
    for cursor in hostile:
        for size, argument in (("first", "after"), ("last", "before")):
            with subtests.test(cursor=cursor[:40], argument=argument):
                answer = service.ask("hachiro", PAGE, **{size: 5, argument: cursor})
                refused(answer, "カーソルが正しくありません。", argument)


def test_an_unknown_cursor_and_one_of_another_office_are_alike(service: Service) -> None:
    cursors = [new_id("bnf"), id_of(service, "elsewhere"), id_of(service, "no-office"), id_of(service, "filing-only")]
    service.ask("hachiro", PAGE, first=1)  # opens the list: there are card readings that wait for that
    for sort in SORTS:
        for size, argument in (("first", "after"), ("last", "before")):
            answers, statements = set(), set()
            for cursor in cursors:
                with service.statements() as ran:
                    answers.add(service.ask("hachiro", PAGE, **{size: 5, argument: cursor, "sort": sort}).content)
                statements.add(tuple(ran))
            assert (len(answers), len(statements)) == (1, 1)
