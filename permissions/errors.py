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

Those of a wrong request stand in request_errors.py, those of a service that can give no more in capacity_errors.py.
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
