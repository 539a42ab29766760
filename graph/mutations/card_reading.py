"""Readings of My Number Cards (マイナンバーカード) by the card-reader app (guide p.16-17; S15, S52, S53, S56)."""

import datetime
from functools import partial
from typing import Annotated, Any

import strawberry

from graph.acting import KEY, Given, acted
from graph.enums import published
from graph.field import Info
from graph.refused import Refused
from models.codes.card import CardConfirmation, RevocationStatus
from models.codes.registration import ProofPurpose
from resolvers import card_readings as verbs
from resolvers.performing import Outcome


@strawberry.input(description="マイナンバーカードの読み取りの開始")
class BeginCardReadingInput:
    idempotency_key: str = strawberry.field(description=KEY)
    purpose: published(ProofPurpose) = strawberry.field(description="本人確認の目的")  # type: ignore[valid-type]
    form_sha256: str = strawberry.field(description="入力内容（form）の正規化したJSONのSHA-256、16進数64桁")


@strawberry.input(description="読み取りの画面で入力した内容")
class CardReadingFormInput:
    confirmation: published(CardConfirmation) = strawberry.field(description="カードの持ち主の確認の方法")  # type: ignore[valid-type]
    reason: str | None = strawberry.field(
        default=None,
        description="目視で確認した理由と、確認した職員の氏名（アプリのアカウントは人ではないため）。目視の場合に限り必須",
    )


@strawberry.input(description="マイナンバーカードの読み取りの完了")
class CompleteCardReadingInput:
    idempotency_key: str = strawberry.field(description=KEY)
    challenge_id: strawberry.ID = strawberry.field(description="チャレンジの識別子")
    certificate: str = strawberry.field(description="利用者証明用電子証明書（DER）、base64。8KiBまで。保存しない")
    signature: str | None = strawberry.field(
        default=None, description="カードの署名、base64。目視で確認した場合は null"
    )
    form: CardReadingFormInput = strawberry.field(description="入力内容。開始時のハッシュ値と一致すること")


@strawberry.type(description="カードに署名させるチャレンジ。2分以内に一度だけ使える")
class CardChallenge:
    id: strawberry.ID = strawberry.field(description="識別子")
    nonce: str = strawberry.field(description="乱数32バイト、base64url（パディングなし）")
    origin: str = strawberry.field(description="このサービスのオリジン")
    app_id: str = strawberry.field(description="マイナ資格確認アプリのアカウント名")
    purpose: published(ProofPurpose) = strawberry.field(description="本人確認の目的")  # type: ignore[valid-type]
    expires_at: datetime.datetime = strawberry.field(description="使える期限")
    algorithms: list[str] = strawberry.field(description="確認できる署名の方式。カードの鍵の種類で選ぶ")


@strawberry.type(description="読み取ったカードの持ち主の利用者登録。利用者の情報は含まない")
class CardRead:
    id: strawberry.ID = strawberry.field(description="読み取りの識別子")
    viewing_until: datetime.date = strawberry.field(
        description="一覧を開いたときの閲覧有効期限（代行提出の場合は当日）"
    )
    list_until: datetime.datetime = strawberry.field(
        description="この日時までに利用者一覧を開くこと（代行提出の場合は、本人確認が効力を失う日時）"
    )
    revocation: published(RevocationStatus) = strawberry.field(description="電子証明書の失効の確認")  # type: ignore[valid-type]


BeginCardReadingResult = Annotated[
    CardChallenge | Refused,
    strawberry.union("BeginCardReadingResult", description="マイナンバーカードの読み取りの開始の結果"),
]
CompleteCardReadingResult = Annotated[
    CardRead | Refused,
    strawberry.union("CompleteCardReadingResult", description="マイナンバーカードの読み取りの結果"),
]


@strawberry.type
class Mutation:
    @strawberry.mutation(
        description="マイナンバーカードの読み取りを始める。事業所に登録されたマイナ資格確認アプリだけができる（手引き16頁）"
    )
    async def begin_card_reading(
        root: strawberry.Parent[Any], info: Info, input: Annotated[BeginCardReadingInput, Given]
    ) -> BeginCardReadingResult | None:
        asked: dict[str, Any] = {"purpose": input.purpose, "form_sha256": input.form_sha256}
        return await acted(
            info, verbs.BEGIN, input.idempotency_key, asked, partial(verbs.begin_card_reading, **asked), _begun
        )

    @strawberry.mutation(
        description="読み取ったカードで利用者登録をする。マイナ資格確認アプリの事業所の利用者一覧に載る（手引き17頁）"
    )
    async def complete_card_reading(
        root: strawberry.Parent[Any], info: Info, input: Annotated[CompleteCardReadingInput, Given]
    ) -> CompleteCardReadingResult | None:
        form = input.form
        answered = verbs.Answered(
            input.challenge_id, input.certificate, input.signature, form.confirmation, form.reason
        )
        asked = answered.hashed(info.context.house.cards.key)
        verb = partial(verbs.complete_card_reading, answered=answered)
        return await acted(info, verbs.COMPLETE, input.idempotency_key, asked, verb, _read)


def _begun(outcome: Outcome) -> CardChallenge:
    return CardChallenge(
        id=strawberry.ID(outcome["id"]),
        nonce=outcome["nonce"],
        origin=outcome["origin"],
        app_id=outcome["appId"],
        purpose=ProofPurpose[outcome["purpose"]],
        expires_at=datetime.datetime.fromisoformat(outcome["expiresAt"]),
        algorithms=outcome["algorithms"],
    )


def _read(outcome: Outcome) -> CardRead:
    return CardRead(
        id=strawberry.ID(outcome["id"]),
        viewing_until=datetime.date.fromisoformat(outcome["viewingUntil"]),
        list_until=datetime.datetime.fromisoformat(outcome["listUntil"]),
        revocation=RevocationStatus[outcome["revocation"]],
    )
