"""Sessions (S14): how long they last, what ends them, and that without one nothing else is answered."""

import datetime

import pytest

from models.rows import Guess, Message, Session, SignInAttempt
from tests.service import Service
from tests.signing_in import (
    SECOND,
    SIGN_OUT,
    WHO,
    WRONG_CODE,
    WRONG_PASSWORD,
    assert_not_signed_in,
    assert_refused,
    change,
    request_code,
    sign_in,
    signed_in,
    start,
    stored,
    who,
)


def test_a_session_ends_after_twelve_hours(service: Service) -> None:
    token = signed_in(service)
    begun = service.clock.instant
    end = begun + datetime.timedelta(hours=12)
    while service.clock.instant < end - 10 * 60 * SECOND:  # in use all the time
        service.clock.instant += 10 * 60 * SECOND
        assert who(service, token).data == {"viewer": {"userId": "hachiro"}}
    service.clock.instant = end - SECOND
    assert who(service, token).data == {"viewer": {"userId": "hachiro"}}
    for instant in (end, end + SECOND):
        service.clock.instant = instant
        assert_not_signed_in(who(service, token))


def test_a_session_ends_when_it_is_left_alone_for_a_quarter_of_an_hour(service: Service) -> None:
    quarter = datetime.timedelta(minutes=15)
    token = signed_in(service)
    service.clock.instant += quarter - SECOND
    assert who(service, token).data == {"viewer": {"userId": "hachiro"}}
    service.clock.instant += quarter - SECOND
    assert who(service, token).data == {"viewer": {"userId": "hachiro"}}
    service.clock.instant += quarter
    assert_not_signed_in(who(service, token))


def test_a_session_in_use_is_written_once_a_minute_at_most(service: Service) -> None:
    token = signed_in(service)
    for seconds, written in ((59, False), (1, True), (59, False), (1, True)):
        service.clock.instant += seconds * SECOND
        with service.statements() as ran:
            assert who(service, token).data
        assert [statement.split()[0] for statement in ran].count("UPDATE") == written


def test_suspension_ends_a_session_at_once(service: Service) -> None:
    token = signed_in(service, "nurse")
    attempt, code = request_code(service, "nurse")
    change(service, "nurse", suspended=True)
    assert_not_signed_in(who(service, token))
    assert_refused(start(service, "nurse"), WRONG_PASSWORD)
    sessions = stored(service, Session)
    assert_refused(sign_in(service, attempt, code), WRONG_CODE)
    assert stored(service, Session) == sessions


def test_a_token_that_is_none(service: Service, subtests: pytest.Subtests) -> None:
    token = service.token("hachiro")
    for told in (None, "", "Bearer", "Bearer ", f"Basic {token}", token, f"Bearer {token}x", "Bearer ' OR 1=1 --"):
        with subtests.test(authorization=told):
            assert_not_signed_in(service.post({"query": WHO}, {} if told is None else {"Authorization": told}))
    assert service.post({"query": WHO}, {"Authorization": f"bearer  {token} "}).data["viewer"]


ASK = 'startSignIn(input: {userId: "hachiro", password: "Kaigo-Demo-2026"}) { attempt }'
TRY = 'signIn(input: {attempt: "a", code: "000000"}) { token }'
NOT_OPEN = (
    "{ viewer { userId } }",
    "{ __typename }",
    "{ __schema { queryType { name } } }",
    '{ beneficiary(id: "bnf_aaaaaaaaaaaaaaaa") { name } }',
    SIGN_OUT,
    "mutation { startSignIn: signOut { signedOut } }",
    "{ signIn: beneficiaries { totalCount } }",
    f"mutation {{ {ASK} signOut {{ signedOut }} }}",
    f"mutation {{ {ASK} __typename }}",
    f"mutation {{ {ASK} {TRY} }}",
    f"mutation {{ a: {TRY} b: {TRY} }}",
    f"mutation {{ ...F }} fragment F on Mutation {{ {ASK} }}",
    f"mutation {{ ... on Mutation {{ {ASK} }} }}",
    f"mutation {{ ... @include(if: true) {{ {ASK} }} }}",
    f"mutation A {{ {ASK} }} query B {{ viewer {{ userId }} }}",
    "{ nothing }",
    "{",
    "",
)


def test_before_sign_in_nothing_else_is_answered(service: Service, subtests: pytest.Subtests) -> None:
    for query in NOT_OPEN:
        for name in (None, "A", "B", "unknown"):
            with subtests.test(query=query, name=name), service.statements() as ran:
                assert_not_signed_in(service.post({"query": query, "operationName": name}))
                assert ran == []
    assert stored(service, Message, Guess, SignInAttempt) == []
    both = f"mutation A {{ {ASK} }} mutation B {{ {TRY} }}"
    assert service.post({"query": both, "operationName": "A"}).data["startSignIn"]["attempt"]
