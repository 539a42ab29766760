"""Errors: each has a code, people read Japanese, and nothing of Python, SQL or the machine leaves."""

import json
import re

import pytest
from graphql import get_introspection_query

from tests.service import INTERNALS, Answer, Service

JAPANESE = re.compile("[ぁ-ん].*。")
ON_DATE = 'query ($on: Date) { beneficiary(id: "x") { certificates(on: $on) { burdenRatioInForce } } }'
FIRST = "query ($first: Int!) { beneficiaries(first: $first) { totalCount } }"
SORTED = "query ($sort: Sort) { beneficiaries(sort: $sort) { totalCount } }"
SEARCHED = "query ($search: String) { beneficiaries(search: $search) { totalCount } }"
NODES = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }"
FEED = 'mutation ($card: CertificateInput!) { feedCertificate(input: {idempotencyKey: "key-of-a-card", insuredNumber: "1", certificate: $card}) { __typename } }'
CODE = "mutation ($input: StartSignInInput!) { startSignIn(input: $input) { attempt } }"

PARSE_FAILED = (
    *("", " ", "{", "}", "{}", "{ viewer { } }", "{ viewer { userId }", "query {", "hello", "\0", "{ a(b: 01) }", "€"),
    *('{ a(b: "\\uD800") }', '{ a(b: "\\u{110000}") }', '{ a(b: "x) }', "# nothing", "\ufeff"),
    "{" * 5_000,
    "{a" * 900 + "}" * 900,
    "{ a(b: " + "[" * 1_900 + ") }",
    "{ a(b: " + "{c: " * 600 + "1" + "}" * 600 + ") }",
    "{ viewer { " + "userId " * 2_000 + "} }",
    "query (" + "$a: " + "[" * 900 + "Int" + "]" * 900 + ") { viewer { userId } }",
)
REDUCED = {"issuedOn": "2025-12-01", "benefitRate": 90, "effectiveOn": "2025-12-01", "validUntil": "2026-07-31"}
NOT_ONE: tuple[dict[str, object], ...] = ({}, {"reduction": None}, {"reduction": REDUCED, "burdenRatio": None})
"""Values of `CertificateInput` (@oneOf), which takes exactly one that is not null."""
VALIDATION_FAILED = (
    *("{ nothing }", "{ viewer }", "{ viewer { userId { x } } }", "{ viewer { userId(x: 1) } }", "subscription { x }"),
    *("{ beneficiary { name } }", "{ beneficiary(id: null) { name } }", "{ beneficiary(id: {a: 1}) { name } }"),
    *("fragment F on Query { viewer { userId } }", "type Query { a: Int }", "{ ...F }", "{ ... on Nothing { x } }"),
    "{ ...F } fragment F on Query { ...F }",
    "{ viewer { userId } } { viewer { name } }",
    "query A { viewer { userId } } query A { viewer { userId } }",
    "query ($a: Nothing) { viewer { userId } }",
    "query ($a: Int) { viewer { userId } }",
    "{ beneficiaries(first: $a) { totalCount } }",
    "{ viewer @nothing { userId } }",
    *(f"{{ beneficiaries(first: {value}) {{ totalCount }} }}" for value in ('"x"', "2147483648", "1.5", "1e400", "[]")),
    "{ beneficiaries(first: " + "9" * 5_000 + ") { totalCount } }",
    "{ beneficiaries(search: " + "[" * 150 + "]" * 150 + ") { totalCount } }",
    "{ beneficiaries(sort: RANDOM) { totalCount } }",
    *(ON_DATE.replace("($on: Date)", "").replace("$on", literal) for literal in ('"x"', '"2025-02-30"', "5", "[[1]]")),
    "query Q { ...f0 } " + " ".join(f"fragment f{n} on Query {{ ...f{n + 1} }}" for n in range(60)),
)
WRONG_VALUES: tuple[tuple[str, str, tuple[object, ...]], ...] = (
    (FIRST, "first", (None, "1", 1.5, 2**31, -(2**31) - 1, 10**30, 1e300, True, [1], {"a": 1})),
    (SORTED, "sort", ("RANDOM", "kana", 1, ["KANA", "KANA"], {})),
    (SEARCHED, "search", (1, True, ["a"], {"a": "b"}, [[[[[]]]]])),
    (NODES, "ids", (None, [None], ["a", None], [[["a"]]], {"a": 1}, [1.5])),
    (ON_DATE, "on", ("", "x", "2025-02-30", "2025-13-01", "0000-00-00", "２０２５-01-01", "99999-01-01")),
    (ON_DATE, "on", ("2025-12-15T09:00:00", 20251215, True, ["2025-12-15"])),
    (CODE, "input", (None, {}, {"userId": "a"}, {"userId": 1, "password": ""}, "x", [])),
    (CODE, "input", ({"userId": "a", "password": "b", "user": "c"},)),
    (FEED, "card", NOT_ONE),
    (FIRST, "other", (1,)),
)
VALID = b'{"query": "{ viewer { userId } }"}'
BAD_BODIES: tuple[bytes, ...] = (
    *(b"", b" ", b"null", b"123", b'"x"', b"[]", b"[{}]", b"[" + VALID + b"]", b"{}", b"true", VALID + VALID, b"{"),
    *(b'{"query": 1}', b'{"query": null}', b'{"query": ["a"]}', b'{"query": "\xff"}', b'{"query": "\xc3\x28"}'),
    *(VALID[:-1] + more for more in (b', "operationName": 1}', b', "variables": []}', b', "variables": "{}"}')),
    *(VALID[:-1] + more for more in (b', "extensions": []}', b', "variables": {"a": NaN}}', b', "x": Infinity}')),
    *(VALID[:-1] + more for more in (b', "x": 1e999}', b', "x": "\\ud800"}', b', "\\udc00": 1}', b', "x": 01}')),
    b"\xef\xbb\xbf" + VALID,
    VALID.decode().encode("utf-16"),
    b"[" * 100_000 + b"]" * 100_000,
    b'{"query": "{ viewer { userId } }", "variables": ' + b'{"a": ' * 100_000 + b"1" + b"}" * 100_001,
)


