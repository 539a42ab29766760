"""The errors people and programs see: a stable English code and a plain Japanese sentence.

- CodedError
    - Unauthenticated   no session, or it has ended
    - SignInRefused     the password or the code is wrong; never says which
    - TooManyGuesses    too many wrong ones in a row; says until when
    - TooManyMismatches printed fields that did not match, too many in a day; says until when
    - CodeTooSoon       the last code has only just been sent
    - PasswordChangeRequired  a first password opens nothing but its own change
    - Forbidden         the viewer may not do this
    - BeneficiaryUnknown  nobody the viewer may ask for has the number
    - OperationNotApproved  a partner system asks something else than what was approved
    - OperationNotTrusted   something else is asked than our own saved operations
    - ClientRefused     a program is not who it says it is; never says why
    - BadInput          an argument is wrong; names it
    - BadValue          a date or the like is written wrongly
    - CursorTooOld      the change feed does not reach back that far: read everything again
    - LimitExceeded     more than is served; names the limit
    - Refused           the viewer may not have or do this; the code is the reason
    - BadRequest        the HTTP request is wrong
        - TwoCredentials, CrossSite  whose session it is is told twice, or by another site's page
        - GetRefused, PersistedQueryNotFound, PersistedQueryWrong
        - NotFound, MethodNotAllowed, NotAcceptable, WrongMediaType, ProxyHeadersRefused
        - BodyTooSlow, TooLarge, HeadTooLarge, CodingUnknown, ContentCodingUnknown
        - HandshakeRefused, WebSocketVersionUnknown
        - FileRefused   the file is of a kind that is served, but not safe to hand on; tells why
        - QuotaExceeded more files than an account may bring in a day
    - CertificateRefused the client certificate is missing or does not hold
        - CertificateRequired, CertificateUnknown, CertificateRevoked, CertificateExpired, CertificateMismatch
    - RateLimited       more is asked in a minute than an account or an address may; says until when
    - Overloaded        more is asked at once than can be answered; says when to come again
    - DeadlineExceeded  it took too long, and was stopped
    - RecordUnavailable the read could not be recorded, so nothing is shown
    - FileUnavailable   the storage of files does not answer
    - NotReady          this process cannot do its work now, or is about to end
"""

import datetime
from collections.abc import Mapping
from types import MappingProxyType

from graphql import GraphQLError

from permissions.information import REMEDIES, Reason

BEARER: Mapping[str, str] = MappingProxyType({"WWW-Authenticate": "Bearer"})
"""What a 401 has to say (RFC 9110 15.5.2). Browsers ask people for no password for this scheme (RFC 6750)."""


class CodedError(GraphQLError):
    """An error that is meant to be read by the caller; every one has `extensions.code`."""

    code = "INTERNAL_SERVER_ERROR"
    status = 400
    """The HTTP status where it refuses the whole request."""
    headers: Mapping[str, str] = MappingProxyType({})
    """What the answer says besides, where it refuses the whole request."""

    def __init__(self, message: str, **extensions: object) -> None:
        super().__init__(message, extensions={"code": self.code, **extensions})


class Unauthenticated(CodedError):
    """No session, an unknown one, or one that has ended."""

    code = "UNAUTHENTICATED"
    status = 401
    headers = BEARER

    def __init__(self) -> None:
        super().__init__("サインインしてください。")


class SignInRefused(CodedError):
    """A wrong user id, password or code; the same answer for each."""

    code = "SIGN_IN_REFUSED"


class TooManyGuesses(CodedError):
    """Too many wrong guesses in a row: nothing is looked at until then; None where an administrator must lift it."""

    code = "TOO_MANY_GUESSES"
    status = 429

    def __init__(self, until: datetime.datetime | None) -> None:
        self.until = until
        if until is None:
            super().__init__("続けて失敗したため使えなくなっています。管理者に連絡してください。", until=None)
        else:
            super().__init__(f"続けて失敗したため、{until:%H時%M分%S秒}まで使えません。", until=until.isoformat())


