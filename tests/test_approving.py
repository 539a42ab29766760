"""Operations of partner systems are approved and withdrawn by an administrator of their office (features.md B09)."""

from collections.abc import Callable

import pytest

from tests.partners import DECIDE, LISTED, WITHDRAW, approved, decide, faults, kept, listed, register, shown
from tests.service import Service


@pytest.fixture
def service(open_service: Callable[..., Service]) -> Service:
    """The service as it is for real use: partners run what was approved."""
    return open_service(partner_operations="registered")


@pytest.mark.parametrize("query", [DECIDE, WITHDRAW], ids=["approve", "withdraw"])
def test_only_an_administrator_of_the_office_decides(service: Service, query: str) -> None:
    id_ = str(shown(register(service))["id"])
    before = kept(service)
    for user in ("multi-manager", "hospital-administrator"):
        assert faults(decide(service, id_, query, user), "decided") == [("OPERATION_NOT_FOUND", ["input", "id"])]
    for unknown in ("opn_aaaaaaaaaaaaaaaa", "", "\0"):
        answer = decide(service, unknown, query, key="decide-unknown")
        assert faults(answer, "decided") == [("OPERATION_NOT_FOUND", ["input", "id"])]
    assert kept(service) == before
    for user in ("care-manager", "nurse", "office-user", "board-member", "municipal"):
        assert decide(service, id_, query, user).codes == ["FORBIDDEN"]
    assert decide(service, id_, query, None).codes == ["UNAUTHENTICATED"]  # type: ignore[arg-type]
    assert listed(service)[0] == ("Names", "PENDING")


def test_what_is_decided_stays(service: Service) -> None:
    """Approved twice, withdrawn twice, approved after that: nothing is left to decide."""
    id_ = approved(service)
    again = decide(service, id_, key="decide-again")
    assert faults(again, "decided") == [("OPERATION_NOT_FOUND", ["input", "id"])]
    decide(service, id_, WITHDRAW)
    before = kept(service)
    for place, query in enumerate((WITHDRAW, DECIDE)):
        answer = decide(service, id_, query, key=f"decide-late-{place}")
        assert faults(answer, "decided") == [("OPERATION_NOT_FOUND", ["input", "id"])]
    assert kept(service) == before


def test_one_that_waits_can_be_turned_down(service: Service) -> None:
    id_ = str(shown(register(service))["id"])
    assert shown(decide(service, id_, WITHDRAW))["status"] == "WITHDRAWN"
    assert faults(decide(service, id_), "decided") == [("OPERATION_NOT_FOUND", ["input", "id"])]


def test_everybody_sees_their_own(service: Service) -> None:
    register(service)
    assert listed(service) == listed(service, "partner") == [("Names", "PENDING"), ("CareSoftware", "APPROVED")]
    of_the_hospital = [(name, "APPROVED") for name in ("SendOpinion", "OpinionTargets", "ElectronicChart")]
    assert listed(service, "hospital-administrator") == listed(service, "chart") == of_the_hospital
    assert listed(service, "multi-manager") == []
    for user in ("care-manager", "office-user", "board-member", "municipal"):
        refused = service.ask(user, LISTED)
        assert (refused.body["data"], refused.codes) == ({"partnerOperations": None}, ["FORBIDDEN"])