def post_bytes(service: Service, content: bytes) -> Answer:
    headers = {"Authorization": f"Bearer {service.token('hachiro')}", "Content-Type": "application/json"}
    response = service.client.post("/graphql", content=content, headers=headers)
    return Answer(response.status_code, response.json(), response.content)


def assert_coded(answer: Answer, code: str) -> None:
    """Nothing but errors of this code, at most a few, with nothing internal in them."""
    assert set(answer.body) == {"errors"}
    assert 1 <= len(answer.errors) <= 6
    assert set(answer.codes) == {code}
    told = answer.content.decode()
    assert INTERNALS.search(told) is None, told
    assert len(told) < 5_000


def test_documents_that_cannot_be_parsed(service: Service, subtests: pytest.Subtests) -> None:
    for query in PARSE_FAILED:
        with subtests.test(query=query[:40]):
            assert_coded(service.ask("hachiro", query), "GRAPHQL_PARSE_FAILED")


def test_documents_that_do_not_fit_the_schema(service: Service, subtests: pytest.Subtests) -> None:
    for query in VALIDATION_FAILED:
        with subtests.test(query=query[:60]):
            assert_coded(service.ask("hachiro", query), "GRAPHQL_VALIDATION_FAILED")
    many = service.ask("hachiro", "{ " + " ".join(f"nothing{n}" for n in range(25)) + " }")
    assert_coded(many, "GRAPHQL_VALIDATION_FAILED")


def test_one_of_several_is_taken_and_no_other_number(service: Service) -> None:
    """In the document as in a variable (WRONG_VALUES), and introspection says so."""
    for value in NOT_ONE:
        literal = re.sub(r'"(\w+)":', r"\1:", json.dumps(value))
        query = FEED.replace("($card: CertificateInput!)", "").replace("$card", literal)
        for user in ("municipal-system", "nurse"):
            assert_coded(service.ask(user, query), "GRAPHQL_VALIDATION_FAILED")
    told = service.ask("nurse", '{ __type(name: "CertificateInput") { isOneOf } }').data
    assert told == {"__type": {"isOneOf": True}}


def test_variables_that_do_not_fit(service: Service, subtests: pytest.Subtests) -> None:
    for query, name, values in WRONG_VALUES:
        for value in values:
            with subtests.test(query=query[:40], value=str(value)), service.statements() as ran:
                assert_coded(service.ask("hachiro", query, **{name: value}), "BAD_USER_INPUT")
                assert not [statement for statement in ran if "beneficiary" in statement or "INSERT" in statement]
    deep = b'{"query": "%s", "variables": {"search": ' % SEARCHED.encode() + b"[" * 1_000 + b"]" * 1_000 + b"}}"
    assert_coded(post_bytes(service, deep), "BAD_USER_INPUT")


