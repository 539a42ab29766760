"""Asking for the access history (B06), and giving it something to tell."""

import datetime
from collections.abc import Callable
from typing import Any

from seed.stories import STORIES
from tests.filing import MUNICIPAL
from tests.proving import person
from tests.recorded import in_its_loop
from tests.service import Answer, Service

HISTORY = """
query History($number: String!, $insurer: String, $first: Int, $after: DateTime) {
  accessHistory(insuredNumber: $number, insurerNumber: $insurer, first: $first, after: $after) {
    total since until purgedBefore retention summary older
    entries {
      at kind kindLabel place placeHidden accountKind accountKindLabel occupations automatic
      tabs refused { tab reason } action done basis sentence
    }
  }
}
"""
TABS = """
query Tabs($id: ID!) { beneficiary(id: $id) {
  name certificates { burdenRatioInForce } life { disabilityAutonomy { level } } equipment { remainingBase }
} }
"""
INSURER, NUMBER = "123456", STORIES["two-offices"]
MINUTE = datetime.timedelta(minutes=1)
OFFICE = "テスト事業所（大分一）"


def history(service: Service, number: str = NUMBER, by: str = MUNICIPAL, **asked: Any) -> dict[str, Any]:
    told: dict[str, Any] = service.ask(by, HISTORY, number=number, **asked).data["accessHistory"]
    return told


def sentences(told: dict[str, Any]) -> list[str]:
    return [entry["sentence"] for entry in told["entries"]]


def by_hand(service: Service) -> Callable[[], None]:
    """Nothing is indexed from now on but by this."""
    keeper = service.app.state.keeper
    index = keeper.index

    async def nothing(_seconds: float) -> None: ...

    keeper.index = nothing
    return lambda: in_its_loop(service, index)


def look(service: Service, by: str, query: str = TABS, number: str = NUMBER) -> Answer:
    """Look, a minute after the last time."""
    service.clock.instant += MINUTE
    return service.ask(by, query, id=person(service, number).id)
