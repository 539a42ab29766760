"""reader_bridge/: the program on the office's PC that reads the My Number Card and registers the person over GraphQL.

`python -m reader_bridge --server URL`. It imports nothing of the other rooms; its own process touches no card:

    __main__ arguments, passcode     page + static/ status page on loopback   terminal  the same in a terminal
    bridge   what happens, in order  supervisor    a deadline for each job   worker    the process that may be killed
    card     what a card is asked    pcsc          the only import of pyscard   demo_card   a card made of software
    service  the server's contract   signed        the bytes a card signs   account    the app account and its passcode
    pin      typed, used once, wiped   failures    everything that goes wrong, and what people are told

Enter to support another card (card, signed), another reader (pcsc) or another way to ask (page, terminal).
"""
