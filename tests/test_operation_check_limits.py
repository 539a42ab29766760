"""What checking an operation tells of the limits (features.md B03), and what it may itself take."""

from collections.abc import Callable

import pytest

from graph import operation_check
from models import deadline
from tests.service import Service
from tests.test_check_operation_command import Run
from tests.test_check_operation_command import run as run
from tests.test_cost import PAPERS, cost_of
from tests.test_document_work import nested, overlapping
from tests.test_operation_check import CHECK, TABS, check

COORDINATES = "query ($d: String!) { checkOperation(document: $d) { fields { coordinate } } }"


def dear(size: str, declared: str = "") -> str:
    """Fifteen times the papers of so many people."""
    below = " ".join(f"a{n}: certificates {{ ...P }}" for n in range(15))
    papers = PAPERS.removeprefix("certificates")
    return (
        f"query Dear{declared} {{ beneficiaries({size}) {{ edges {{ node {{ {below} }} }} }} }} "
        f"fragment P on Certificates {papers}"
    )


def test_what_always_costs_too_much_is_told(service: Service) -> None:
    """In the words it is refused with."""
    document = dear("first: 500")
    refused = service.ask("partner", document).errors[0]
    checked = check(service, document, "partner").data["checkOperation"]
    assert refused["extensions"]["limit"] == "cost"
    assert checked == {
        "errors": [{"code": "LIMIT_EXCEEDED", "message": refused["message"], "path": ["document"]}],
        "fields": [],
    }


@pytest.mark.parametrize("declared", ["($n: Int)", "($n: Int = 500)", "($n: Int!)"])
def test_what_a_smaller_variable_lets_run_is_no_error(
    service: Service, monkeypatch: pytest.MonkeyPatch, declared: str
) -> None:
    monkeypatch.setattr("loaders.cost.MOST_COST", 200_000)  # fifty people, where none are asked for, would be more
    document = dear("first: $n", declared)
    assert service.ask("partner", document, n=500).codes == ["LIMIT_EXCEEDED"]
    assert service.ask("partner", document, n=1).data["beneficiaries"]
    checked = check(service, document, "partner").data["checkOperation"]
    assert checked["errors"] == []
    assert "Beneficiary.certificates" in {field["coordinate"] for field in checked["fields"]}


def test_one_of_several_operations_is_weighed(service: Service) -> None:
    document = f"{dear('first: 500')} query Small {{ viewer {{ name }} }}"
    assert check(service, document, "partner", name="Small").data["checkOperation"]["errors"] == []
    assert check(service, document, "partner", name="Dear").data["checkOperation"]["errors"]


@pytest.mark.parametrize(
    ("document", "limit"),
    [(overlapping(30, 14), "項目の繰り返し"), (nested(30, 8), "入れ子の深さ"), (nested(98, 2), "入れ子の深さ")],
)
def test_what_takes_too_long_to_read_is_told(service: Service, run: Run, document: str, limit: str) -> None:
    [error] = check(service, document).data["checkOperation"]["errors"]
    assert error["code"] == "LIMIT_EXCEEDED"
    assert limit in error["message"]
    assert run("-", "--as", "nurse", document=document) == (2, "", f"LIMIT_EXCEEDED: {error['message']}\n")


def test_a_longer_document_costs_more(service: Service) -> None:
    """Reading it is the work; how many fields come back is little."""
    short = cost_of(service, COORDINATES, d=TABS)["cost"]
    assert short > 100_000
    assert cost_of(service, COORDINATES, d=TABS + " " * 1_000)["cost"] == short + 50_000
    headers = {"Authorization": f"Bearer {service.token('nurse')}"}
    answer = service.post({"query": COORDINATES, "variables": {"d": TABS + " " * 40_000}}, headers)
    assert [error["extensions"]["coordinate"] for error in answer.errors] == ["Query.checkOperation"]


@pytest.mark.parametrize("interpret", [False, True])
def test_nothing_is_read_when_nobody_waits_any_more(
    open_service: Callable[..., Service], monkeypatch: pytest.MonkeyPatch, interpret: bool
) -> None:
    service = open_service(interpret=interpret)
    read: list[str] = []
    monkeypatch.setattr(operation_check, "checked", lambda *asked: read.append(asked[3]))
    monkeypatch.setattr(deadline, "due", lambda: 0.0)
    answer = service.ask("nurse", CHECK, document=TABS)
    assert (answer.status, answer.codes, read) == (503, ["DEADLINE_EXCEEDED"], [])
