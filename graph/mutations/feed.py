"""What the billing system brings: offices, office users and certificates (電子請求受付システム; S01, S09, S81)."""

import datetime
from functools import partial
from typing import Annotated, Any

import strawberry

from graph.acting import KEY, Given, acted
from graph.enums import published
from graph.field import Info
from graph.refused import Refused
from models.codes.office import Capability
from models.codes.service import ServiceType
from resolvers import feeds as verbs
from resolvers.accounts import NewAccount, first_password
from resolvers.performing import Act, Ahead, Outcome, Verb


@strawberry.input(description="事業所の連携")
class FeedOfficeInput:
    idempotency_key: str = strawberry.field(description=KEY)
    number: str = strawberry.field(description="介護事業所番号")
    name: str = strawberry.field(description="事業所名")
    address: str = strawberry.field(description="所在地")
    phone: str = strawberry.field(description="電話番号")
    deemed: bool = strawberry.field(default=False, description="みなし介護事業所か")
    capabilities: list[published(Capability)] = strawberry.field(description="事業所の機能")  # type: ignore[valid-type]
    services: list[published(ServiceType)] = strawberry.field(description="指定を受けているサービス種類のすべて")  # type: ignore[valid-type]


@strawberry.input(description="事業所ユーザの連携")
class FeedOfficeUserInput:
    idempotency_key: str = strawberry.field(description=KEY)
    office_number: str = strawberry.field(description="介護事業所番号")
    user_id: str = strawberry.field(description="ユーザID（電子請求受付システムと同じ）")
    name: str = strawberry.field(description="氏名")
    mail: str = strawberry.field(description="メールアドレス。初回パスワードを送る")
    phone: str | None = strawberry.field(default=None, description="携帯電話番号")
    suspended: bool = strawberry.field(default=False, description="停止しているか")


@strawberry.input(description="電子証明書の連携")
class FeedOfficeCertificateInput:
    idempotency_key: str = strawberry.field(description=KEY)
    office_number: str = strawberry.field(description="介護事業所番号")
    fingerprint: str = strawberry.field(description="電子証明書（DER）のSHA-256、16進数64桁")
    not_after: datetime.datetime = strawberry.field(description="有効期限")
    revoked: bool = strawberry.field(default=False, description="失効したか。失効は取り消せない")


@strawberry.type(description="連携の結果")
class Fed:
    key: str = strawberry.field(description="連携したもの: 事業所番号、ユーザID、電子証明書のSHA-256のいずれか")


FeedResult = Annotated[Fed | Refused, strawberry.union("FeedResult", description="連携の結果")]


@strawberry.type
class Mutation:
    @strawberry.mutation(description="事業所を登録・変更する。電子請求受付システムだけができる")
    async def feed_office(
        root: strawberry.Parent[Any], info: Info, input: Annotated[FeedOfficeInput, Given]
    ) -> FeedResult | None:
        fed = verbs.FedOffice(
            input.number, input.name, input.address, input.phone, input.deemed, input.capabilities, input.services
        )
        verb = partial(verbs.feed_office, fed=fed)
        return await _fed(info, verbs.FEED_OFFICE, input.idempotency_key, verb, fed.__dict__)

    @strawberry.mutation(description="事業所ユーザを登録・変更する。電子請求受付システムだけができる（手引き7頁）")
    async def feed_office_user(
        root: strawberry.Parent[Any], info: Info, input: Annotated[FeedOfficeUserInput, Given]
    ) -> FeedResult | None:
        account = NewAccount(input.user_id, input.name, input.mail, input.phone)
        verb = partial(
            verbs.feed_office_user, office_number=input.office_number, fed=account, suspended=input.suspended
        )
        asked = {**account.__dict__, "office_number": input.office_number, "suspended": input.suspended}
        return await _fed(info, verbs.FEED_OFFICE_USER, input.idempotency_key, verb, asked, first_password)

    @strawberry.mutation(description="電子証明書を登録・失効する。電子請求受付システムだけができる")
    async def feed_office_certificate(
        root: strawberry.Parent[Any], info: Info, input: Annotated[FeedOfficeCertificateInput, Given]
    ) -> FeedResult | None:
        asked: dict[str, Any] = {
            "office_number": input.office_number,
            "fingerprint": input.fingerprint,
            "not_after": input.not_after,
            "revoked": input.revoked,
        }
        verb = partial(verbs.feed_certificate, **asked)
        return await _fed(info, verbs.FEED_CERTIFICATE, input.idempotency_key, verb, asked)


async def _fed(
    info: Info, act: Act, key: str, verb: Verb, asked: dict[str, Any], ahead: Ahead | None = None
) -> Fed | Refused:
    return await acted(info, act, key, asked, verb, _shown, ahead)


def _shown(outcome: Outcome) -> Fed:
    return Fed(key=next(iter(outcome.values())))
