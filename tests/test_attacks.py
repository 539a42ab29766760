"""The catalogue: what GraphQL Armor and OWASP's GraphQL cheat sheet name, each attacked once, or tested where it is named.

Sources: escape.tech/graphql-armor/docs (its plugins), cheatsheetseries.owasp.org/cheatsheets/GraphQL_Cheat_Sheet.html.
"""

import importlib
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.service import Service

FULL = "fields(includeDeprecated: true) { name type { name kind } }"
OF = "{{ viewer {{ {} }} }}"
TRY = 'startSignIn(input: {userId: "a", password: "b"}) { attempt }'


@dataclass(frozen=True)
class Attack:
    """A request, by whom, and the one code it is refused with; `says` is what stands in the error besides."""

    query: Any
    code: str
    by: str | None = "hachiro"
    status: int = 200
    says: dict[str, object] = field(default_factory=dict)


def over(limit: str, most: int, found: int) -> dict[str, object]:
    return {"limit": limit, "most": most, "found": found}


def chain(length: int, spread: str, last: str) -> str:
    return " ".join(f"fragment f{n} on Viewer {{ {spread.format(n + 1)} }}" for n in range(length)) + last


ATTACKS = {
    "Armor max-aliases": Attack(
        OF.format(" ".join(f"a{n}: userId" for n in range(16))), "LIMIT_EXCEEDED", says=over("aliases", 15, 16)
    ),
    "Armor max-directives": Attack(
        OF.format("userId" + " @skip(if: false)" * 21), "LIMIT_EXCEEDED", says=over("directives", 20, 21)
    ),
    "Armor max-depth": Attack("{ viewer " * 13 + "}" * 13, "LIMIT_EXCEEDED", says=over("depth", 12, 13)),
    "Armor max-depth, through fragments": Attack(
        "{ viewer { ...f0 } } " + chain(12, "viewer {{ ...f{} }}", "fragment f12 on Viewer { userId }"),
        "LIMIT_EXCEEDED",
        says=over("depth", 12, 14),
    ),
    "Armor max-tokens": Attack(OF.format("userId " * 2_000), "GRAPHQL_PARSE_FAILED"),
    "Armor character-limit": Attack(" " * 1_000_001, "PAYLOAD_TOO_LARGE", status=413),
    "Armor block-field-suggestions": Attack("{ viewr { userId } }", "GRAPHQL_VALIDATION_FAILED"),
    "Armor block-field-suggestions, anonymous": Attack("{ viewr { userId } }", "UNAUTHENTICATED", by=None, status=401),
    "OWASP breadth": Attack("{ " + "viewer { userId } " * 26 + "}", "LIMIT_EXCEEDED", says=over("rootFields", 25, 26)),
    "OWASP breadth, through a fragment": Attack(
        "{ ...F ... on Query { viewer { userId } } } fragment F on Query { " + "viewer { userId } " * 25 + "}",
        "LIMIT_EXCEEDED",
        says=over("rootFields", 25, 26),
    ),
    "OWASP breadth, fragments that double": Attack(
        "{ ...f0 } "
        + " ".join(f"fragment f{n} on Query {{ ...f{n + 1} ...f{n + 1} }}" for n in range(40))
        + "fragment f40 on Query { viewer { userId } }",
        "LIMIT_EXCEEDED",
        says=over("rootFields", 25, 2**40),
    ),
    "OWASP breadth, beyond the numbers of JSON": Attack(
        "{ ...f0 } "
        + " ".join(f"fragment f{n} on Query {{ ...f{n + 1} ...f{n + 1} }}" for n in range(97))
        + "fragment f97 on Query { viewer { userId } }",
        "LIMIT_EXCEEDED",
        says=over("rootFields", 25, 2**53 - 1),
    ),
    "OWASP introspection of the anonymous": Attack("{ __schema { types { name } } }", "UNAUTHENTICATED", None, 401),
    "OWASP introspection of a type, anonymous": Attack(
        '{ __type(name: "Query") { name } }', "UNAUTHENTICATED", None, 401
    ),
    "introspection again and again": Attack(
        f"{{ a: __schema {{ types {{ {FULL} }} }} b: __schema {{ types {{ {FULL} }} }} }}",
        "LIMIT_EXCEEDED",
        says=over("introspections", 1, 2),
    ),
    "introspection again and again, inside": Attack(
        "{ __schema { ...F } } fragment F on __Schema { a: types { name } types { name } }",
        "LIMIT_EXCEEDED",
        says=over("introspections", 1, 2),
    ),
    "introspection without end": Attack(
        "{ __schema { types { " + "fields { type { " * 4 + "name" + " } }" * 4 + " } } }", "GRAPHQL_VALIDATION_FAILED"
    ),
    "OWASP circular fragments": Attack(
        "{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }", "GRAPHQL_VALIDATION_FAILED"
    ),
    "OWASP pagination": Attack("{ beneficiaries(first: 501) { totalCount } }", "BAD_USER_INPUT"),
    "OWASP injection": Attack(
        '{ beneficiaries(search: "\' OR 1=1 --", sort: "x; DROP") { totalCount } }', "GRAPHQL_VALIDATION_FAILED"
    ),
    "OWASP batching by an array": Attack([{"query": "{ viewer { userId } }"}] * 2, "BAD_REQUEST", status=400),
    "OWASP batching of sign-ins by aliases": Attack(
        'mutation { a: startSignIn(input: {userId: "a", password: "b"}) { attempt } '
        'b: startSignIn(input: {userId: "a", password: "c"}) { attempt } }',
        "UNAUTHENTICATED",
        by=None,
        status=401,
    ),
    "OWASP batching of sign-ins by aliases, signed in": Attack(
        "mutation { " + " ".join(f"a{n}: {TRY}" for n in range(15)) + " }",
        "LIMIT_EXCEEDED",
        says=over("signIns", 1, 15),
    ),
    "batching of sign-ins by fragments": Attack(
        f"mutation {{ ...F ... on Mutation {{ b: {TRY} }} }} "
        'fragment F on Mutation { changePassword(input: {currentPassword: "a", newPassword: "b"}) { __typename } }',
        "LIMIT_EXCEEDED",
        says=over("signIns", 1, 2),
    ),
    "checking a document again and again": Attack(
        '{ a: checkOperation(document: "{ x }") { errors { code } } ...F } '
        'fragment F on Query { b: checkOperation(document: "{ y }") { errors { code } } }',
        "LIMIT_EXCEEDED",
        says=over("operationChecks", 1, 2),
    ),
    "checking a long document": Attack(
        f'{{ checkOperation(document: "{{ {"x " * 19_000}}}") {{ errors {{ code }} }} }}',
        "LIMIT_EXCEEDED",
        says=over("cost", 2_000_000, 100_000 + 50 * 38_003 + 1_001) | {"coordinate": "Query.checkOperation"},
    ),
    "an input field twice": Attack(
        'mutation { startSignIn(input: {userId: "a", userId: "b", password: "b"}) { attempt } }',
        "GRAPHQL_VALIDATION_FAILED",
    ),
    "an argument twice": Attack("{ beneficiaries(first: 1, first: 2) { totalCount } }", "GRAPHQL_VALIDATION_FAILED"),
    "a variable twice": Attack(
        "query ($a: Int, $a: Int) { beneficiaries(first: $a) { totalCount } }", "GRAPHQL_VALIDATION_FAILED"
    ),
}