class TooManyMismatches(CodedError):
    """Tries to prove an identity failed too often today, for the account or its office: nothing is looked at."""

    code = "TOO_MANY_MISMATCHES"
    status = 429

    def __init__(self, until: datetime.datetime) -> None:
        message = f"本人確認の失敗が一日の上限に達しました。{until:%m月%d日%H時%M分}から使えます。"
        super().__init__(message, until=until.isoformat())


class CodeTooSoon(CodedError):
    """The last code was sent less than thirty seconds ago."""

    code = "CODE_TOO_SOON"

    def __init__(self) -> None:
        super().__init__("確認コードは送付したばかりです。30秒待ってからもう一度お試しください。")


class PasswordChangeRequired(CodedError):
    """Signed in with a first password: it must be changed before anything else (S13)."""

    code = "PASSWORD_CHANGE_REQUIRED"
    status = 403

    def __init__(self) -> None:
        super().__init__("初回のパスワードを変更してください。変更するまで他の操作はできません。")


class Forbidden(CodedError):
    """The viewer may not do this, whatever it is done to."""

    code = "FORBIDDEN"
    status = 403

    def __init__(self, action: str) -> None:
        super().__init__("この操作を行う権限がありません。", action=action)


class BeneficiaryUnknown(CodedError):
    """Nobody has the number, or nobody the viewer may ask for: one answer for both."""

    code = "BENEFICIARY_UNKNOWN"

    def __init__(self) -> None:
        super().__init__("この番号の被保険者は見つかりません。")


class OperationNotApproved(CodedError):
    """A partner system runs what somebody of its office approved, and nothing else (B09)."""

    code = "OPERATION_NOT_APPROVED"
    status = 403

    def __init__(self) -> None:
        super().__init__("承認された操作ではありません。操作を登録し、事業所の管理者の承認を受けてください。")


class OperationNotTrusted(CodedError):
    """This service runs its own saved operations only (KAIGO_DOCUMENTS=trusted)."""

    code = "OPERATION_NOT_TRUSTED"
    status = 403

    def __init__(self) -> None:
        super().__init__("このサービスでは、登録された操作だけを使えます。")


class ClientRefused(CodedError):
    """No program of this id, or not with this certificate or secret; the same answer for each."""

    code = "CLIENT_REFUSED"
    status = 401
    headers = BEARER

    def __init__(self) -> None:
        super().__init__("クライアントを確認できません。client_id と、電子証明書か client_secret を確かめてください。")


class BadInput(CodedError):
    """An argument the caller must correct.

    Args:
        message: what is wrong, in Japanese, with the limit where there is one.
        argument: the argument's name in the schema.
    """

    code = "BAD_USER_INPUT"

    def __init__(self, message: str, argument: str) -> None:
        super().__init__(message, argument=argument)


class BadValue(CodedError):
    """A value that a scalar of ours does not take; says how to write it."""

    code = "BAD_USER_INPUT"


class CursorTooOld(CodedError):
    """The change feed has forgotten what came after this cursor, or never knew it: everything must be read again."""

    code = "CURSOR_TOO_OLD"

    def __init__(self, days: int) -> None:
        super().__init__(
            f"変更の履歴は{days}日分です。since を付けずにカーソルを取り直し、利用者一覧をすべて読み直してください。",
            argument="since",
        )


class LimitExceeded(CodedError):
    """A document or an operation asks for more than is served; names the limit, what it allows and what was found."""

    code = "LIMIT_EXCEEDED"


class Refused(CodedError):
    """Something this viewer may not have or do, or not today: `code` is the reason, with what can be done about it.

    Args:
        reason: why.
        told: what else is said, e.g. who may; a `message` or a `remedy` of its own counts before the reason's.
    """

    status = 403

    def __init__(self, reason: Reason, **told: object) -> None:
        self.code = reason.name
        super().__init__(str(told.pop("message", reason.label)), **{"remedy": REMEDIES[reason], **told})


class BadRequest(CodedError):
    """The request is not one."""

    code = "BAD_REQUEST"


class NotFound(BadRequest):
    """Nothing is served under this path."""

    code = "NOT_FOUND"
    status = 404


