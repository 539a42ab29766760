"""Accounts: created and managed by those who may (guide p.7)."""

from collections.abc import Callable
from functools import partial
from typing import Annotated, Any

import strawberry

from graph.acting import KEY, Given, acted
from graph.enums import published
from graph.field import Info
from graph.refused import Refused
from models.codes.office import AccountKind, Occupation
from models.codes.service import ServiceType
from permissions.accounts import CREATED_BY
from resolvers import managing
from resolvers.accounts import NewAccount, create_account, first_password
from resolvers.performing import Act, Ahead, Outcome, Verb


@strawberry.input(description="サービスにおける職種")
class PostInput:
    service: published(ServiceType) = strawberry.field(description="サービス種類（事業所が指定を受けているもの）")  # type: ignore[valid-type]
    occupation: published(Occupation) = strawberry.field(description="職種区分")  # type: ignore[valid-type]


@strawberry.input(description="アカウントの作成（手引き7頁）")
class CreateAccountInput:
    idempotency_key: str = strawberry.field(description=KEY)
    user_id: str = strawberry.field(description="ユーザID")
    name: str = strawberry.field(description="氏名")
    mail: str = strawberry.field(description="メールアドレス。初回パスワードを送る")
    phone: str | None = strawberry.field(default=None, description="携帯電話番号（SMSで確認コードを受け取る場合）")
    posts: list[PostInput] = strawberry.field(default_factory=list, description="サービスと職種")


@strawberry.input(description="アカウントの変更（手引き7頁）。省いた項目は変わらない")
class UpdateAccountInput:
    idempotency_key: str = strawberry.field(description=KEY)
    user_id: str = strawberry.field(description="ユーザID")
    name: str | None = strawberry.field(default=None, description="氏名")
    mail: str | None = strawberry.field(default=None, description="メールアドレス。変更は元のアドレスに知らせる")
    phone: str | None = strawberry.field(default=None, description="携帯電話番号。空の文字列で削除")
    posts: list[PostInput] | None = strawberry.field(default=None, description="サービスと職種のすべて")


@strawberry.input(description="アカウントについての依頼")
class AccountInput:
    idempotency_key: str = strawberry.field(description=KEY)
    user_id: str = strawberry.field(description="ユーザID")


@strawberry.input(description="ユーザの権限変更（手引き7頁）")
class ChangeAccountKindInput:
    idempotency_key: str = strawberry.field(description=KEY)
    user_id: str = strawberry.field(description="ユーザID")
    kind: published(AccountKind) = strawberry.field(description="管理者ユーザか一般ユーザ")  # type: ignore[valid-type]


@strawberry.type(description="アカウントの作成の結果: 初回パスワードは本人のメールにだけ送られる")
class AccountCreated:
    user_id: str = strawberry.field(description="ユーザID")
    kind: published(AccountKind) = strawberry.field(description="アカウント種別")  # type: ignore[valid-type]


@strawberry.type(description="アカウントについての依頼の結果")
class AccountChanged:
    user_id: str = strawberry.field(description="ユーザID")
    kind: published(AccountKind) = strawberry.field(description="アカウント種別")  # type: ignore[valid-type]
    suspended: bool = strawberry.field(description="停止中か")


CreateAccountResult = Annotated[
    AccountCreated | Refused, strawberry.union("CreateAccountResult", description="アカウントの作成の結果")
]
ChangeAccountResult = Annotated[
    AccountChanged | Refused, strawberry.union("ChangeAccountResult", description="アカウントについての依頼の結果")
]


