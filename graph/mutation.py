"""The actions: one root of what the files of mutations/ declare."""

import strawberry

from graph.mutations import account, card_app, card_reading, document, feed, partner, registration, sign_in


@strawberry.type(description="登録・操作")
class Mutation(
    sign_in.Mutation,
    account.Mutation,
    card_app.Mutation,
    card_reading.Mutation,
    feed.Mutation,
    partner.Mutation,
    document.Mutation,
    registration.Mutation,
):
    """Every mutation; a capability adds its own class here."""
