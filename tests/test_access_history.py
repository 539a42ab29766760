"""The access history (B06): exactly who looked and who acted, in plain words, for the person alone."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest

from seed.stories import STORIES
from tests.filing import MUNICIPAL
from tests.proving import person
from tests.recorded import found, in_its_loop
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

    async def nothing() -> None: ...

    keeper.index = nothing
    return lambda: in_its_loop(service, index)


def look(service: Service, by: str, query: str = TABS, number: str = NUMBER) -> Answer:
    """Look, a minute after the last time."""
    service.clock.instant += MINUTE
    return service.ask(by, query, id=person(service, number).id)


@pytest.mark.parametrize("noted", ["all", "some", "none"])
def test_three_viewers_are_told_exactly(service: Service, noted: str) -> None:
    """However much of it is indexed by now."""
    # given
    index = by_hand(service)
    look(service, "care-manager")
    look(service, "nurse")
    if noted == "some":
        index()
    look(service, "partner")
    look(service, "clerk", "query ($id: ID!) { beneficiary(id: $id) { life { disabilityAutonomy { level } } } }")
    look(service, "hachiro", "query ($id: ID!) { beneficiary(id: $id) { id } }")
    look(service, "hachiro", number=STORIES["charge-of-nobody"])
    if noted == "all":
        index()
    assert len(found(service, "SELECT * FROM record_subject")) == {"all": 6, "some": 2, "none": 0}[noted]

    # when
    service.clock.instant += MINUTE
    told = history(service)

    # then
    missing = "「住宅改修・福祉用具」は、ケアプランの担当でないため表示されませんでした"
    never = "「住宅改修・福祉用具」は、見る資格がないため表示されませんでした"
    assert sentences(told) == [
        f"2025年12月15日9時05分、{OFFICE}の介護支援専門員・管理者が、「一覧」を見ました。",
        f"2025年12月15日9時04分、{OFFICE}の事務職員が、情報を見ようとしましたが、「LIFE情報」は、見る資格がないため表示されませんでした。",
        f"2025年12月15日9時03分、{OFFICE}の連携システムが、「一覧」「証明書」「LIFE情報」を自動で取得しました（{missing}）。",
        f"2025年12月15日9時02分、{OFFICE}の看護職員が、「一覧」「証明書」「LIFE情報」を見ました（{never}）。",
        f"2025年12月15日9時01分、{OFFICE}の介護支援専門員が、「一覧」「証明書」「LIFE情報」を見ました（{missing}）。",
    ]
    assert (told["total"], told["older"], told["purgedBefore"], told["retention"]) == (5, None, None, None)
    assert told["summary"] == "2025年12月15日から2025年12月15日までに、この人についての閲覧や手続きが5件ありました。"
    assert (told["since"], told["until"]) == ("2025-12-15T09:01:00+09:00", "2025-12-15T09:07:00+09:00")
    assert [(entry["kind"], entry["automatic"], entry["done"]) for entry in told["entries"]] == [
        ("READ", False, True),
        ("REFUSED", False, False),
        ("READ", True, True),
        ("READ", False, True),
        ("READ", False, True),
    ]
    assert told["entries"][-1] == {
        "at": "2025-12-15T09:01:00+09:00",
        "kind": "READ",
        "kindLabel": "閲覧",
        "place": OFFICE,
        "placeHidden": False,
        "accountKind": "GENERAL_USER",
        "accountKindLabel": "一般ユーザ",
        "occupations": ["介護支援専門員"],
        "automatic": False,
        "tabs": ["一覧", "証明書", "LIFE情報"],
        "refused": [{"tab": "住宅改修・福祉用具", "reason": "ケアプランの担当でないため"}],
        "action": None,
        "done": True,
        "basis": told["entries"][-1]["basis"],
        "sentence": sentences(told)[-1],
    }