ELSEWHERE = {
    "Armor cost-limit": "test_cost.test_what_costs_too_much_is_refused_before_it_runs",
    "the last that is served, the first that is refused": "test_extent.test_the_last_is_served_and_the_next_is_refused",
    "names of 64 bytes": "test_extent.test_the_last_is_served_and_the_next_is_refused",
    "operations": "test_extent.test_operations_and_directives",
    "introspection has no depth of ours": "test_extent.test_depth_counts_fields_and_not_introspection",
    "OWASP exponential fragments": "test_extent.test_doubling_fragments_are_one_field",
    "long chains of fragments": "test_extent.test_long_chains_of_fragments",
    "deep fragments": "test_document_work.test_no_stack_is_exhausted",
    "overlapping fields": "test_document_work.test_comparing_fields_has_an_end",
    "strings without an end": "test_document_work.test_a_longer_text_takes_longer_by_its_length",
    "validation for nobody": "test_document_work.test_of_nobody_nothing_is_validated_but_signing_in",
    "OWASP timeouts": "test_deadline.test_a_statement_that_does_not_end_is_stopped",
    "OWASP rate limiting": "test_request_count.test_an_account_may_ask_so_often_in_a_minute",
    "OWASP error messages": "test_internal_errors.test_what_fails_inside_is_a_number",
    "no suggestions": "test_errors.test_nothing_is_suggested",
    "deep JSON, bad UTF-8, NaN": "test_errors.test_bodies_that_are_no_request",
    "deep literals": "test_errors.test_documents_that_cannot_be_parsed",
    "body of 1 MB": "test_http.test_the_largest_body_is_read_and_one_byte_more_is_not",
    "body in chunks": "test_http.test_a_body_in_chunks_is_bounded_too",
    "urlencoded, multipart, text/plain (CSRF)": "test_http.test_other_content_types_are_refused_unread",
    "CSRF by cookie": "test_session_cookie.test_from_another_sites_page_the_cookie_is_refused",
    "CSRF by GET": "test_get.test_the_rest_goes_by_post",
    "CORS": "test_transport.test_no_other_site_is_given_leave",
    "WebSocket of another site": "test_socket_protocol.test_another_sites_page_is_not_whatever_it_brings",
    "OWASP node ids": "test_errors.test_ids_that_lead_to_nobody_are_no_error",
    "slow clients": "test_patience.test_who_does_not_go_on_is_closed",
    "overload": "test_overload.test_a_full_service_says_when_to_come_again",
}


