"""The cost of an operation: told when asked for, refused when it is too much, and the dearest field is named."""

import pytest

from tests.service import Answer, Service

LIST = "query ($first: Int) { beneficiaries(first: $first) { edges { node { name kana } } } }"
PAPERS = "certificates { insuredCertificateHistory { insurerNumber insuredNumber careLevel careLevelLabel validFrom "
PAPERS += "validFromEra validUntil validUntilEra issuedOn issuedOnEra certifiedOn certifiedOnEra monthlyLimitUnits "
PAPERS += "boardOpinion designatedServices planOfficeName planOfficeNotifiedOn planOfficeNotifiedOnEra planningKind "
PAPERS += "planningKindLabel } burdenRatioHistory { fiscalYear issuedOn firstRatio } }"
"""A list weighs as ten rows of what it holds, twenty values and three."""


def cost_of(service: Service, query: str, **variables: object) -> dict[str, int]:
    headers = {"Authorization": f"Bearer {service.token('hachiro')}"}
    body = {"query": query, "variables": variables, "extensions": {"cost": True}}
    told: dict[str, int] = service.post(body, headers).body["extensions"]["cost"]
    return told


def many(service: Service, times: int) -> Answer:
    below = " ".join(f"a{n}: {PAPERS}" for n in range(times))
    return service.ask("partner", f"{{ beneficiaries(first: 500) {{ edges {{ node {{ {below} }} }} }} }}")


def test_the_cost_is_told_when_asked_for(service: Service) -> None:
    """A person of the page: the edge, the node, and two values; who asks, the answer, the read record."""
    assert cost_of(service, LIST, first=10) == {"cost": 41, "most": 2_000_000, "statements": 3}
    assert cost_of(service, LIST, first=100) == {"cost": 401, "most": 2_000_000, "statements": 3}
    assert cost_of(service, LIST) == {"cost": 201, "most": 2_000_000, "statements": 3}
    assert cost_of(service, "{ viewer { userId } }")["statements"] == 1
    assert "extensions" not in service.ask("hachiro", LIST).body


def test_counting_the_list_costs_once(service: Service) -> None:
    counted = "{ beneficiaries(first: 1) { totalCount } }"
    assert cost_of(service, counted) == {"cost": 5_002, "most": 2_000_000, "statements": 4}


def test_fragments_cost_what_they_hold(service: Service) -> None:
    plain = "{ beneficiaries(first: 2) { edges { node { name kana } } } }"
    spread = "{ beneficiaries(first: 2) { edges { node { ...F } } } } fragment F on Beneficiary { name kana }"
    inline = "{ beneficiaries(first: 2) { edges { node { ... on Node { ... on Beneficiary { name kana } } } } } }"
    assert cost_of(service, spread) == cost_of(service, inline) == cost_of(service, plain)


@pytest.mark.parametrize("times", [14, 15])
def test_what_costs_too_much_is_refused_before_it_runs(service: Service, times: int) -> None:
    service.ask("partner", "{ beneficiaries { totalCount } }")  # opens the list
    with service.statements() as ran:
        answer = many(service, times)
    if times == 14:
        assert answer.body["data"]["beneficiaries"]
        assert len(ran) == 3
    else:
        [error] = answer.errors
        assert set(answer.body) == {"errors"}
        assert error["extensions"] == {
            "code": "LIMIT_EXCEEDED",
            "limit": "cost",
            "most": 2_000_000,
            "found": 2_063_501,
            "coordinate": "Query.beneficiaries",
        }
        assert len(ran) == 1, "nothing but who asks"


def test_what_meets_under_one_key_costs_once(service: Service) -> None:
    """However often it is written: it is answered once; what stands under another key is another answer."""
    plain = "{ beneficiaries(first: 2) { edges { node { name certificates { insuredCertificate { careLevel } } } } } }"
    again = (
        "{ beneficiaries(first: 2) { edges { ...E } } beneficiaries(first: 2) { edges { node { name ...F ...F } } } } "
        "fragment E on BeneficiaryEdge { node { ...F ... on Node { ... on Beneficiary { name } } } } "
        "fragment F on Beneficiary { certificates { insuredCertificate { careLevel } } ...G } "
        "fragment G on Beneficiary { certificates { insuredCertificate { careLevel } } name }"
    )
    aliased = plain.replace("insuredCertificate {", "a: insuredCertificate { careLevel } insuredCertificate {")
    costs = [cost_of(service, query)["cost"] for query in (plain, again, aliased)]
    assert costs[0] == costs[1] < costs[2]
