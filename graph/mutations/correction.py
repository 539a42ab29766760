"""What municipalities' systems fed wrongly is corrected or retracted (訂正・取消; features.md B25)."""

from functools import partial
from typing import Annotated, Any

import strawberry

from graph.acting import KEY, Given, acted
from graph.care_fed import CareFeedResult, care_fed
from graph.fed_certificate import CertificateInput, certificate_given
from graph.fed_input import sent
from graph.fed_paper import UPLOAD, OpinionPaperInput, SurveyInput, opinion_given, survey_given
from graph.field import Info
from graph.mutations.beneficiary_feed import BeneficiaryInput
from graph.mutations.housing_feed import EquipmentPurchaseInput
from graph.mutations.progress_feed import ProgressInput
from models.codes.fed import FedKind
from permissions.beneficiary import HEADER
from permissions.equipment import COLUMNS as PURCHASE
from permissions.progress import COLUMNS
from resolvers.corrections import CORRECT, RETRACT, correct, retract_fed
from resolvers.papers import Sent

ID, REASON = "連携したもののID", "理由（500文字まで）"


@strawberry.input(one_of=True, description="正しい内容。連携したものと同じ種類のものを一つだけ指定する")
class FedContentInput:
    beneficiary: BeneficiaryInput | None = strawberry.field(default=strawberry.UNSET, description="被保険者の基本情報")
    certificate: CertificateInput | None = strawberry.field(default=strawberry.UNSET, description="証")
    purchase: EquipmentPurchaseInput | None = strawberry.field(default=strawberry.UNSET, description="福祉用具購入")
    progress: ProgressInput | None = strawberry.field(default=strawberry.UNSET, description="要介護認定申請の進捗")
    survey: SurveyInput | None = strawberry.field(default=strawberry.UNSET, description="認定調査票")
    opinion: OpinionPaperInput | None = strawberry.field(default=strawberry.UNSET, description="紙で届いた主治医意見書")


@strawberry.input(description="連携したものの訂正")
class CorrectFedInput:
    idempotency_key: str = strawberry.field(description=KEY)
    id: strawberry.ID = strawberry.field(description=ID)
    reason: str = strawberry.field(description=REASON)
    content: FedContentInput = strawberry.field(description="正しい内容のすべて")
    upload: strawberry.ID | None = strawberry.field(
        default=None, description=f"認定調査票・主治医意見書の訂正のとき、{UPLOAD}"
    )


@strawberry.input(description="連携したものの取消")
class RetractFedInput:
    idempotency_key: str = strawberry.field(description=KEY)
    id: strawberry.ID = strawberry.field(description=ID)
    reason: str = strawberry.field(description=REASON)


@strawberry.type
class Mutation:
    @strawberry.mutation(
        description="誤って連携したものを正しい内容に置き換える。市町村システムだけができる。前の内容は feedHistory に残る"
    )
    async def correct_fed(
        root: strawberry.Parent[Any], info: Info, input: Annotated[CorrectFedInput, Given]
    ) -> CareFeedResult | None:
        kind, values, lists, where = _content(input.content)
        about: dict[str, Any] = {"id_": input.id, "kind": kind, "reason": input.reason}
        right = Sent(values, lists, input.upload)
        verb = partial(correct, **about, sent=right, where=("input", "content", *where))
        return await acted(info, CORRECT, input.idempotency_key, {**about, **vars(right)}, verb, care_fed)

    @strawberry.mutation(
        description="誤って連携したものを取り消す。市町村システムだけができる。取り消した内容は feedHistory に残る"
    )
    async def retract_fed(
        root: strawberry.Parent[Any], info: Info, input: Annotated[RetractFedInput, Given]
    ) -> CareFeedResult | None:
        asked: dict[str, Any] = {"id_": input.id, "reason": input.reason}
        return await acted(info, RETRACT, input.idempotency_key, asked, partial(retract_fed, **asked), care_fed)


def _content(given: FedContentInput) -> tuple[FedKind, dict[str, Any], dict[str, Any], tuple[str, ...]]:
    """The kind of what was sent, its values by column, the lists of a paper, and where it stands in the input."""
    if given.certificate is not strawberry.UNSET:
        kind, values, member = certificate_given(given.certificate)
        return FedKind[kind.name], values, {}, ("certificate", member)
    if given.progress is not strawberry.UNSET:
        return FedKind.PROGRESS, sent(given.progress, COLUMNS), {}, ("progress",)
    if given.purchase is not strawberry.UNSET:
        return FedKind.EQUIPMENT_PURCHASE, sent(given.purchase, PURCHASE), {}, ("purchase",)
    if given.survey is not strawberry.UNSET:
        return FedKind.SURVEY, *survey_given(given.survey), ("survey",)
    if given.opinion is not strawberry.UNSET:
        return FedKind.OPINION, *opinion_given(given.opinion), ("opinion",)
    return FedKind.BENEFICIARY, sent(given.beneficiary, HEADER), {}, ("beneficiary",)
