"""A browser's session (security.md section 7): a cookie that no script reads, and that no other site's page can use."""

import httpx2
import pytest

from models.rows import DocumentTicket, Session, SignInAttempt, Upload
from seed.pdf import SURVEY
from tests.opening import papers, ticket
from tests.service import Service
from tests.signing_in import SIGN_OUT, WHO, request_code, signed_in, start, stored

SIGN_IN = """
mutation SignIn($attempt: String!, $code: String!) {
  signIn(input: {attempt: $attempt, code: $code, transport: COOKIE}) { token expiresAt }
}
"""
OPEN = 'mutation { openDocument(input: {id: "%s", mode: VIEW}) { ticket } }'
OURS = {"Sec-Fetch-Site": "same-origin"}
BY_HEADER = {"X-Requested-With": "page"}
OPENED = {"Sec-Fetch-Site": "none"}
FOREIGN: tuple[dict[str, str], ...] = (
    {},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": ""},
    {"Sec-Fetch-Site": "Same-Origin"},
    {"Sec-Fetch-Site": "cross-site", **BY_HEADER},
    {"Sec-Fetch-Site": "same-site", "Origin": "http://testserver"},
    {"Origin": "http://testserver", "Referer": "http://testserver/explorer/"},
)
"""What a browser says of a page that is not ours, or does not say."""
CROSS_SITE = {
    "message": "このサービスの画面からの操作ではないため、受け付けられません。",
    "extensions": {"code": "CROSS_SITE"},
}
SET = "Secure; HttpOnly; SameSite=Strict; Path=/"
FORGOTTEN = f"__Host-session=; {SET}; Max-Age=0"


def post(service: Service, query: str, headers: dict[str, str], **variables: str) -> httpx2.Response:
    return service.client.post("/graphql", json={"query": query, "variables": variables}, headers=headers)


def cookie(token: str) -> dict[str, str]:
    return {"Cookie": f"other=1; __Host-session={token}"}


def in_browser(service: Service) -> str:
    """The token of a new session, as the browser keeps it."""
    attempt, code = request_code(service)
    response = post(service, SIGN_IN, OURS, attempt=attempt, code=code)
    assert response.json()["data"] == {"signIn": {"token": None, "expiresAt": "2025-12-15T21:00:00+09:00"}}
    name, _, rest = response.headers["set-cookie"].partition("=")
    token, _, attributes = rest.partition("; ")
    assert (name, attributes, len(token)) == ("__Host-session", SET, 43)
    return str(token)


def assert_cross_site(response: httpx2.Response) -> None:
    assert (response.status_code, response.json()) == (403, {"errors": [CROSS_SITE]})


def test_a_browser_is_signed_in_by_a_cookie_until_it_signs_out(service: Service) -> None:
    # given a browser that signed in on our page
    signed = cookie(in_browser(service))
    # then the cookie is who asks, in each of the two ways to tell the page
    for told in (OURS, BY_HEADER):
        response = post(service, WHO, {**signed, **told})
        assert response.json() == {"data": {"viewer": {"userId": "hachiro"}}}
        assert "set-cookie" not in response.headers
    # when it signs out, then the cookie is forgotten, and worth nothing to whoever kept it
    response = post(service, SIGN_OUT, {**signed, **OURS})
    assert response.json() == {"data": {"signOut": {"signedOut": True}}}
    assert response.headers.get_list("set-cookie") == [FORGOTTEN]
    assert post(service, WHO, {**signed, **OURS}).status_code == 401


def test_a_program_gets_no_cookie(service: Service) -> None:
    token = signed_in(service)
    response = post(service, SIGN_OUT, {"Authorization": f"Bearer {token}"})
    assert response.json() == {"data": {"signOut": {"signedOut": True}}}
    assert "set-cookie" not in response.headers


@pytest.mark.parametrize("told", [*FOREIGN, OPENED], ids=str)
def test_from_another_sites_page_the_cookie_is_refused(service: Service, told: dict[str, str]) -> None:
    signed = cookie(in_browser(service))
    before = stored(service, Session, Upload)
    with service.statements() as ran:
        for query in (WHO, SIGN_OUT, "{ beneficiaries { totalCount } }"):
            assert_cross_site(post(service, query, {**signed, **told}))
        pdf = {"Content-Type": "application/pdf"}
        assert_cross_site(service.client.post("/uploads", content=SURVEY.content, headers={**signed, **told, **pdf}))
    assert ran == []
    assert stored(service, Session, Upload) == before


