"""Signing in: password, then a one-time code by mail or SMS, then a session; and one's own password (guide p.8-9)."""

import datetime
from typing import Annotated, Any

import strawberry

from graph.acting import Given
from graph.enums import published
from graph.field import Info
from graph.refused import Refused, UserError
from models.codes.sign_in import Channel, SessionTransport, SignInEntry
from permissions.request_errors import CrossSite
from resolvers import password as passwords
from resolvers import sessions
from resolvers import sign_in as verbs


@strawberry.input(description="サインインの開始（手引き8頁③）")
class StartSignInInput:
    user_id: str = strawberry.field(description="ユーザID")
    password: str = strawberry.field(description="パスワード")
    entry: published(SignInEntry) = strawberry.field(  # type: ignore[valid-type]
        default=SignInEntry.STAFF, description="ログインの入口。アカウントの種別に合う入口からだけ入れる"
    )


@strawberry.type(description="確認コードの送付先の候補")
class CodeDestination:
    channel: published(Channel) = strawberry.field(description="送付方法")  # type: ignore[valid-type]
    channel_label: str = strawberry.field(description="送付方法・表示名")
    sent_to: str = strawberry.field(description="送付先（一部を隠したメールアドレスまたは電話番号）")


@strawberry.type(description="パスワードが正しかったサインイン")
class StartSignInPayload:
    attempt: str = strawberry.field(description="このサインインの番号")
    destinations: list[CodeDestination] = strawberry.field(description="確認コードの送付先の候補")


@strawberry.input(description="確認コードの送付（手引き8頁④）")
class SendCodeInput:
    attempt: str = strawberry.field(description="startSignIn が返した番号")
    channel: published(Channel) = strawberry.field(description="送付方法")  # type: ignore[valid-type]


@strawberry.type(description="確認コードの送付の結果")
class SendCodePayload:
    sent_to: str = strawberry.field(description="送付先（一部を隠したメールアドレスまたは電話番号）")


@strawberry.input(description="確認コードによるサインイン（手引き9頁⑤）")
class SignInInput:
    attempt: str = strawberry.field(description="startSignIn が返した番号")
    code: str = strawberry.field(description="6桁の確認コード")
    transport: published(SessionTransport) = strawberry.field(  # type: ignore[valid-type]
        default=SessionTransport.BEARER, description="トークンの渡し方。COOKIE はこのサービスの画面からだけ選べる"
    )


@strawberry.type(description="サインインの結果")
class SignInPayload:
    token: str | None = strawberry.field(description="Authorization: Bearer に使うトークン。Cookie で渡したときは null")
    expires_at: datetime.datetime = strawberry.field(description="有効期限")
    password_change_required: bool = strawberry.field(description="初回のパスワードを変更しなければならないか")


@strawberry.input(description="パスワードの変更（手引き9頁⑥）")
class ChangePasswordInput:
    current_password: str = strawberry.field(description="今のパスワード")
    new_password: str = strawberry.field(
        description="新しいパスワード。8文字以上で、英大文字・英小文字・数字・記号のうち3種類以上"
    )


@strawberry.type(description="パスワードの変更の結果: 他のサインインはすべて終了する")
class PasswordChanged:
    changed: bool = strawberry.field(description="変更したか")


ChangePasswordResult = Annotated[
    PasswordChanged | Refused, strawberry.union("ChangePasswordResult", description="パスワードの変更の結果")
]


@strawberry.type(description="サインアウトの結果")
class SignOutPayload:
    signed_out: bool = strawberry.field(description="サインアウトしたか")


@strawberry.type
class Mutation:
    @strawberry.mutation(description="ユーザIDとパスワードを確認し、確認コードの送付先を返す（手引き8頁③）")
    async def start_sign_in(
        root: strawberry.Parent[Any],
        info: Info,
        input: Annotated[StartSignInInput, Given],
    ) -> StartSignInPayload | None:
        context = info.context
        attempt = await verbs.start_sign_in(
            context.house, input.entry, input.user_id, input.password, context.certificate
        )
        return StartSignInPayload(
            attempt=attempt.token,
            destinations=[
                CodeDestination(channel=channel, channel_label=channel.label, sent_to=sent_to)
                for channel, sent_to in attempt.channels.items()
            ],
        )

    @strawberry.mutation(description="確認コードをメールまたはSMSで送る。30秒おきに3回まで（手引き8頁④）")
    async def send_code(
        root: strawberry.Parent[Any],
        info: Info,
        input: Annotated[SendCodeInput, Given],
    ) -> SendCodePayload | None:
        sent_to = await verbs.send_code(info.context.house, input.attempt, input.channel, info.context.fingerprint)
        return SendCodePayload(sent_to=sent_to)

    @strawberry.mutation(description="確認コードでサインインする（手引き9頁⑤）")
    async def sign_in(
        root: strawberry.Parent[Any], info: Info, input: Annotated[SignInInput, Given]
    ) -> SignInPayload | None:
        context, by_cookie = info.context, input.transport is SessionTransport.COOKIE
        if by_cookie and not context.from_own_page:  # nobody else's page signs a browser in, as whomever
            raise CrossSite
        session = await verbs.sign_in(context.house, input.attempt, input.code, context.certificate)
        if by_cookie:
            # It takes the place of the one before, which nobody could end any more.
            await sessions.sign_out(context.house, context.token or "")
            context.cookie = session.token
        return SignInPayload(
            token=None if by_cookie else session.token,
            expires_at=session.expires_at,
            password_change_required=session.first_password,
        )

    @strawberry.mutation(description="自分のパスワードを変更する。初回のパスワードはまずこれで変更する（手引き9頁⑥）")
    async def change_password(
        root: strawberry.Parent[Any],
        info: Info,
        input: Annotated[ChangePasswordInput, Given],
    ) -> ChangePasswordResult | None:
        found = await passwords.change_password(info.context, input.current_password, input.new_password)
        if not found:
            return PasswordChanged(changed=True)
        path = ["input", "newPassword"]
        return Refused(errors=[UserError(code=fault.name, message=fault.label, path=path) for fault in found])

    @strawberry.mutation(description="サインアウトし、このトークンを無効にする")
    async def sign_out(root: strawberry.Parent[Any], info: Info) -> SignOutPayload | None:
        await sessions.sign_out(info.context.house, info.context.token or "")
        if info.context.from_own_page:
            info.context.cookie = ""
        return SignOutPayload(signed_out=True)
