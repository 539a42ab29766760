"""The actions: one root of what the files of mutations/ declare."""

import strawberry

from graph.mutations import account, card_app, document, feed, partner, sign_in


@strawberry.type(description="登録・操作")
class Mutation(
    sign_in.Mutation, account.Mutation, card_app.Mutation, feed.Mutation, partner.Mutation, document.Mutation
):
    """Every mutation; a capability adds its own class here."""