@pytest.mark.parametrize("name", ATTACKS)
def test_the_catalogue(service: Service, name: str) -> None:
    """Refused with one code, without data, and without a statement but for who asks."""
    attack = ATTACKS[name]
    headers = {"Authorization": f"Bearer {service.token(attack.by)}"} if attack.by else {}
    body = attack.query if isinstance(attack.query, list) else {"query": attack.query}
    with service.statements() as ran:
        answer = service.post(body, headers)
    assert (answer.status, set(answer.codes)) == (attack.status, {attack.code})
    assert not any((answer.body.get("data") or {}).values())
    assert len(ran) <= 1
    told = answer.errors[0]["extensions"]
    assert {name: told.get(name) for name in attack.says} == attack.says
    assert "Did you mean" not in answer.content.decode()


def test_a_key_twice_in_a_body_opens_nothing(service: Service) -> None:
    """The last one counts, for the judgement and for what runs alike."""
    body = b'{"query": "{ __typename }", "query": "{ viewer { userId } }"}'
    json = {"Content-Type": "application/json"}
    assert service.client.post("/graphql", content=body, headers=json).status_code == 401
    signed_in = {**json, "Authorization": f"Bearer {service.token('hachiro')}"}
    assert service.client.post("/graphql", content=body, headers=signed_in).json()["data"] == {
        "viewer": {"userId": "hachiro"}
    }


@pytest.mark.parametrize("name", ELSEWHERE)
def test_what_is_named_is_there(name: str) -> None:
    module, _, test = ELSEWHERE[name].partition(".")
    assert callable(getattr(importlib.import_module(f"tests.{module}"), test, None)), ELSEWHERE[name]
