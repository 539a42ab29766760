"""The actions: one root of what the files of mutations/ declare."""

import strawberry

from graph.mutations import account, document, partner, sign_in


@strawberry.type(description="登録・操作")
class Mutation(sign_in.Mutation, account.Mutation, document.Mutation, partner.Mutation):
    """Every mutation; a capability adds its own class here."""
