"""How long somebody who guessed wrong must wait: never at first, then longer each time, at last until it is lifted.

Guesses are counted by the user id that was typed, whether there is such an account or not, and by the certificate.
"""

import datetime

FREE = 5
"""So many guesses in a row cost nothing."""
LONG = 10
MOST = 100
LONG_WAIT = datetime.timedelta(minutes=15)


def wait_after(guesses: int) -> datetime.timedelta | None:
    """What must pass after so many wrong guesses in a row before the next one counts; None: an administrator lifts it.

    1, 2, 4, 8 and 16 seconds after five to nine, a quarter of an hour from ten on (security.md section 7, A8).
    """
    if guesses >= MOST:
        return None
    if guesses >= LONG:
        return LONG_WAIT
    return datetime.timedelta(seconds=2 ** (guesses - FREE)) if guesses >= FREE else datetime.timedelta()
