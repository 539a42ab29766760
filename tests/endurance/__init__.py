"""endurance/: nothing that was acknowledged is lost, whatever ends the service. `make endure` runs it, `make test` never.

`kill.py` kills the server again and again under load, `power_cut.py` makes the disks a power cut could have left behind;
`deeds.py` says what is asked, `proof.py` what must be there afterwards. `planted.py` serves with a fault, so that the
harness itself is tested. `fuzz.py` sends documents nobody would think of. `test_sign_in_times.py` measures what a guesser
could, `test_card_cycles.py` puts cards into the reader and takes them out. Enter to add a deed, or another way to end.
"""
