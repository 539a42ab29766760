"""The explorer in a real browser: signing in, GraphiQL at work, and nothing that leaves the house."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.explorer_page import CHROMIUM, Alarm, answer, enter_password, enter_token, send_code, sign_in, stored, write
from tests.explorer_page import alarm as alarm
from tests.explorer_page import browser as browser
from tests.explorer_page import page as page
from tests.explorer_page import workbench as workbench

OPERATIONS = Path(__file__).parent.parent / "graph" / "operations"
POLICY = (
    "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self';"
    " img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
pytestmark = pytest.mark.skipif(
    not CHROMIUM.exists(),
    reason=f"THE EXPLORER IS NOT TESTED: {CHROMIUM} is missing, install the package chromium",
)


def test_password_then_code_lead_to_graphiql(page: Page, outbox: Path, live_user: tuple[str, str]) -> None:
    user, password = live_user
    expect(page.get_by_role("alert")).to_have_count(0)
    enter_password(page, user, f"{password}-wrong")
    expect(page.get_by_role("alert")).to_have_text(re.compile("[ぁ-ん].*。"))
    assert stored(page) == []

    sign_in(page, outbox, user, password)
    assert page.evaluate("localStorage.length") == 0


def test_no_script_can_read_the_session(page: Page, outbox: Path, live_user: tuple[str, str], live_server: str) -> None:
    sign_in(page, outbox, *live_user)
    [cookie] = page.context.cookies()
    token = cookie["value"]
    assert (cookie["name"], len(token)) == ("__Host-session", 43)
    assert (cookie["httpOnly"], cookie["secure"], cookie["sameSite"]) == (True, True, "Strict")
    assert (cookie["path"], cookie["expires"]) == ("/", -1)  # with the browser it ends
    held: str = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])")
    assert "token" not in held
    assert token not in held


def test_a_browser_that_keeps_no_cookie_is_told_so(page: Page, outbox: Path, live_user: tuple[str, str]) -> None:
    page.evaluate("(take => { fetch = (url, how) => take(url, {...how, credentials: 'omit'}) })(fetch)")
    send_code(page, outbox, *live_user)
    expect(page.get_by_role("alert")).to_contain_text("ブラウザがサインインを保持できませんでした。")
    assert page.context.cookies() == []


def test_a_reload_and_another_tab_stay_signed_in(page: Page, outbox: Path, live_user: tuple[str, str]) -> None:
    sign_in(page, outbox, *live_user)
    page.reload()
    expect(page.get_by_label("Operation Editor")).to_be_visible()
    other = page.context.new_page()
    other.goto(page.url)
    expect(other.get_by_role("banner")).to_contain_text("受け入れ八郎")
    # and when one signs out, the other is signed out too
    page.get_by_role("button", name="サインアウト").click()
    expect(page.get_by_label("利用者ID")).to_be_visible()
    assert page.context.cookies() == []
    other.reload()
    expect(other.get_by_label("利用者ID")).to_be_visible()


def test_the_top_says_who_is_signed_in(workbench: Page, live_server: str, live_token: str) -> None:
    reply = workbench.request.post(
        f"{live_server}/graphql",
        headers={"Authorization": f"Bearer {live_token}"},
        data={"query": "{ viewer { name } }"},
    )
    name: str = reply.json()["data"]["viewer"]["name"]
    expect(workbench.get_by_role("banner")).to_contain_text(name)


def test_an_unknown_token_leads_back_with_the_message(page: Page) -> None:
    enter_token(page, "unknown")
    expect(page.get_by_role("alert")).to_have_text(re.compile("[ぁ-ん].*。"))
    expect(page.get_by_label("利用者ID")).to_be_visible()
    assert stored(page) == []


def test_sign_out_forgets_everything(page: Page, outbox: Path, live_user: tuple[str, str]) -> None:
    sign_in(page, outbox, *live_user)  # not with the shared token: that one has to live on
    [cookie] = page.context.cookies()
    page.get_by_role("button", name="サインアウト").click()
    expect(page.get_by_label("利用者ID")).to_be_visible()
    expect(page.get_by_role("alert")).to_have_count(0)
    assert stored(page) == []
    assert page.context.cookies() == []
    enter_token(page, cookie["value"])
    expect(page.get_by_role("alert")).to_be_visible()


def test_a_saved_operation_opens_in_a_new_tab_and_answers(workbench: Page) -> None:
    saved = [file.read_text(encoding="utf-8") for file in OPERATIONS.glob("*.graphql")]
    buttons = workbench.get_by_role("region", name="保存した操作").get_by_role("button")
    expect(buttons).to_have_count(len(saved))

    ready = [text for text in saved if re.search(r"^query \w+ ", text, re.M) and "$" not in text]
    text = min(ready, key=lambda text: ("# viewer:" in text, text))  # one that every viewer may run comes first
    buttons.filter(has_text=text.splitlines()[0].removeprefix("#").strip()).first.click()
    tabs = workbench.get_by_role("tab")
    expect(tabs).to_have_count(2)
    expect(tabs.last).to_contain_text(text.split("query ")[1].split()[0])
    workbench.get_by_role("button", name=re.compile("^Execute")).click()
    expect(answer(workbench)).to_contain_text('"data": {')


def test_what_may_be_seen_is_told_beside_the_editor(workbench: Page) -> None:
    """Field by field, in Japanese, without running the operation (features.md B03; section 4 row 8)."""
    asked: list[str] = []
    workbench.on("request", lambda request: asked.append(request.post_data or ""))
    workbench.get_by_role("button", name="Show 見られるか確かめる").click()
    panel = workbench.get_by_role("region", name="見られるか確かめる")
    check, fields = panel.get_by_role("button", name="確かめる"), panel.get_by_role("listitem")

    write(
        workbench,
        '{ beneficiaries { edges { node { name life { barthelIndex { month } } } } } accessHistory(insuredNumber: "1") { total } }',
    )
    check.click()
    expect(panel.get_by_role("status")).to_have_text("8項目のうち、できないもの1項目")
    expect(fields.filter(has_text="Beneficiary.name")).to_have_text("Beneficiary.name できる")
    expect(fields.filter(has_text="Beneficiary.life")).to_have_text(
        "Beneficiary.life 条件を満たせばできる本人の同意（CONSENT_MISSING）。同意タブで同意を登録してください。"
    )
    expect(fields.filter(has_text="Query.accessHistory")).to_have_text("Query.accessHistory できない")
    assert [text for text in asked if "accessHistory" in text] == [text for text in asked if "checkOperation" in text]

    write(workbench, "{ nothing }")
    check.click()
    expect(panel.get_by_role("alert")).to_contain_text("nothing")
    expect(fields).to_have_count(0)


def test_the_docs_show_descriptions(workbench: Page) -> None:
    workbench.get_by_role("button", name="Show Documentation Explorer").click()
    docs = workbench.get_by_role("region", name="Documentation Explorer")
    docs.get_by_role("link", name="Query").click()
    expect(docs.locator(".graphiql-markdown-description").first).to_have_text(re.compile("[ぁ-んァ-ヶ一-龠]"))


def test_a_query_typed_with_completion_runs(workbench: Page) -> None:
    # The worker that completes knows the schema only after introspection: the docs show that it has come.
    workbench.get_by_role("button", name="Show Documentation Explorer").click()
    expect(workbench.get_by_role("link", name="Query")).to_be_visible()
    workbench.locator(".graphiql-query-editor .monaco-editor").first.click()
    workbench.keyboard.press("Control+A")
    workbench.keyboard.type("query Kind { view")
    suggestions = workbench.locator(".suggest-widget .monaco-list-row")
    expect(suggestions.first).to_contain_text("viewer")
    assert any("graphql.worker" in worker.url for worker in workbench.workers)
    workbench.keyboard.press("Enter")
    workbench.keyboard.type(" { kind")
    # GraphiQL reads the text a moment later; until then it would still ask for the operation that stood there before.
    expect(workbench.get_by_role("tab")).to_contain_text("Kind")
    workbench.keyboard.press("Control+Enter")
    expect(answer(workbench)).to_contain_text('"kind":')


def test_the_policy_is_strict_and_the_alarm_hears(page: Page, alarm: Alarm) -> None:
    response = page.reload()
    assert response is not None
    assert response.headers["content-security-policy"] == POLICY
    with page.expect_console_message(lambda message: message.text.startswith("POLICY connect-src")):
        page.evaluate("fetch('https://outside.invalid/').catch(() => 0)")
    assert any("https://outside.invalid/" in fault for fault in alarm.faults)
    alarm.faults.clear()


def test_sign_in_fits_a_phone(page: Page) -> None:
    page.set_viewport_size({"width": 375, "height": 700})
    for step in ("次へ", "このトークンを使う"):
        expect(page.get_by_role("button", name=step)).to_be_in_viewport(ratio=1)
        assert page.evaluate("document.documentElement.scrollWidth") <= 375
        page.locator(".link").click()
