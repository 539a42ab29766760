"""models/ holds: what is stored, one file a tab, every column typed.

Nobody asks permission here and nothing is fetched here; the rooms above do that.
`codes/` are the value sets, `migrations/` the way to today's tables.
Enter to add a column or a code; then write the migration beside it.
"""
