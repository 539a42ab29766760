"""The saved operations on consent, as the explorer offers them: fed, registered, checked and withdrawn."""

from pathlib import Path
from typing import Any

from seed.stories import STORIES
from tests.managing import new_key
from tests.proving import person, register_by_fields
from tests.service import Service

SAVED = Path(__file__).parent.parent / "graph" / "operations"


def run(service: Service, by: str, name: str, **variables: Any) -> Any:
    """The first field of the answer to a saved operation."""
    answer = service.ask(by, (SAVED / f"{name}.graphql").read_text(encoding="utf-8"), **variables)
    return next(iter(answer.data.values()))


def test_one_after_the_other(service: Service) -> None:
    found = person(service, STORIES["consent-none"])
    id_ = register_by_fields(service, found.insured_number)
    # given consent at the municipality, taken back at the office
    said = {"insuredNumber": found.insured_number, "status": "GIVEN", "statedOn": "2025-12-12"}
    fed = run(service, "municipal-system", "feed-consent", idempotencyKey=new_key(), **said)
    withdrawn = run(service, "clerk", "withdraw-consent", idempotencyKey=new_key(), beneficiaryId=id_)
    # when it is given again under the words in force
    text = service.ask("clerk", "{ consentText { version scope } }").data["consentText"]
    asked = {"beneficiaryId": id_, "textVersion": text["version"]}
    given = run(service, "nurse", "register-consent", idempotencyKey=new_key(), **asked)
    # then each was done, and each receipt leads to the next
    assert [one["statusLabel"] for one in (fed["statement"], withdrawn, given)] == ["同意あり", "取消", "同意あり"]
    receipts = [one["receipt"] for one in (fed["statement"], withdrawn, given)]
    checked = [run(service, "board-member", "verify-receipt", receipt=receipt) for receipt in receipts]
    assert [one["valid"] for one in checked] == [True] * 3
    followers = [one["followedBy"] and one["followedBy"]["id"] for one in checked]
    assert followers == [checked[1]["id"], checked[2]["id"], None]
    statements = run(service, "nurse", "consent", id=id_)["consent"]["statements"]
    assert [one["routeLabel"] for one in statements] == ["介護事業所", "介護事業所", "市町村"]
