"""oracles/: what every derived value should be, in plain Python over dates and lists, written from the rules alone.

One file a subject, named after the stem it judges (`money`, `newest`: of several). They look at no SQL and no database,
so a test that compares both can tell who is wrong. Beside them: generated pasts (`means`, `dwellings`, `papers`),
`worked` examples, and what puts people before the service and asks for everything (`crowd`, `lives`, `document`).
"""
