"""commands/: one file a command of `python -m graph`; each has `run(arguments)` and gives the exit code."""
