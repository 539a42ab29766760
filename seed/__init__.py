"""seed/ makes a demo database: the guide's people, a story for each state and edge, and a plausible crowd around them.

`make` is the door, `python -m seed` the command; the same size gives the same content. Everybody here is invented.
Knows rows and how passwords are hashed, nothing of the service. Enter to add a story, an office or an account.
"""

from seed.stories import STORIES
from seed.world import make

__all__ = ["STORIES", "make"]
