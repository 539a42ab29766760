"""What a document may hold: the last that is served, the first that is refused, and nothing that is slow to tell."""

import pytest

from tests.service import Service

OF = "{{ viewer {{ {} }} }}"
SELF = "fragment F on Viewer { userId }"


def aliases(number: int) -> str:
    return OF.format(" ".join(f"a{n}: userId" for n in range(number)))


def directives(number: int) -> str:
    return OF.format("userId" + " @include(if: true)" * number)


def roots(number: int) -> str:
    return "{ " + " ".join("viewer { userId }" for _ in range(number)) + " }"


def operations(number: int) -> str:
    return " ".join(f"query Q{n} {{ viewer {{ userId }} }}" for n in range(number))


def fragments(number: int) -> str:
    chain = " ".join(f"fragment f{n} on Viewer {{ ...f{n + 1} }}" for n in range(number - 1))
    return f"{OF.format('...f0')} {chain} fragment f{number - 1} on Viewer {{ userId }}"


def named(length: int) -> str:
    return OF.format(f"{'a' * length}: userId")


EDGES = {
    "aliases": (aliases, 15),
    "rootFields": (roots, 25),
    "fragments": (fragments, 100),
    "aliasLength": (named, 63),
}
WORDS = {
    "aliases": "別名の数は15までです（16）。",
    "rootFields": "最上位の項目の数は25までです（26）。",
    "fragments": "フラグメントの数は100までです（101）。",
    "aliasLength": "別名の長さは63までです（64）。",
}


@pytest.mark.parametrize("limit", EDGES)
def test_the_last_is_served_and_the_next_is_refused(service: Service, limit: str) -> None:
    write, most = EDGES[limit]

    assert service.ask("hachiro", write(most)).body["data"]["viewer"]
    with service.statements() as ran:
        refused = service.ask("hachiro", write(most + 1))

    [error] = refused.errors
    assert set(refused.body) == {"errors"}
    assert error["message"] == WORDS[limit]
    assert error["extensions"] == {"code": "LIMIT_EXCEEDED", "limit": limit, "most": most, "found": most + 1}
    assert len(ran) == 1, "nothing but who asks"


def test_operations_and_directives(service: Service) -> None:
    """One too many; a directive that may stand once is refused by validation before there are twenty of it."""
    for query, limit, most in ((operations(6), "operations", 5), (directives(21), "directives", 20)):
        [error] = service.ask("hachiro", query).errors
        assert error["extensions"] == {"code": "LIMIT_EXCEEDED", "limit": limit, "most": most, "found": most + 1}
    once = " ".join(f"... @include(if: true) {{ {name} }}" for name in ["userId"] * 20)
    assert service.ask("hachiro", OF.format(once)).data == {"viewer": {"userId": "hachiro"}}


def test_depth_counts_fields_and_not_introspection(service: Service) -> None:
    # nothing of ours is so deep: a chain that does not fit the schema is refused by its depth, before it is validated
    for deep, code in ((12, "GRAPHQL_VALIDATION_FAILED"), (13, "LIMIT_EXCEEDED")):
        chain = "{ viewer " * deep + "}" * deep
        assert set(service.ask("hachiro", chain).codes) == {code}
    kinds = '{ __type(name: "Query") { fields { type { ' + "ofType { " * 12 + "name" + " }" * 16
    assert service.ask("hachiro", kinds).data["__type"]["fields"]


def test_doubling_fragments_are_one_field(service: Service) -> None:
    """Each spreads the next twice: two to the thirtieth fields, for whoever would walk them all; one that is answered."""
    chain = " ".join(f"fragment f{n} on Viewer {{ ...f{n + 1} ...f{n + 1} }}" for n in range(30))
    query = f"{{ viewer {{ ...f0 }} }} {chain} fragment f30 on Viewer {{ userId }}"

    headers = {"Authorization": f"Bearer {service.token('hachiro')}"}
    answer = service.post({"query": query, "extensions": {"cost": True}}, headers)

    assert answer.data == {"viewer": {"userId": "hachiro"}}
    assert answer.body["extensions"]["cost"]["cost"] == 2


def test_long_chains_of_fragments(service: Service) -> None:
    [error] = service.ask("hachiro", fragments(240)).errors
    assert error["extensions"] == {"code": "LIMIT_EXCEEDED", "limit": "fragments", "most": 100, "found": 240}
