"""commands/: one file a command of `python -m graph`; each has `run(arguments)` and gives the exit code.

`authority.py` is no command: it signs the certificates of the demo and of the tests.
"""
