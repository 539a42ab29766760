"""resolvers/ acts: one verb a function; each opens one transaction, changes rows, and leaves.

Verbs speak rows and coded errors, never GraphQL types. Enter to add something people can do.
"""
