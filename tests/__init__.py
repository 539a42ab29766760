"""tests/: each speaks HTTP to the real service on a real database file, a copy of one seeded for the session.

Named after the stem they test. `expectations/` is typed by hand, `golden/` is what a command prints.
`service` (service.py) is the way in: ask as an account, set the clock, look into the database.
"""
