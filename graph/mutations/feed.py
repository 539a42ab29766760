"""What other systems bring: offices, office users, certificates and claims (電子請求受付システム; S01, S09, S81), and whose
card is which (オンライン資格確認等システム; S79).
"""

import datetime
from functools import partial
from typing import Annotated, Any

import strawberry

from graph.acting import KEY, Given, acted
from graph.enums import published
from graph.field import Info
from graph.refused import Refused
from graph.scalars import YearMonth
from models.codes.office import Capability
from models.codes.service import ServiceType
from resolvers import feeds as verbs
from resolvers.accounts import NewAccount, first_password
from resolvers.card_links import FEED_CARD_LINK, FedCard, feed_card_link
from resolvers.claims import FEED_CLAIMS, FedClaims, feed_claims
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


@strawberry.input(description="マイナンバーカードと被保険者の連携")
class FeedCardLinkInput:
    idempotency_key: str = strawberry.field(description=KEY)
    issuer: str = strawberry.field(
        description="利用者証明用電子証明書の発行者の識別名（DER）、base64。鍵付きハッシュ値だけを保存する"
    )
    serial: str = strawberry.field(
        description="利用者証明用電子証明書のシリアル番号、16進数。鍵付きハッシュ値だけを保存する"
    )
    insurer_number: str = strawberry.field(description="介護保険者番号")
    insured_number: str = strawberry.field(description="介護保険被保険者番号")
    health_insurance_registered: bool = strawberry.field(description="健康保険証利用の登録済か")
    ended: bool = strawberry.field(default=False, description="使われなくなったか（返納・更新・紛失など）")


@strawberry.input(description="請求のあった人")
class ClaimedPersonInput:
    insurer_number: str = strawberry.field(description="介護保険者番号")
    insured_number: str = strawberry.field(description="介護保険被保険者番号")


@strawberry.input(description="レセプトの連携: 事業所が請求した月と人")
class FeedClaimsInput:
    idempotency_key: str = strawberry.field(description=KEY)
    office_number: str = strawberry.field(description="介護事業所番号")
    month: YearMonth = strawberry.field(description="サービス提供年月")
    people: list[ClaimedPersonInput] = strawberry.field(description="請求のあった人（1,000人まで）")


@strawberry.type(description="連携の結果")
class Fed:
    key: str = strawberry.field(
        description="連携したもの: 事業所番号、ユーザID、電子証明書のSHA-256、利用者の識別子のいずれか"
    )


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

    @strawberry.mutation(
        description="カードがどの被保険者のものかを登録・変更する。オンライン資格確認等システムだけができる。更新されたカードは別に登録する"
    )
    async def feed_card_link(
        root: strawberry.Parent[Any], info: Info, input: Annotated[FeedCardLinkInput, Given]
    ) -> FeedResult | None:
        told: dict[str, Any] = {
            "insurer_number": input.insurer_number,
            "insured_number": input.insured_number,
            "health_insurance_registered": input.health_insurance_registered,
            "ended": input.ended,
        }
        fed = FedCard(issuer=input.issuer, serial=input.serial, **told)
        # What is written down of the request holds the card's keyed hash: any other hash could be undone by trying.
        asked = {**told, "card": fed.hash(info.context.house.cards.key)}
        return await _fed(info, FEED_CARD_LINK, input.idempotency_key, partial(feed_card_link, fed=fed), asked)

    @strawberry.mutation(
        description="レセプトを受けて閲覧有効期限を延ばす。電子請求受付システムだけができる。一覧にいない人には何も起きない"
    )
    async def feed_claims(
        root: strawberry.Parent[Any], info: Info, input: Annotated[FeedClaimsInput, Given]
    ) -> FeedResult | None:
        people = [(person.insurer_number, person.insured_number) for person in input.people]
        fed = FedClaims(input.office_number, input.month, people)
        verb = partial(feed_claims, fed=fed)
        return await _fed(info, FEED_CLAIMS, input.idempotency_key, verb, fed.__dict__)


async def _fed(
    info: Info, act: Act, key: str, verb: Verb, asked: dict[str, Any], ahead: Ahead | None = None
) -> Fed | Refused:
    return await acted(info, act, key, asked, verb, _shown, ahead)


def _shown(outcome: Outcome) -> Fed:
    return Fed(key=next(iter(outcome.values())))
