"""The server, as the bridge knows it: a token for the app account, and the two mutations of a reading.

Every mutation carries an idempotency key, so one whose answer was lost is sent once more and answered the same.
"""

import base64
import datetime
import secrets
from dataclasses import dataclass
from typing import Any

import httpx2

from reader_bridge.account import Account
from reader_bridge.failures import Failed, Failure
from reader_bridge.signed import Challenge, Form, Purpose

BEGIN = """
mutation BeginCardReading($input: BeginCardReadingInput!) {
  beginCardReading(input: $input) {
    ... on CardChallenge { id nonce origin appId purpose expiresAt algorithms }
    ... on Refused { errors { code message path } }
  }
}
"""
COMPLETE = """
mutation CompleteCardReading($input: CompleteCardReadingInput!) {
  completeCardReading(input: $input) {
    ... on CardRead { id viewingUntil listUntil revocation }
    ... on Refused { errors { code message path } }
  }
}
"""
PATIENCE = httpx2.Timeout(15.0)
UNANSWERED = (Failure.SERVER_UNREACHABLE.name, Failure.SERVER_ANSWER.name)
SENT = 2
"""How often a request is sent before the server counts as unreachable."""
Json = dict[str, Any]
REVOCATIONS = {
    "GOOD": "失効していません",
    "STALE": "失効の情報が古く、確認できていません",
    "UNCHECKED": "失効は確認していません",
}
"""What the server knows of the certificate's revocation."""


@dataclass(frozen=True)
class CardRead:
    """What the server registered: until when the list is to be opened (or a filing sent), and the person is seen."""

    purpose: Purpose
    viewing_until: datetime.date
    list_until: datetime.datetime
    revocation: str

    @property
    def words(self) -> dict[str, str]:
        """What to tell of it, by its heading."""
        end = f"{self.list_until:%Y年%m月%d日 %H時%M分%S秒まで}"
        viewing = {"利用者一覧を開く期限": end, "閲覧有効期限": f"{self.viewing_until:%Y年%m月%d日まで}"}
        windows = viewing if self.purpose is Purpose.VIEWING else {"代行提出できる期限": end}
        return {**windows, "失効の確認": REVOCATIONS.get(self.revocation, self.revocation)}


class Service:
    """The server, for one app account."""

    def __init__(self, http: httpx2.AsyncClient, account: Account) -> None:
        """`http` has the account's origin as its base address, and the client certificate where there is one."""
        self._http, self._account = http, account
        self._token = ""

    async def sign_in(self) -> None:
        """Find out whether the account is one of the server's.

        Raises:
            Failed: SERVER_UNREACHABLE, SERVER_ANSWER, ACCOUNT_REFUSED, or what the server refuses.
        """
        self._token = await self._new_token()

    async def begin(self, purpose: Purpose, form: Form) -> Challenge:
        """A challenge for this purpose and form, from the server that the account belongs to.

        Raises:
            Failed: SERVER_UNREACHABLE, SERVER_ANSWER, ACCOUNT_REFUSED, ORIGIN_CHANGED, or what the server refuses.
        """
        asked = {"idempotencyKey": _new_key(), "purpose": purpose.name, "formSha256": form.sha256()}
        found = await self._ask("beginCardReading", BEGIN, asked)
        try:
            names = ("id", "nonce", "origin", "appId", "purpose", "expiresAt")
            id_, nonce, origin, app_id, purpose_, expires_at = (_text(found[name]) for name in names)
            challenge = Challenge(id_, nonce, origin, app_id, purpose_, expires_at, tuple(found["algorithms"]))
        except (KeyError, TypeError):
            raise Failed.by(Failure.SERVER_ANSWER) from None
        expected = (self._account.origin, self._account.app_id, purpose.name)
        if (challenge.origin, challenge.app_id, challenge.purpose) != expected:
            raise Failed.by(Failure.ORIGIN_CHANGED)
        return challenge

    async def complete(self, challenge: Challenge, certificate: bytes, signature: bytes | None, form: Form) -> CardRead:
        """Register the person whose card this is; `signature` is None where staff looked at the person.

        Raises:
            Failed: as for `begin`, but OUTCOME_UNKNOWN where no answer came.
        """
        asked = {
            "idempotencyKey": _new_key(),
            "challengeId": challenge.id,
            "certificate": base64.b64encode(certificate).decode(),
            "signature": base64.b64encode(signature).decode() if signature else None,
            "form": form.written(),
        }
        try:
            found = await self._ask("completeCardReading", COMPLETE, asked)
        except Failed as failed:
            if failed.code in UNANSWERED:  # it may have been done all the same
                raise Failed.by(Failure.OUTCOME_UNKNOWN) from None
            raise
        try:
            viewing_until = datetime.date.fromisoformat(found["viewingUntil"])
            list_until = datetime.datetime.fromisoformat(found["listUntil"])
            return CardRead(Purpose[challenge.purpose], viewing_until, list_until, _text(found["revocation"]))
        except (KeyError, TypeError, ValueError):
            raise Failed.by(Failure.SERVER_ANSWER) from None

    async def _ask(self, field: str, document: str, asked: Json) -> Json:
        """The field's payload. A token that has ended is replaced once."""
        body = {"query": document, "variables": {"input": asked}}
        try:
            answer = await self._authorised(body)
            if _code(answer) == "UNAUTHENTICATED":
                self._token = ""
                answer = await self._authorised(body)
            for error in answer.get("errors") or ():
                raise _refused(error["extensions"]["code"], error["message"])
            payload: Json = answer["data"][field]
            for error in payload.get("errors", ()):
                raise _refused(error["code"], error["message"])
        except (KeyError, TypeError, AttributeError):  # whatever stands before the server may answer in its place
            raise Failed.by(Failure.SERVER_ANSWER) from None
        return payload

    async def _authorised(self, body: Json) -> Json:
        if not self._token:
            self._token = await self._new_token()
        return await self._post("/graphql", json=body, headers={"Authorization": f"Bearer {self._token}"})

    async def _new_token(self) -> str:
        secret = {"client_id": self._account.app_id, "client_secret": self._account.secret}
        answer = await self._post("/token", data={"grant_type": "client_credentials", **secret})
        if answer.get("error") in ("invalid_client", "unauthorized_client"):
            raise Failed.by(Failure.ACCOUNT_REFUSED)
        if "error" in answer:
            raise _refused(str(answer["error"]).upper(), answer.get("message"))
        return _text(answer.get("access_token"))

    async def _post(self, path: str, **content: Any) -> Json:
        for turn in range(SENT):
            try:
                answer = (await self._http.post(path, timeout=PATIENCE, **content)).json()
            except httpx2.TransportError:
                if turn + 1 == SENT:
                    raise Failed.by(Failure.SERVER_UNREACHABLE) from None
            except (ValueError, httpx2.DecodingError):
                raise Failed.by(Failure.SERVER_ANSWER) from None
            else:
                if isinstance(answer, dict):
                    return answer
                break
        raise Failed.by(Failure.SERVER_ANSWER)


def _refused(code: object, words: object) -> Failed:
    """The server's own code and words."""
    if isinstance(code, str) and isinstance(words, str):
        return Failed(code, words)
    return Failed.by(Failure.SERVER_ANSWER)


def _code(answer: Json) -> object:
    return next((error["extensions"].get("code") for error in answer.get("errors") or ()), None)


def _text(value: object) -> str:
    if not isinstance(value, str) or not value:
        raise Failed.by(Failure.SERVER_ANSWER)
    return value


def _new_key() -> str:
    return secrets.token_urlsafe(16)
