"""People in each state of consent, by each way it can be told."""

from models.codes.consent import ConsentRoute, ConsentStatus
from seed.dates import at, day
from seed.offices import At
from seed.person import Person
from seed.stories.story import Story, nothing

GIVEN, NOT_GIVEN, WITHDRAWN = ConsentStatus.GIVEN, ConsentStatus.NOT_GIVEN, ConsentStatus.WITHDRAWN
MUNICIPALITY, OFFICE = ConsentRoute.MUNICIPALITY, ConsentRoute.OFFICE


def _said(*statements: tuple[ConsentStatus, ConsentRoute, str]) -> Story:
    def tell(person: Person) -> None:
        for status, route, date in statements:
            person.states(status, route, at(day(date), 14), At.TEST if route is OFFICE else None)

    return Story({"consent": tell})


STORIES: dict[str, Story] = {
    "consent-none": Story({"consent": nothing}),
    "consent-by-municipality": _said((GIVEN, MUNICIPALITY, "2025-02-10")),
    "consent-by-office": _said((GIVEN, OFFICE, "2025-11-10")),
    "consent-not-given": _said((NOT_GIVEN, MUNICIPALITY, "2025-02-10")),
    "consent-withdrawn": _said((GIVEN, MUNICIPALITY, "2025-02-10"), (WITHDRAWN, OFFICE, "2025-11-20")),
    "consent-withdrawn-at-municipality": _said((GIVEN, OFFICE, "2025-06-02"), (WITHDRAWN, MUNICIPALITY, "2025-09-01")),
    "consent-given-again": _said(
        (GIVEN, MUNICIPALITY, "2025-02-10"), (WITHDRAWN, OFFICE, "2025-08-04"), (GIVEN, OFFICE, "2025-11-10")
    ),
    "consent-given-after-refusal": _said((NOT_GIVEN, MUNICIPALITY, "2025-02-10"), (GIVEN, OFFICE, "2025-11-10")),
    "consent-withdrawn-in-the-same-second": _said((GIVEN, OFFICE, "2025-11-10"), (WITHDRAWN, OFFICE, "2025-11-10")),
}
