"""reader/: what the tests of reader_bridge/ put in the place of hardware, card holder and server.

`pcscd.py` starts a real PC/SC service with a virtual reader of its own, `card.py` is a card that lies in it, `issuer.py`
makes certificates, `server.py` speaks the server's contract and checks signatures, `station.py` is the bridge on a thread of its
own. They share no code with reader_bridge/ about cards and signatures: a shared mistake would pass. Enter to add a fault.
"""
