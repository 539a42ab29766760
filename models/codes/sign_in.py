"""Signing in (guide p.8-9; features.md S10-S14)."""

from models.codes import Coded


class SignInEntry(Coded):
    """ログインの入口: which page somebody signs in on; an account gets in by its own only."""

    OFFICE_USER = "", "事業所ユーザログイン"
    STAFF = "", "管理者または一般ユーザログイン"
    REVIEW_BOARD = "", "審査会資料参照用ログイン"


class Channel(Coded):
    """確認コードの送付方法: where the one-time code goes."""

    MAIL = "", "メール"
    SMS = "", "ショートメッセージ（SMS）"


class SessionTransport(Coded):
    """トークンの渡し方: how a session's token comes with each request."""

    BEARER = "", "Authorization ヘッダー（プログラム）"
    COOKIE = "", "Cookie（ブラウザ）"


class PasswordFault(Coded):
    """パスワードの規則の違反: what is wrong with a new password (guide p.9, S13; the last three are ours)."""

    TOO_SHORT = "", "8文字以上にしてください。"
    TOO_FEW_KINDS = "", "英大文字、英小文字、数字、記号のうち3種類以上を使ってください。"
    SIGN_NOT_ALLOWED = "", "使える文字は、半角の英数字と !#$%&()*+,-./:;=?@[^_`{|}~ です。"
    TOO_LONG = "", "128文字以内にしてください。"
    COMMON = "", "よく使われるパスワードです。別のものにしてください。"
    UNCHANGED = "", "今の、またはひとつ前のパスワードと違うものにしてください。"