def test_bodies_that_are_no_request(service: Service, subtests: pytest.Subtests) -> None:
    for body in BAD_BODIES:
        with subtests.test(body=body[-60:]):
            answer = post_bytes(service, body)
            assert answer.status == 400
            assert_coded(answer, "BAD_REQUEST")
            assert JAPANESE.search(answer.errors[0]["message"])


def test_an_operation_has_to_be_named_among_several(service: Service) -> None:
    headers = {"Authorization": f"Bearer {service.token('hachiro')}"}
    two = "query A { viewer { userId } } query B { viewer { kind } }"
    for body in ({"query": two}, {"query": two, "operationName": ""}, {"query": two, "operationName": "C"}):
        answer = service.post(body, headers)
        assert answer.status == 400
        assert_coded(answer, "BAD_REQUEST")
        assert answer.errors[0]["message"] == "operationName で操作を一つ指定してください。"
    assert service.post({"query": two, "operationName": "A"}, headers).data == {"viewer": {"userId": "hachiro"}}
    assert service.post({"query": "{ viewer { userId } }", "operationName": None}, headers).data


def test_ids_that_lead_to_nobody_are_no_error(service: Service) -> None:
    one = "query ($id: ID!) { beneficiary(id: $id) { name } node(id: $id) { id } nodes(ids: [$id, $id]) { id } }"
    nobody = {"beneficiary": None, "node": None, "nodes": [None, None]}
    for id_ in ("bnf_aaaaaaaaaaaaaaaa", "", " ", "1", 1, "\0", "x" * 10_000, "' OR 1=1 --", "bnf_%", "𠮷"):
        assert service.ask("hachiro", one, id=id_).data == nobody
    many = ["bnf_aaaaaaaaaaaaaaaa"] * 101
    assert service.ask("hachiro", NODES, ids=many[:100]).data == {"nodes": [None] * 100}
    refused = service.ask("hachiro", NODES, ids=many)
    assert refused.body["data"] is None
    assert (refused.codes, refused.errors[0]["message"]) == (["BAD_USER_INPUT"], "一度に取得できるのは100件までです。")
    assert service.ask("hachiro", NODES, ids=[]).data == {"nodes": []}


def test_introspection_is_for_the_signed_in(service: Service) -> None:
    query = get_introspection_query(input_value_deprecation=True, directive_is_repeatable=True)
    schema = service.ask("nurse", query).data["__schema"]
    assert "Beneficiary" in [kind["name"] for kind in schema["types"]]
    anonymous = service.ask(None, query)
    assert (anonymous.status, set(anonymous.body), anonymous.codes) == (401, {"errors"}, ["UNAUTHENTICATED"])


def test_nothing_is_suggested(service: Service) -> None:
    asked: tuple[tuple[str, dict[str, object]], ...] = (
        ("{ beneficiarie { totalCount } }", {}),
        ("{ beneficiaries(firs: 1) { totalCount } }", {}),
        ("{ beneficiaries(sort: KAN) { totalCount } }", {}),
        ("{ node(id: 1) { ... on Beneficary { id } } }", {}),
        ("query ($a: Strin) { beneficiaries(search: $a) { totalCount } }", {}),
        ("{ viewer @includ(if: true) { userId } }", {}),
        (SORTED, {"sort": "KAN"}),
        (CODE, {"input": {"userID": "a", "password": "b"}}),
        ('mutation { startSignIn(input: {userID: "a", password: "b"}) { attempt } }', {}),
    )
    for query, variables in asked:
        answer = service.ask("hachiro", query, **variables)
        assert json.dumps(answer.body).count("Did you mean") == 0
        assert set(answer.codes) <= {"GRAPHQL_VALIDATION_FAILED", "BAD_USER_INPUT"} != set()


def test_a_path_with_a_slash_too_many_is_not_served(service: Service) -> None:
    response = service.client.post("/graphql/", json={"query": "{ __typename }"}, follow_redirects=False)
    assert (response.status_code, response.json()["errors"][0]["extensions"]["code"]) == (404, "NOT_FOUND")
    assert "location" not in response.headers