@strawberry.type
class Mutation:
    @strawberry.mutation(description="一般ユーザを作成する。管理者ユーザだけが、自分の事業所に（手引き7頁）")
    async def create_general_user(
        root: strawberry.Parent[Any], info: Info, input: Annotated[CreateAccountInput, Given]
    ) -> CreateAccountResult | None:
        return await _created(info, AccountKind.GENERAL_USER, input)

    @strawberry.mutation(description="管理者ユーザを作成する。事業所ユーザだけが、自分の事業所に（手引き7頁）")
    async def create_administrator(
        root: strawberry.Parent[Any], info: Info, input: Annotated[CreateAccountInput, Given]
    ) -> CreateAccountResult | None:
        return await _created(info, AccountKind.ADMINISTRATOR, input)

    @strawberry.mutation(description="認定審査員を作成する。市町村職員だけが、自分の保険者に（手引き7頁）")
    async def create_board_member(
        root: strawberry.Parent[Any], info: Info, input: Annotated[CreateAccountInput, Given]
    ) -> CreateAccountResult | None:
        return await _created(info, AccountKind.BOARD_MEMBER, input)

    @strawberry.mutation(description="市町村職員を作成する。市町村職員だけが、自分の保険者に（手引き7頁）")
    async def create_municipal_staff(
        root: strawberry.Parent[Any], info: Info, input: Annotated[CreateAccountInput, Given]
    ) -> CreateAccountResult | None:
        return await _created(info, AccountKind.MUNICIPAL_STAFF, input)

    @strawberry.mutation(description="氏名、連絡先、サービスと職種を変更する（手引き7頁）")
    async def update_account(
        root: strawberry.Parent[Any], info: Info, input: Annotated[UpdateAccountInput, Given]
    ) -> ChangeAccountResult | None:
        posts = None if input.posts is None else _posts(input.posts)
        changes = managing.Changes(input.name, input.mail, input.phone, posts)
        verb = partial(managing.update_account, user_id=input.user_id, changes=changes)
        return await _changed(info, managing.UPDATE, input, verb, **changes.__dict__)

    @strawberry.mutation(description="管理者ユーザと一般ユーザを入れ替える。事業所ユーザだけができる（手引き7頁）")
    async def change_account_kind(
        root: strawberry.Parent[Any], info: Info, input: Annotated[ChangeAccountKindInput, Given]
    ) -> ChangeAccountResult | None:
        verb = partial(managing.change_kind, user_id=input.user_id, kind=input.kind)
        return await _changed(info, managing.CHANGE_KIND, input, verb, kind=input.kind)

    @strawberry.mutation(description="アカウントを停止する。サインイン中の端末もその場で使えなくなる（手引き7頁）")
    async def suspend_account(
        root: strawberry.Parent[Any], info: Info, input: Annotated[AccountInput, Given]
    ) -> ChangeAccountResult | None:
        return await _changed(info, managing.SUSPEND, input, _on(managing.suspend_account, input))

    @strawberry.mutation(description="停止したアカウントを使えるようにする（手引き7頁）")
    async def resume_account(
        root: strawberry.Parent[Any], info: Info, input: Annotated[AccountInput, Given]
    ) -> ChangeAccountResult | None:
        return await _changed(info, managing.RESUME, input, _on(managing.resume_account, input))

    @strawberry.mutation(description="パスワードを初期化し、新しい初回パスワードを本人のメールにだけ送る（手引き7頁）")
    async def reset_password(
        root: strawberry.Parent[Any], info: Info, input: Annotated[AccountInput, Given]
    ) -> ChangeAccountResult | None:
        return await _changed(info, managing.RESET, input, _on(managing.reset_password, input), first_password)

    @strawberry.mutation(description="続けて失敗して使えなくなったサインインを、また使えるようにする")
    async def lift_lockout(
        root: strawberry.Parent[Any], info: Info, input: Annotated[AccountInput, Given]
    ) -> ChangeAccountResult | None:
        return await _changed(info, managing.LIFT, input, _on(managing.lift_lockout, input))


CREATE = {kind: Act.under(f"create{kind.name.title().replace('_', '')}", right) for kind, right in CREATED_BY.items()}
"""How each kind of account is created: createGeneralUser and its like."""


def _posts(given: list[PostInput]) -> tuple[tuple[ServiceType, Occupation], ...]:
    return tuple((post.service, post.occupation) for post in given)


def _on(verb: Callable[..., Any], input: AccountInput) -> Verb:
    return partial(verb, user_id=input.user_id)


async def _created(info: Info, kind: AccountKind, input: CreateAccountInput) -> AccountCreated | Refused:
    asked = NewAccount(input.user_id, input.name, input.mail, input.phone, _posts(input.posts))
    verb = partial(create_account, kind=kind, asked=asked)
    return await acted(info, CREATE[kind], input.idempotency_key, asked.__dict__, verb, _created_shown, first_password)


def _created_shown(outcome: Outcome) -> AccountCreated:
    return AccountCreated(user_id=outcome["userId"], kind=AccountKind[outcome["kind"]])


async def _changed(
    info: Info,
    act: Act,
    input: AccountInput | UpdateAccountInput | ChangeAccountKindInput,
    verb: Verb,
    ahead: Ahead | None = None,
    **asked: Any,
) -> AccountChanged | Refused:
    asked = {"user_id": input.user_id, **asked}
    return await acted(info, act, input.idempotency_key, asked, verb, _changed_shown, ahead)


def _changed_shown(outcome: Outcome) -> AccountChanged:
    return AccountChanged(user_id=outcome["userId"], kind=AccountKind[outcome["kind"]], suspended=outcome["suspended"])