class BodyTooSlow(BadRequest):
    """The rest of the body does not come, or too slowly."""

    code = "REQUEST_TIMEOUT"
    status = 408
    headers = {"Connection": "close"}

    def __init__(self) -> None:
        super().__init__("本文の続きが届かないため、受け付けられません。")


class HeadTooLarge(BadRequest):
    """The head of the request - its address and headers - is over the limit."""

    code = "REQUEST_HEADER_FIELDS_TOO_LARGE"
    status = 431

    def __init__(self) -> None:
        super().__init__("要求のヘッダーが大きすぎます。")


class TooLarge(BadRequest):
    """The body is over the limit."""

    code = "PAYLOAD_TOO_LARGE"
    status = 413


class WrongMediaType(BadRequest):
    """The body is of a kind that is not taken here, or not what it is said to be."""

    code = "UNSUPPORTED_MEDIA_TYPE"
    status = 415


class ContentCodingUnknown(WrongMediaType):
    """The body is zipped or the like: what it would swell to nobody knows beforehand."""

    headers = {"Accept-Encoding": "identity"}

    def __init__(self) -> None:
        super().__init__("本文は圧縮せずに送ってください。")


class HandshakeRefused(BadRequest):
    """A WebSocket is asked for in another way than RFC 6455 has it."""

    def __init__(self) -> None:
        super().__init__("WebSocketの接続の要求が正しくありません。")


class WebSocketVersionUnknown(HandshakeRefused):
    """It is asked for in another version than the only one there is."""

    code = "WEBSOCKET_VERSION_UNKNOWN"
    status = 426
    headers = {"Connection": "close, Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13"}


class CodingUnknown(BadRequest):
    """The body comes in a transfer coding that is not read here."""

    code = "TRANSFER_CODING_NOT_IMPLEMENTED"
    status = 501

    def __init__(self) -> None:
        super().__init__("Transfer-Encoding は chunked だけを使えます。")


class FileRefused(BadRequest):
    """A file that could harm whoever opens it, or that cannot be looked through; `reason` says which."""

    code = "FILE_REFUSED"
    status = 422


class QuotaExceeded(BadRequest):
    """The account has brought as many files, or as much, as it may in 24 hours."""

    code = "QUOTA_EXCEEDED"
    status = 429

    def __init__(self, files: int, size: int, seconds: int) -> None:
        super().__init__(f"24時間に送れるのは{files:,}件、合計{size:,}バイトまでです。時間をおいて送ってください。")
        self.headers = {"Retry-After": str(seconds)}


class TwoCredentials(BadRequest):
    """A bearer token and a session cookie in one request: nobody knows whose it is meant to be."""

    code = "TWO_CREDENTIALS"

    def __init__(self) -> None:
        super().__init__("トークンとCookieの両方でサインインすることはできません。どちらか一つにしてください。")


class CrossSite(BadRequest):
    """The session cookie came, or was asked for, with a request that no page of ours made."""

    code = "CROSS_SITE"
    status = 403

    def __init__(self) -> None:
        super().__init__("このサービスの画面からの操作ではないため、受け付けられません。")


class MethodNotAllowed(BadRequest):
    """A method this path does not serve; the header Allow names those it does."""

    code = "METHOD_NOT_ALLOWED"
    status = 405


class NotAcceptable(BadRequest):
    """The caller takes no kind of answer that there is."""

    code = "NOT_ACCEPTABLE"
    status = 406

    def __init__(self) -> None:
        super().__init__("Accept には application/graphql-response+json か application/json を指定してください。")


class GetRefused(MethodNotAllowed):
    """By GET, what tells of a person or changes something: it goes by POST."""

    headers = {"Allow": "POST"}

    def __init__(self) -> None:
        super().__init__("この操作は POST で送ってください。")


class PersistedQueryNotFound(BadRequest):
    """No document of this hash is known here; Apollo's clients send its text then."""

    code = "PERSISTED_QUERY_NOT_FOUND"

    def __init__(self) -> None:
        super().__init__("PersistedQueryNotFound")


