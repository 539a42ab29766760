"""Sign-in: password, then a one-time code by mail, then a session (guide p.8-9)."""

import datetime
from typing import Annotated, Any

import strawberry

from graph.field import Info
from resolvers import sign_in as verbs


@strawberry.input(description="確認コードの送付の依頼")
class RequestCodeInput:
    user_id: str = strawberry.field(description="ユーザID")
    password: str = strawberry.field(description="パスワード")


@strawberry.type(description="確認コードの送付先")
class RequestCodePayload:
    attempt: str = strawberry.field(description="このサインインの番号")
    sent_to: str = strawberry.field(description="送付先（一部を隠したメールアドレス）")


@strawberry.input(description="確認コードによるサインイン")
class SignInInput:
    attempt: str = strawberry.field(description="requestCode が返した番号")
    code: str = strawberry.field(description="6桁の確認コード")


@strawberry.type(description="サインインの結果")
class SignInPayload:
    token: str = strawberry.field(description="Authorization: Bearer に使うトークン")
    expires_at: datetime.datetime = strawberry.field(description="有効期限")


@strawberry.type(description="サインアウトの結果")
class SignOutPayload:
    signed_out: bool = strawberry.field(description="サインアウトしたか")


@strawberry.type
class Mutation:
    @strawberry.mutation(description="ユーザIDとパスワードを確認し、確認コードをメールで送る（手引き8頁③④）")
    async def request_code(
        root: strawberry.Parent[Any],
        info: Info,
        input: Annotated[RequestCodeInput, strawberry.argument(description="入力")],
    ) -> RequestCodePayload:
        attempt = await verbs.request_code(info.context.house, input.user_id, input.password)
        return RequestCodePayload(attempt=attempt.token, sent_to=attempt.sent_to)

    @strawberry.mutation(description="確認コードでサインインする（手引き9頁⑤）")
    async def sign_in(
        root: strawberry.Parent[Any], info: Info, input: Annotated[SignInInput, strawberry.argument(description="入力")]
    ) -> SignInPayload:
        session = await verbs.sign_in(info.context.house, input.attempt, input.code)
        return SignInPayload(token=session.token, expires_at=session.expires_at)

    @strawberry.mutation(description="サインアウトし、このトークンを無効にする")
    async def sign_out(root: strawberry.Parent[Any], info: Info) -> SignOutPayload:
        await verbs.sign_out(info.context.house, info.context.token or "")
        return SignOutPayload(signed_out=True)
