"""The actions: one root of what the files of mutations/ declare."""

import strawberry

from graph.mutations import (
    account,
    card_app,
    card_reading,
    consent,
    document,
    feed,
    filing,
    invoice,
    municipal,
    municipal_filing,
    municipal_invoice,
    opinion,
    opinion_target,
    partner,
    registration,
    sign_in,
)


@strawberry.type(description="登録・操作")
class Mutation(
    sign_in.Mutation,
    account.Mutation,
    card_app.Mutation,
    card_reading.Mutation,
    feed.Mutation,
    municipal.Mutation,
    partner.Mutation,
    document.Mutation,
    filing.Mutation,
    municipal_filing.Mutation,
    opinion.Mutation,
    opinion_target.Mutation,
    invoice.Mutation,
    municipal_invoice.Mutation,
    registration.Mutation,
    consent.Mutation,
):
    """Every mutation; a capability adds its own class here."""
