"""The originals (原本) of survey and opinion are explained as they open: the doctor's leave is the opinion's alone (B04)."""

from typing import Any

import pytest

from seed.pdf import pdf
from tests.explaining import explain
from tests.feeding import fed as care
from tests.feeding_papers import NUMBER, PAPER, SCAN, applied, bring, fed, look
from tests.opening import ask, fetch, ticket
from tests.oracles.crowd import Person
from tests.service import Service
from tests.test_explanation import ACCESS

pytestmark = pytest.mark.both

FIELDS = ("Survey.document", "Opinion.document", "Opinion.data", "Survey.data", "Document.id")
READ = """query Tab($id: ID!) { beneficiary(id: $id) { certification {
  survey { document { id } data { __typename } } opinion { document { id } data { __typename } }
} } }"""
ONE, TWO = pdf("Survey, a scan"), pdf("Opinion, a scan")


def papers(service: Service, shared: bool) -> tuple[Person, dict[str, str]]:
    """A person, and the ids of the originals by the field that tells them."""
    person = applied(service)
    fed(service, "feedSurvey", survey=PAPER, upload=bring(service, ONE))
    fed(service, "feedOpinionPaper", opinion=SCAN, upload=bring(service, TWO))
    tab = look(service, person, "survey { document { id } } opinion { document { id } }")
    if not shared:
        fed(service, "feedOpinionPaper", opinion={**SCAN, "shared": False}, upload=bring(service, TWO))
    return person, {f"{name.capitalize()}.document": tab[name]["document"]["id"] for name in tab}


def explained(service: Service, person: Person) -> dict[str, list[str | None]]:
    """Why each field is closed, wherever it stands; None where it opens."""
    answer = explain(service, person.id, "hachiro", FIELDS).data["explainAccess"]
    found: dict[str, list[str | None]] = {}
    for one in answer["fields"]:
        assert one["readable"] == (one["reason"] is None)
        found.setdefault(one["coordinate"], []).append(one["reason"])
    return found


def told(service: Service, person: Person) -> dict[str, Any]:
    """The person's verdicts; both readers and the explanation say the same."""
    shown = service.ask("hachiro", ACCESS, id=person.id).data["beneficiary"]["access"]
    each = explain(service, person.id, "hachiro").data["explainAccess"]["information"]
    assert [{name: one[name] for name in shown[0]} for one in each] == shown
    return {one["information"]: one["reason"] for one in shown}


@pytest.mark.parametrize("shared", [True, False])
@pytest.mark.parametrize("protected", [True, False])
def test_each_original_is_explained_as_it_opens(service: Service, shared: bool, protected: bool) -> None:
    # given both papers as PDF, the opinion perhaps kept back, the person perhaps protected
    person, documents = papers(service, shared)
    if protected:
        care(service, "feedProtection", insuredNumber=NUMBER, protectedFrom="2025-12-15")
    survey = "ADDRESS_PROTECTED" if protected else None
    opinion = survey if shared else "OPINION_WITHHELD"
    # then what is explained of a field is what asking for it and opening it say
    expected: dict[str, list[str | None]] = {
        "Survey.document": [survey],
        "Opinion.document": [opinion],
        "Opinion.data": [None if shared else "OPINION_WITHHELD"],
        "Survey.data": [None],
        "Document.id": list(dict.fromkeys([survey, opinion])),
    }
    assert explained(service, person) == expected
    refused = {one["coordinate"]: one["reason"] for one in service.ask("hachiro", READ, id=person.id).refusals}
    assert refused == {name: why for name in FIELDS[:3] if (why := expected[name][0])}
    for name, id_ in documents.items():
        [why] = expected[name]
        assert ask(service, id_).codes == ([why] if why else [])
    # and of the person is said what holds of both originals
    verdicts = told(service, person)
    assert (verdicts["CERTIFICATION_PDF"], verdicts["OPINION"]) == (survey, expected["Opinion.data"][0])


def test_the_surveys_original_opens_while_the_opinion_is_kept_back(service: Service) -> None:
    person, documents = papers(service, shared=False)
    assert fetch(service, ticket(service, documents["Survey.document"])).content == ONE
    information = explain(service, person.id, "hachiro").data["explainAccess"]["information"]
    [originals] = [one for one in information if one["information"] == "CERTIFICATION_PDF"]
    assert originals["readable"] is True
    # and that the doctor keeps the opinion's back is told beside it
    assert [(one["code"], one["met"]) for one in originals["conditions"]] == [
        ("CONSENT_MISSING", True),
        ("OPINION_WITHHELD", False),
        ("ADDRESS_PROTECTED", True),
    ]
