"""Certificates municipalities' systems bring (市町村システム; features.md S35, S83)."""

from functools import partial
from typing import Annotated, Any

import strawberry

from graph.acting import KEY, Given, acted
from graph.fed_certificate import CertificateInput, certificate_given
from graph.field import Info
from graph.refused import Refused
from resolvers.certificates import FEED_CERTIFICATE, feed_certificate
from resolvers.performing import Outcome

NUMBER = "介護保険被保険者番号。自分の保険者の被保険者に限る"
"""The words of `insuredNumber`."""


@strawberry.input(description="証の連携")
class FeedCertificateInput:
    idempotency_key: str = strawberry.field(description=KEY)
    insured_number: str = strawberry.field(description=NUMBER)
    certificate: CertificateInput = strawberry.field(description="交付・更新した証")


@strawberry.type(description="市町村システムからの連携の結果")
class CareFed:
    id: strawberry.ID = strawberry.field(description="連携したもののID。訂正・取消に使う")
    changed: bool = strawberry.field(description="変わったか。同じ内容がすでにあれば false")


CareFeedResult = Annotated[
    CareFed | Refused, strawberry.union("CareFeedResult", description="市町村システムからの連携の結果")
]


@strawberry.type
class Mutation:
    @strawberry.mutation(description="交付・更新した証を連携する。市町村システムだけができる。前の証は履歴に残る")
    async def feed_certificate(
        root: strawberry.Parent[Any], info: Info, input: Annotated[FeedCertificateInput, Given]
    ) -> CareFeedResult | None:
        kind, values, member = certificate_given(input.certificate)
        asked: dict[str, Any] = {"insured_number": input.insured_number, "kind": kind, "values": values}
        verb = partial(feed_certificate, **asked, where=("input", "certificate", member))
        return await acted(info, FEED_CERTIFICATE, input.idempotency_key, asked, verb, care_fed)


def care_fed(outcome: Outcome) -> CareFed:
    """What is answered to any feed of a municipality's system."""
    return CareFed(id=strawberry.ID(outcome["id"]), changed=outcome["changed"])
