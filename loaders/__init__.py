"""loaders/ fetches: a source says where a value comes from, a batch brings it for many rows in one statement.

The tabs' sources stand here under the stem of their tab, SQL and all; graph/ only names them.
Knows rows and decisions, never a GraphQL type or a viewer's kind.
"""
