"""How far applications for certification have come, as municipalities' systems tell it (features.md S45, S83)."""

from functools import partial
from typing import Annotated, Any

import strawberry

from graph import progress as tab
from graph.acting import KEY, Given, acted
from graph.care_fed import NUMBER, CareFed, care_fed
from graph.fed_certificate import InsuredCertificateInput
from graph.fed_input import fed_input, sent
from graph.field import Info
from graph.refused import Refused
from models.codes.certificates import CertificateKind
from permissions.certificates import columns_of
from permissions.progress import COLUMNS
from resolvers.performing import Outcome
from resolvers.progress import FEED_PROGRESS, feed_progress

STEPS = (
    tab.Progress,
    tab.ApplicationStep,
    tab.SurveyStep,
    tab.OpinionStep,
    tab.BoardStep,
    tab.JudgementStep,
    tab.DecisionStep,
    tab.DecisionPostponement,
)
ProgressInput: Any = fed_input("ProgressInput", COLUMNS, STEPS, "要介護認定申請の進捗。今わかっていることのすべて")


@strawberry.input(description="要介護認定申請の進捗の連携")
class FeedProgressInput:
    idempotency_key: str = strawberry.field(description=KEY)
    insured_number: str = strawberry.field(description=NUMBER)
    progress: ProgressInput = strawberry.field(description="申請の今の状況。申請日と申請区分が同じものは、置き換わる")
    insured_certificate: InsuredCertificateInput | None = strawberry.field(
        default=None, description="認定されたとき、交付した被保険者証（要介護区分等と有効期間）"
    )


@strawberry.type(description="要介護認定申請の進捗の連携の結果")
class ProgressFed:
    progress: CareFed = strawberry.field(description="申請")
    insured_certificate: CareFed | None = strawberry.field(description="一緒に連携した被保険者証")


FeedProgressResult = Annotated[
    ProgressFed | Refused, strawberry.union("FeedProgressResult", description="要介護認定申請の進捗の連携の結果")
]


@strawberry.type
class Mutation:
    @strawberry.mutation(
        description="要介護認定申請の受付から認定・却下・取下・延期までの状況を連携する。市町村システムだけができる"
    )
    async def feed_progress(
        root: strawberry.Parent[Any], info: Info, input: Annotated[FeedProgressInput, Given]
    ) -> FeedProgressResult | None:
        given = input.insured_certificate
        asked: dict[str, Any] = {
            "insured_number": input.insured_number,
            "values": sent(input.progress, COLUMNS),
            "certificate": given and sent(given, columns_of(CertificateKind.INSURED)),
        }
        verb = partial(feed_progress, **asked)
        return await acted(info, FEED_PROGRESS, input.idempotency_key, asked, verb, _fed)


def _fed(outcome: Outcome) -> ProgressFed:
    issued = outcome["certificate"]
    return ProgressFed(progress=care_fed(outcome), insured_certificate=care_fed(issued) if issued else None)
