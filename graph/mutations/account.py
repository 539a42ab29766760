"""Accounts: created by office users and administrators (guide p.7)."""

from functools import partial
from typing import Annotated, Any

import strawberry

from graph.enums import published
from graph.field import Info
from graph.refused import Refused, refused
from models.codes.office import AccountKind, Occupation
from models.codes.service import ServiceType
from permissions.faults import Faulty
from resolvers.accounts import CREATED_BY, NewAccount, create_account
from resolvers.performing import perform


@strawberry.input(description="サービスにおける職種")
class PostInput:
    service: published(ServiceType) = strawberry.field(description="サービス種類（事業所が指定を受けているもの）")  # type: ignore[valid-type]
    occupation: published(Occupation) = strawberry.field(description="職種区分")  # type: ignore[valid-type]


@strawberry.input(description="アカウントの作成（手引き7頁）")
class CreateAccountInput:
    idempotency_key: str = strawberry.field(
        description="この依頼の印（8から64文字）。同じ印で同じ内容を送り直しても、作成は一度だけ"
    )
    user_id: str = strawberry.field(description="ユーザID")
    name: str = strawberry.field(description="氏名")
    mail: str = strawberry.field(description="メールアドレス。初回パスワードを送る")
    phone: str | None = strawberry.field(default=None, description="携帯電話番号（SMSで確認コードを受け取る場合）")
    posts: list[PostInput] = strawberry.field(default_factory=list, description="サービスと職種")


@strawberry.type(description="アカウントの作成の結果: 初回パスワードは本人のメールにだけ送られる")
class AccountCreated:
    user_id: str = strawberry.field(description="ユーザID")
    kind: published(AccountKind) = strawberry.field(description="アカウント種別")  # type: ignore[valid-type]


CreateAccountResult = Annotated[
    AccountCreated | Refused, strawberry.union("CreateAccountResult", description="アカウントの作成の結果")
]
Input = Annotated[CreateAccountInput, strawberry.argument(description="入力")]


@strawberry.type
class Mutation:
    @strawberry.mutation(description="一般ユーザを作成する。管理者ユーザだけが、自分の事業所に（手引き7頁）")
    async def create_general_user(root: strawberry.Parent[Any], info: Info, input: Input) -> CreateAccountResult:
        return await _created(info, AccountKind.GENERAL_USER, input)

    @strawberry.mutation(description="管理者ユーザを作成する。事業所ユーザだけが、自分の事業所に（手引き7頁）")
    async def create_administrator(root: strawberry.Parent[Any], info: Info, input: Input) -> CreateAccountResult:
        return await _created(info, AccountKind.ADMINISTRATOR, input)


async def _created(info: Info, kind: AccountKind, input: CreateAccountInput) -> AccountCreated | Refused:
    posts = tuple((post.service, post.occupation) for post in input.posts)
    asked = NewAccount(input.user_id, input.name, input.mail, input.phone, posts)
    verb = partial(create_account, kind=kind, asked=asked)
    try:
        outcome = await perform(info.context, CREATED_BY[kind], input.idempotency_key, asked.__dict__, verb)
    except Faulty as faulty:
        return refused(faulty)
    return AccountCreated(user_id=outcome["userId"], kind=AccountKind[outcome["kind"]])
