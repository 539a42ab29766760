"""Errors of a service that can give no more for now, or cannot work.

- RateLimited       more is asked in a minute than an account or an address may; says until when
- Overloaded        more is asked at once than can be answered; says when to come again
- DeadlineExceeded  it took too long, and was stopped
- RecordUnavailable the read could not be recorded, so nothing is shown
- FileUnavailable   the storage of files does not answer
- NotReady          this process cannot do its work now, or is about to end
"""

from permissions.errors import CodedError


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
