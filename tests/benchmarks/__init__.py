"""benchmarks/: how fast the service answers, beside rivals that give the same content. `make bench` runs it.

`workload.py` says what is asked, `contenders.py` who answers, `compare.py` that all say the same, `rounds.py` how often
it is measured, `report.py` what is written. `sql/`, `handwritten.py` and `rivals/` are the rivals.
"""
