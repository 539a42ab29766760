"""Errors of a request that is wrong in itself, or comes over a connection that may not bring it.

- BadRequest
    - TwoCredentials, CrossSite  whose session it is is told twice, or by another site's page
    - GetRefused, PersistedQueryNotFound, PersistedQueryWrong
    - NotFound, MethodNotAllowed, NotAcceptable, WrongMediaType, ProxyHeadersRefused
    - BodyTooSlow, TooLarge, HeadTooLarge, CodingUnknown, ContentCodingUnknown
    - HandshakeRefused, WebSocketVersionUnknown
    - FileRefused   the file is of a kind that is served, but not safe to hand on; tells why
    - QuotaExceeded more files than an account may bring in a day
- CertificateRefused the client certificate is missing or does not hold
    - CertificateRequired, CertificateUnknown, CertificateRevoked, CertificateExpired, CertificateMismatch
"""

from permissions.errors import CodedError


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
