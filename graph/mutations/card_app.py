"""App accounts of card readers: issued by the portal, registered by administrators (guide p.7; S15, S86)."""

from functools import partial
from typing import Annotated, Any

import strawberry

from graph.acting import KEY, Given, acted
from graph.field import Info
from graph.refused import Refused
from resolvers import card_apps as verbs
from resolvers.performing import Act, Outcome, Verb


@strawberry.input(description="マイナ資格確認アプリアカウントについての依頼")
class CardAppInput:
    idempotency_key: str = strawberry.field(description=KEY)
    app_id: str = strawberry.field(description="介護情報基盤ポータルが発行したアカウント名")


@strawberry.input(description="マイナ資格確認アプリアカウントの発行")
class IssueCardAppInput:
    idempotency_key: str = strawberry.field(description=KEY)
    app_id: str = strawberry.field(description="発行するアカウント名")
    office_number: str = strawberry.field(description="発行先の介護事業所番号")
    secret_sha256: str = strawberry.field(
        description="事業所に渡した秘密の文字列のSHA-256、16進数64桁。秘密の文字列そのものは送らない"
    )


@strawberry.type(description="マイナ資格確認アプリアカウントについての依頼の結果")
class CardAppChanged:
    app_id: str = strawberry.field(description="アカウント名")


CardAppResult = Annotated[
    CardAppChanged | Refused,
    strawberry.union("CardAppResult", description="マイナ資格確認アプリアカウントについての依頼の結果"),
]


@strawberry.type
class Mutation:
    @strawberry.mutation(
        description="発行されたアプリアカウントを登録する。管理者ユーザだけが、自分の事業所に（手引き7頁）"
    )
    async def register_card_app(
        root: strawberry.Parent[Any], info: Info, input: Annotated[CardAppInput, Given]
    ) -> CardAppResult | None:
        return await _done(info, verbs.REGISTER, input, partial(verbs.register_card_app, app_id=input.app_id))

    @strawberry.mutation(description="アプリアカウントの利用を終了する（端末の紛失・廃棄など）。元には戻せない")
    async def end_card_app(
        root: strawberry.Parent[Any], info: Info, input: Annotated[CardAppInput, Given]
    ) -> CardAppResult | None:
        return await _done(info, verbs.END, input, partial(verbs.end_card_app, app_id=input.app_id))

    @strawberry.mutation(description="アプリアカウントを事業所に発行する。介護情報基盤ポータルだけができる")
    async def issue_card_app(
        root: strawberry.Parent[Any], info: Info, input: Annotated[IssueCardAppInput, Given]
    ) -> CardAppResult | None:
        asked = {"office_number": input.office_number, "secret_sha256": input.secret_sha256}
        verb = partial(
            verbs.issue_card_app,
            app_id=input.app_id,
            office_number=input.office_number,
            secret_sha256=input.secret_sha256,
        )
        return await _done(info, verbs.ISSUE, input, verb, **asked)


async def _done(
    info: Info, act: Act, input: CardAppInput | IssueCardAppInput, verb: Verb, **asked: str
) -> CardAppChanged | Refused:
    return await acted(info, act, input.idempotency_key, {"app_id": input.app_id, **asked}, verb, _shown)


def _shown(outcome: Outcome) -> CardAppChanged:
    return CardAppChanged(app_id=outcome["appId"])
