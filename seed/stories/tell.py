"""Enters every story, one person each."""

import random

from models.codes.beneficiary import Sex
from models.codes.care import CareLevel
from seed.book import Book
from seed.dates import day
from seed.homes import home
from seed.levels import deal_levels
from seed.names import FAMILIES, GIVEN, draw, whole
from seed.offices import GUIDE_INSURER
from seed.person import Person, enter
from seed.stories import certificates, consent, housing, life, papers, people, progress, registrations
from seed.stories.story import Story, tell

ROOMS = (progress, certificates, life, papers, consent, housing, registrations, people)
TOLD: dict[str, Story] = {slug: story for room in ROOMS for slug, story in room.STORIES.items()}

STORIES: dict[str, str] = {
    slug: story.number or f"13{place:07}0" for place, (slug, story) in enumerate(TOLD.items(), start=1)
}
"""Slug -> insured number at the guide's insurer."""


def enter_stories(book: Book) -> set[int]:
    """Enter the people of all stories; tells the keys of those who must not be on the big office's list as well."""
    apart = set()
    dice = random.Random("stories")
    levels = deal_levels(len(TOLD), dice)
    for (slug, story), level in zip(TOLD.items(), levels, strict=True):
        person = _person(book, slug, story, level, dice)
        tell(person, story)
        if story.apart:
            apart.add(person.key)
    return apart


def _person(book: Book, slug: str, story: Story, level: CareLevel, dice: random.Random) -> Person:
    sex = dice.choice((Sex.MALE, Sex.FEMALE, Sex.FEMALE))
    drawn = whole(draw(FAMILIES, dice), draw(GIVEN[sex], dice))
    born = f"{dice.randrange(1930, 1955)}-{dice.randrange(1, 13):02}-{dice.randrange(1, 29):02}"
    return enter(
        book,
        insured_number=STORIES[slug],
        name=story.name or drawn,
        sex=sex,
        birth_date=day(story.born or born),
        level=story.level or level,
        home=home(GUIDE_INSURER, dice),
        columns=story.columns,
    )
