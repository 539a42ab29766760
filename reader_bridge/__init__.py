"""reader_bridge/ will read the My Number Card on the office's PC and register the person over GraphQL.

It imports nothing of the other rooms. Nothing stands here yet: registration comes with identity proof.
"""