def test_a_body_that_a_form_could_send_is_refused(service: Service) -> None:
    signed = {**cookie(in_browser(service)), **OURS}
    before = stored(service, Session)
    for media_type in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"):
        content = b'{"query": "mutation { signOut { signedOut } }"}'
        response = service.client.post("/graphql", content=content, headers={**signed, "Content-Type": media_type})
        assert response.status_code == 415
    assert stored(service, Session) == before


def test_a_cookie_and_a_token_together_are_refused(service: Service) -> None:
    token = in_browser(service)
    bearer = {"Authorization": f"Bearer {service.token('nurse')}"}
    before = stored(service, Session)
    with service.statements() as ran:
        for other in (bearer, {"Authorization": f"Bearer {token}"}):
            response = post(service, SIGN_OUT, {**cookie(token), **OURS, **other})
            assert response.status_code == 400
            assert response.json()["errors"][0]["extensions"] == {"code": "TWO_CREDENTIALS"}
    assert ran == []
    assert stored(service, Session) == before


def test_a_cookie_is_given_to_our_own_page_alone(service: Service) -> None:
    attempt, code = request_code(service)
    before = stored(service, Session, SignInAttempt)
    for told in (*FOREIGN, OPENED):
        response = post(service, SIGN_IN, told, attempt=attempt, code=code)
        assert response.json()["errors"][0]["extensions"] == {"code": "CROSS_SITE"}
        assert "set-cookie" not in response.headers
    # the code was not even tried
    assert stored(service, Session, SignInAttempt) == before


def test_a_wrong_code_sets_no_cookie(service: Service) -> None:
    attempt, code = request_code(service)
    response = post(service, SIGN_IN, OURS, attempt=attempt, code=code[::-1] + "0")
    assert response.json()["errors"][0]["extensions"] == {"code": "SIGN_IN_REFUSED"}
    assert "set-cookie" not in response.headers
    assert stored(service, Session) == []


def test_a_cookie_that_is_over_keeps_nobody_from_signing_in(service: Service) -> None:
    # given a browser whose session ended while it was away
    signed = {**cookie("over"), **OURS}
    # then it is told so, and forgets it
    response = post(service, WHO, signed)
    assert (response.status_code, response.headers.get_list("set-cookie")) == (401, [FORGOTTEN])
    # and where it still comes along, one can sign in all the same
    attempt, code = request_code(service)
    response = post(service, SIGN_IN, signed, attempt=attempt, code=code)
    [told] = response.headers.get_list("set-cookie")
    assert told != FORGOTTEN
    token = told.removeprefix("__Host-session=").partition(";")[0]
    assert post(service, WHO, {**cookie(token), **OURS}).status_code == 200


def test_who_signs_in_again_ends_the_session_before(service: Service) -> None:
    first = cookie(in_browser(service))
    attempt, code = request_code(service)
    response = post(service, SIGN_IN, {**first, **OURS}, attempt=attempt, code=code)
    second = cookie(response.headers["set-cookie"].removeprefix("__Host-session=").partition(";")[0])
    assert post(service, WHO, {**first, **OURS}).status_code == 401
    assert post(service, WHO, {**second, **OURS}).status_code == 200


@pytest.mark.parametrize("told", [OURS, OPENED, BY_HEADER], ids=str)
def test_a_paper_opens_by_cookie(service: Service, told: dict[str, str]) -> None:
    # given the ticket of a session in a browser
    signed = cookie(in_browser(service))
    survey, opinion = papers(service)
    token = post(service, OPEN % survey, {**signed, **OURS}).json()["data"]["openDocument"]["ticket"]
    # when another site's page leads there, then nothing is given, and the ticket is not used up
    before = stored(service, DocumentTicket)
    for foreign in FOREIGN:
        assert_cross_site(service.client.get(f"/documents/{token}", headers={**signed, **foreign}))
    assert stored(service, DocumentTicket) == before
    # when our page asks for it, or a person opens it, then it is there
    response = service.client.get(f"/documents/{token}", headers={**signed, **told})
    assert (response.status_code, response.content) == (200, SURVEY.content)
    # but the ticket of another session is not
    foreign_ticket = ticket(service, opinion)
    assert service.client.get(f"/documents/{foreign_ticket}", headers={**signed, **told}).status_code == 404


def test_a_file_is_taken_by_cookie(service: Service) -> None:
    signed = {**cookie(in_browser(service)), **OURS, "Content-Type": "application/pdf"}
    assert service.client.post("/uploads", content=SURVEY.content, headers=signed).status_code == 201


def test_the_first_step_needs_no_cookie_and_sets_none(service: Service) -> None:
    assert start(service).data["startSignIn"]["attempt"]
    response = post(service, WHO, OURS)
    assert (response.status_code, "set-cookie" in response.headers) == (401, False)
