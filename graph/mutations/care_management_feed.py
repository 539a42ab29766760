"""Which office makes a person's care plan, where the paper way was used (features.md A13, S83)."""

import datetime
from functools import partial
from typing import Annotated, Any

import strawberry

from graph.acting import KEY, Given, acted
from graph.care_fed import NUMBER
from graph.field import Info
from graph.refused import Refused
from resolvers.care_management import FEED_CARE_MANAGEMENT, feed_care_management
from resolvers.performing import Outcome


@strawberry.input(description="居宅サービス計画を作成する事業所の連携")
class FeedCareManagementInput:
    idempotency_key: str = strawberry.field(description=KEY)
    insured_number: str = strawberry.field(description=NUMBER)
    office_number: str | None = strawberry.field(
        default=None, description="介護事業所番号。作成する事業所がないなら省略する"
    )
    starts_on: datetime.date = strawberry.field(description="この日から")


@strawberry.type(description="居宅サービス計画を作成する事業所の連携の結果")
class CareManagementFed:
    changed: bool = strawberry.field(description="変わったか")


FeedCareManagementResult = Annotated[
    CareManagementFed | Refused,
    strawberry.union("FeedCareManagementResult", description="居宅サービス計画を作成する事業所の連携の結果"),
]


@strawberry.type
class Mutation:
    @strawberry.mutation(
        description="書面の届出などで決まった、居宅サービス計画を作成する事業所を連携する。市町村システムだけができる"
    )
    async def feed_care_management(
        root: strawberry.Parent[Any], info: Info, input: Annotated[FeedCareManagementInput, Given]
    ) -> FeedCareManagementResult | None:
        asked: dict[str, Any] = {
            "insured_number": input.insured_number,
            "office_number": input.office_number,
            "starts_on": input.starts_on,
        }
        verb = partial(feed_care_management, **asked)
        return await acted(info, FEED_CARE_MANAGEMENT, input.idempotency_key, asked, verb, _fed)


def _fed(outcome: Outcome) -> CareManagementFed:
    return CareManagementFed(changed=outcome["changed"])
