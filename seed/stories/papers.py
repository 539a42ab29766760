"""People with survey and opinion as data, as PDF, as both, as neither, and with opinions the doctor keeps back."""

from seed.dates import after, day
from seed.person import Person
from seed.progress import certified
from seed.stories.story import Part, Story, examined, surveyed

Form = tuple[bool, bool]
"""Whether there is data, and whether there is paper."""

BOTH, DATA, PAPER = (True, True), (True, False), (False, True)


def _papers(survey: Form | None, opinion: Form | None, *shared: bool) -> Part:
    """One opinion for each leave given or refused, a year apart; the last is the newest."""

    def tell(person: Person) -> None:
        for place, leave in enumerate(shared or (True,)):
            applied = day(f"{2026 - len(shared or (True,)) + place}-02-10")
            progress = certified(person, applied)
            if survey:
                surveyed(person, progress, after(applied, 10), data=survey[0], paper=survey[1])
            if opinion:
                examined(person, progress, after(applied, 15), data=opinion[0], paper=opinion[1], shared=leave)

    return tell


def _story(survey: Form | None, opinion: Form | None, *shared: bool) -> Story:
    return Story({"certification": _papers(survey, opinion, *shared)})


STORIES: dict[str, Story] = {
    "papers-both": _story(BOTH, BOTH),
    "papers-data-only": _story(DATA, DATA),
    "papers-pdf-only": _story(PAPER, PAPER),
    "papers-none": _story(None, None),
    "papers-survey-alone": _story(BOTH, None),
    "papers-opinion-alone": _story(None, BOTH),
    "papers-survey-pdf-opinion-data": _story(PAPER, DATA),
    "papers-survey-data-opinion-pdf": _story(DATA, PAPER),
    "opinion-withheld": _story(BOTH, BOTH, False),
    "opinion-withheld-pdf-only": _story(BOTH, PAPER, False),
    "opinion-withheld-then-shared": _story(BOTH, BOTH, False, True),
    "opinion-shared-then-withheld": _story(BOTH, BOTH, True, False),
}
