"""Certificates municipalities' systems bring (市町村システム; features.md S35, S83)."""

from functools import partial
from typing import Annotated, Any

import strawberry

from graph.acting import KEY, Given, acted
from graph.care_fed import NUMBER, CareFeedResult, care_fed
from graph.fed_certificate import CertificateInput, certificate_given
from graph.field import Info
from resolvers.certificates import FEED_CERTIFICATE, feed_certificate


@strawberry.input(description="証の連携")
class FeedCertificateInput:
    idempotency_key: str = strawberry.field(description=KEY)
    insured_number: str = strawberry.field(description=NUMBER)
    certificate: CertificateInput = strawberry.field(description="交付・更新した証")


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
