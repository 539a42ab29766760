"""stories/: hand-made people, each an ordinary life with one thing told otherwise, for every state and edge there is.

`STORIES` tells by which insured number each is found; the insurer is the guide's.
Enter to add a story to the file of its subject; story.py is the ordinary life they all start from.
"""

from seed.stories.tell import STORIES, enter_stories

__all__ = ["STORIES", "enter_stories"]
