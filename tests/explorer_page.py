"""The explorer in a real browser, with an alarm that hears whatever the page may never do."""

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Route, expect, sync_playwright

CHROMIUM = Path("/usr/bin/chromium")
SWITCHES = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run"
    " --disable-background-networking --disable-component-update --disable-sync"
)
REPORT_VIOLATIONS = (
    "addEventListener('securitypolicyviolation', e => console.error('POLICY', e.violatedDirective, e.blockedURI))"
)
PATIENCE = 20.0  # seconds: the editor is large, and the machine may be busy with other tests


@dataclass
class Alarm:
    """Everything a page did that it may never do."""

    origin: str
    faults: list[str] = field(default_factory=list)

    def request(self, route: Route) -> None:
        if route.request.url.startswith(f"{self.origin}/"):
            route.continue_()
        else:
            self.faults.append(f"foreign request: {route.request.url}")
            route.abort()

    def console(self, message: ConsoleMessage) -> None:
        # The browser itself logs an answer such as 401 as an error; a refusal is no fault of the page.
        if message.type == "error" and message.location["url"] != f"{self.origin}/graphql":
            self.faults.append(f"console: {message.text}")

    def crash(self, error: Exception) -> None:
        self.faults.append(f"uncaught: {error}")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    expect.set_options(timeout=PATIENCE * 1000)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES.split())
        yield browser
        browser.close()


@pytest.fixture
def alarm(live_server: str) -> Alarm:
    return Alarm(live_server)


@pytest.fixture
def page(browser: Browser, live_server: str, alarm: Alarm) -> Iterator[Page]:
    """The page as it is first opened; at the end of every test the alarm has to be silent."""
    context = browser.new_context(locale="ja-JP", viewport={"width": 1280, "height": 800})
    context.set_default_timeout(PATIENCE * 1000)
    context.add_init_script(REPORT_VIOLATIONS)
    context.route("**/*", alarm.request)
    page = context.new_page()
    page.on("console", alarm.console)
    page.on("pageerror", alarm.crash)
    page.goto(f"{live_server}/explorer/")
    yield page
    context.close()
    assert alarm.faults == []


@pytest.fixture
def workbench(page: Page, live_token: str) -> Page:
    """GraphiQL, reached by a pasted token."""
    enter_token(page, live_token)
    expect(page.get_by_label("Operation Editor")).to_be_visible()
    expect(page.locator(".view-lines").first).to_contain_text("viewer")
    return page


def enter_token(page: Page, token: str) -> None:
    page.get_by_role("button", name="トークンを直接入力").click()
    page.get_by_label("トークン").fill(token)
    page.get_by_role("button", name="このトークンを使う").click()


def enter_password(page: Page, user: str, password: str) -> None:
    page.get_by_label("利用者ID").fill(user)
    page.get_by_label("パスワード").fill(password)
    page.get_by_role("button", name="次へ").click()


def code_mailed(outbox: Path, before: set[Path]) -> str:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        for path in set(outbox.glob("*.eml")) - before:
            body = message_from_bytes(path.read_bytes(), policy=policy.default).get_body(("plain",))
            if body and (code := re.search(r"(?<!\d)\d{6}(?!\d)", body.get_content())):
                return code.group()
        time.sleep(0.05)
    raise AssertionError("no mail with a code")


def send_code(page: Page, outbox: Path, user: str, password: str) -> None:
    before = set(outbox.glob("*.eml"))
    enter_password(page, user, password)
    page.get_by_role("button", name="確認コードを送る").click()
    expect(page.get_by_role("status")).to_have_text(re.compile("^確認コードを .+ に送りました"))
    page.get_by_label("確認コード").fill(code_mailed(outbox, before))
    page.get_by_role("button", name="サインイン").click()


def sign_in(page: Page, outbox: Path, user: str, password: str) -> None:
    send_code(page, outbox, user, password)
    expect(page.get_by_label("Operation Editor")).to_be_visible()


def stored(page: Page) -> list[str]:
    keys: list[str] = page.evaluate("[...Object.keys(localStorage), ...Object.keys(sessionStorage)]")
    return keys


def answer(page: Page) -> Locator:
    return page.get_by_label("Result Window")


def write(workbench: Page, text: str) -> None:
    """Paste this text into the editor, in place of what stands there: typed, its brackets would be closed twice."""
    workbench.context.grant_permissions(["clipboard-read", "clipboard-write"])
    workbench.evaluate("text => navigator.clipboard.writeText(text)", text)
    workbench.locator(".graphiql-query-editor .monaco-editor").first.click()
    workbench.keyboard.press("Control+A")
    workbench.keyboard.press("Control+V")