class PersistedQueryWrong(BadRequest):
    """The hash beside a document is another one's."""

    code = "PERSISTED_QUERY_HASH_WRONG"

    def __init__(self) -> None:
        super().__init__("query の SHA-256 が、送られた値と違います。")


class ProxyHeadersRefused(BadRequest):
    """Headers that only our reverse proxy sends came another way, or not as it sends them."""

    code = "PROXY_HEADERS_REFUSED"

    def __init__(self) -> None:
        super().__init__("中継サーバーのヘッダーが正しくないため、受け付けられません。")


class CertificateRefused(CodedError):
    """The client certificate (電子証明書) is missing or does not hold."""

    status = 403
    words = ""

    def __init__(self) -> None:
        super().__init__(self.words)


class CertificateRequired(CertificateRefused):
    """None was presented, and this account needs one."""

    code = "CERTIFICATE_REQUIRED"
    words = "電子証明書が必要です。ブラウザを開き直し、事業所の電子証明書を選んでください。"


class CertificateUnknown(CertificateRefused):
    """It is not in our table, whoever signed it."""

    code = "CERTIFICATE_UNKNOWN"
    words = "この電子証明書は登録されていません。"


class CertificateRevoked(CertificateRefused):
    """It was revoked, maybe on the connection that is still open."""

    code = "CERTIFICATE_REVOKED"
    words = "この電子証明書は失効しています。"


class CertificateExpired(CertificateRefused):
    """Its last instant is past."""

    code = "CERTIFICATE_EXPIRED"
    words = "この電子証明書は有効期限が切れています。"


class CertificateMismatch(CertificateRefused):
    """It is another office's."""

    code = "CERTIFICATE_MISMATCH"
    words = "この電子証明書は、このアカウントの事業所のものではありません。"


class RateLimited(CodedError):
    """An account, or an address where nobody is signed in, has asked as much as it may this minute."""

    code = "RATE_LIMITED"
    status = 429

    def __init__(self, limit: str, most: int, seconds: int) -> None:
        words = "要求は1分間に{:,}回までです。" if limit == "requests" else "取得できる量は1分間に{:,}までです。"
        super().__init__(f"{words.format(most)}{seconds}秒後にもう一度お試しください。", limit=limit, most=most)
        self.headers = {"Retry-After": str(seconds)}


class Overloaded(CodedError):
    """More is asked at once than can be answered: whoever comes again after so many seconds may be let in."""

    code = "OVERLOADED"
    status = 503

    def __init__(self, seconds: int) -> None:
        super().__init__("ただいま混み合っています。少し待ってからもう一度お試しください。")
        self.headers = {"Retry-After": str(seconds), "Connection": "close"}


class DeadlineExceeded(CodedError):
    """The operation took too long: reading was stopped; of a mutation it is not known whether it was done."""

    code = "DEADLINE_EXCEEDED"
    status = 503

    def __init__(self) -> None:
        super().__init__(
            "時間内に処理が終わりませんでした。登録や変更は、同じ idempotencyKey でもう一度送ると結果がわかります。"
        )


class RecordUnavailable(CodedError):
    """The read record could not be written: without it no data leaves."""

    code = "RECORD_UNAVAILABLE"
    status = 503

    def __init__(self) -> None:
        super().__init__("閲覧の記録を保存できないため、表示できません。しばらくしてからもう一度お試しください。")


class FileUnavailable(CodedError):
    """The storage of files cannot be reached, has no room, or has lost the file."""

    code = "FILE_UNAVAILABLE"
    status = 503

    def __init__(self) -> None:
        super().__init__("ファイルの保管場所を利用できません。しばらくしてからもう一度お試しください。")


class NotReady(CodedError):
    """Requests are to go elsewhere, or to come again.

    Args:
        code: why; the codes of graph/http/health.py.
        message: the same in Japanese.
    """

    status = 503
    headers = {"Retry-After": "1"}

    def __init__(self, code: str, message: str, **extensions: object) -> None:
        self.code = code
        super().__init__(message, **extensions)
