"""The way in, as a program goes it: password, code by mail or SMS, session."""

import datetime
import re
import time
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

from sqlalchemy import select, update

from models.row import col
from models.rows import ActionRecord, Message, Staff
from seed.accounts import DEMO_PASSWORD
from tests.service import Answer, Service

START = """
mutation Start($id: String!, $password: String!, $entry: SignInEntry!) {
  startSignIn(input: {userId: $id, password: $password, entry: $entry}) {
    attempt
    destinations { channel channelLabel sentTo }
  }
}
"""
SEND = "mutation Send($attempt: String!, $channel: Channel!) { sendCode(input: {attempt: $attempt, channel: $channel}) { sentTo } }"
SIGN_IN = """
mutation SignIn($attempt: String!, $code: String!) {
  signIn(input: {attempt: $attempt, code: $code}) { token expiresAt passwordChangeRequired }
}
"""
SIGN_OUT = "mutation SignOut { signOut { signedOut } }"
WHO = "query Who { viewer { userId } }"

WRONG_PASSWORD = "ユーザIDまたはパスワードが正しくありません。"
WRONG_CODE = "確認コードが正しくないか、期限が切れています。"
OVER = "サインインの期限が切れています。はじめからやり直してください。"
NOT_SIGNED_IN = {"errors": [{"message": "サインインしてください。", "extensions": {"code": "UNAUTHENTICATED"}}]}
SECOND = datetime.timedelta(seconds=1)
QUARTER = datetime.timedelta(minutes=15)
"""What a lock lasts, and longer than any wait before it."""
PATIENCE = 10.0
CHAINED = {"place", "salt"}


def messages(service: Service, kind: str = "*") -> list[Path]:
    """What has left, oldest first: .eml or .sms; waits until nothing is on its way."""
    deadline = time.monotonic() + PATIENCE
    while waiting(service) and time.monotonic() < deadline:
        time.sleep(0.02)
    return sorted(service.app.state.endpoint.house.settings.outbox.glob(f"[!.]*.{kind}"))


def waiting(service: Service) -> int:
    """How many messages have not left."""
    with service.rows() as rows:
        return len(rows.execute(select(col(Message.key)).where(col(Message.due_at).is_not(None))).all())


def content(path: Path) -> str:
    """The words of a message."""
    body = message_from_bytes(path.read_bytes(), policy=policy.default).get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def start(service: Service, user: str = "hachiro", password: str = DEMO_PASSWORD, entry: str = "STAFF") -> Answer:
    return service.ask(None, START, id=user, password=password, entry=entry)


def send(service: Service, attempt: str, channel: str = "MAIL") -> Answer:
    return service.ask(None, SEND, attempt=attempt, channel=channel)


def request_code(
    service: Service, user: str = "hachiro", password: str = DEMO_PASSWORD, channel: str = "MAIL", entry: str = "STAFF"
) -> tuple[str, str]:
    """The attempt of a right password, and the code that was sent for it."""
    before = set(messages(service))
    attempt = start(service, user, password, entry).data["startSignIn"]["attempt"]
    assert send(service, attempt, channel).data["sendCode"]
    [message] = set(messages(service)) - before
    [code] = re.findall(r"(?<!\d)\d{6}(?!\d)", content(message))
    return attempt, code


def sign_in(service: Service, attempt: str, code: str) -> Answer:
    return service.ask(None, SIGN_IN, attempt=attempt, code=code)


def signed_in(service: Service, user: str = "hachiro", password: str = DEMO_PASSWORD) -> str:
    """The token of a new session."""
    return str(sign_in(service, *request_code(service, user, password)).data["signIn"]["token"])


def who(service: Service, token: str) -> Answer:
    return service.post({"query": WHO}, {"Authorization": f"Bearer {token}"})


def stored(service: Service, *kinds: type[Any]) -> list[tuple[Any, ...]]:
    """What is in these tables, apart from where records stand in the chain: they are taken into it a little later."""
    with service.rows() as rows:
        return [tuple(row) for kind in kinds for row in rows.execute(select(*_lasting(kind))).all()]


def _lasting(kind: type[Any]) -> list[Any]:
    return [column for column in kind.__table__.columns if kind is not ActionRecord or column.name not in CHAINED]


def change(service: Service, user: str, **values: object) -> None:
    """Change an account in the database."""
    with service.rows() as rows:
        rows.execute(update(Staff).where(col(Staff.user_id) == user).values(**values))
        rows.commit()


def assert_refused(answer: Answer, message: str, code: str = "SIGN_IN_REFUSED") -> None:
    assert not any(answer.body["data"].values())
    [error] = answer.errors
    assert (error["message"], error["extensions"]) == (message, {"code": code})


def assert_not_signed_in(answer: Answer) -> None:
    assert (answer.status, answer.body) == (401, NOT_SIGNED_IN)
