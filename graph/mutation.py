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
    municipal,
    municipal_filing,
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
    registration.Mutation,
    consent.Mutation,
):
    """Every mutation; a capability adds its own class here."""
