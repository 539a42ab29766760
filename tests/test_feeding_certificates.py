"""Certificates fed by a municipality's system (S35, S83; domain.md section 5): seen with the next query, once, or refused."""

from typing import Any

import pytest

from models.codes.certificates import CertificateKind
from tests.feeding import FULL, RECORDED, TOUCHED, certificate, fed, feed
from tests.managing import faults
from tests.oracles.crowd import Person, ask_each, enlist
from tests.oracles.spelling import camel
from tests.proving import tried
from tests.service import Service
from tests.signing_in import stored

NESTED = {"restriction": "benefitRestriction", "restricted": "benefitRestriction", "facility": "facility"}
"""Where the tab shows fields of the insured's certificate that begin with these words."""
NUMBER = "1111100001"


def shown(kind: str) -> str:
    """The fields of a kind as the tab shows them."""
    apart = {name: part for name in FULL[kind] for word, part in NESTED.items() if name.startswith(word)}
    apart = {} if kind != "insuredCertificate" else apart
    plain = [name for name in FULL[kind] if name not in apart]
    parts = {part: [name for name in apart if apart[name] == part] for part in dict.fromkeys(apart.values())}
    return " ".join([*plain, *(f"{part} {{ {' '.join(names)} }}" for part, names in parts.items())])


TAB = (
    "query Tab($ids: [ID!]!) { nodes(ids: $ids) { ... on Beneficiary { certificates {"
    + "".join(f" {kind} {{ {shown(kind)} }} {kind}History {{ issuedOn }}" for kind in FULL)
    + "} } } }"
)


def tab(service: Service, person: Person) -> Any:
    [node] = ask_each(service, TAB, [person])
    return node["certificates"]


def flat(values: dict[str, Any]) -> dict[str, Any]:
    """The same without the parts."""
    parts = [values[name] for name in dict.fromkeys(NESTED.values()) if name in values]
    return {name: value for one in (values, *parts) for name, value in one.items() if not isinstance(value, dict)}


def test_every_kind_is_seen_with_the_next_query(service: Service) -> None:
    # given
    [person] = enlist(service, 1, insured_number=NUMBER)
    assert list(FULL) == [
        {"INSURED": "insuredCertificate"}.get(kind.name, camel(kind.name.lower())) for kind in CertificateKind
    ]
    # when each is fed
    answers = [fed(service, "feedCertificate", insuredNumber=NUMBER, certificate=certificate(kind)) for kind in FULL]
    # then all of it is there
    assert len({id_ for id_, _ in answers}) == 10
    assert {changed for _, changed in answers} == {True}
    found = tab(service, person)
    for kind, values in FULL.items():
        assert flat(found[kind]) == values, kind
    assert tried(service) == [("feedCertificate", "DONE", f'["{person.id}"]')] * 10


def test_the_same_again_changes_nothing(service: Service) -> None:
    [person] = enlist(service, 1, insured_number=NUMBER)
    first = fed(service, "feedCertificate", insuredNumber=NUMBER, certificate=certificate("reduction"))
    again = fed(service, "feedCertificate", insuredNumber=NUMBER, certificate=certificate("reduction"))
    assert again == (first[0], False)
    assert tab(service, person)["reductionHistory"] == [{"issuedOn": "2025-07-26"}]
    # a renewed one is another, and those before stay in the history
    renewed = certificate("reduction", issuedOn="2025-12-01", benefitRate=100)
    id_, changed = fed(service, "feedCertificate", insuredNumber=NUMBER, certificate=renewed)
    assert (id_ != first[0], changed) == (True, True)
    found = tab(service, person)
    assert found["reduction"]["benefitRate"] == 100
    assert found["reductionHistory"] == [{"issuedOn": "2025-12-01"}, {"issuedOn": "2025-07-26"}]


def test_whoever_has_just_applied_has_no_level(service: Service) -> None:
    [person] = enlist(service, 1, insured_number=NUMBER)
    fed(
        service, "feedCertificate", insuredNumber=NUMBER, certificate={"insuredCertificate": {"issuedOn": "2025-12-10"}}
    )
    found = flat(tab(service, person)["insuredCertificate"])
    assert found == {**dict.fromkeys(FULL["insuredCertificate"]), "issuedOn": "2025-12-10"}


@pytest.mark.parametrize(
    ("kind", "changed", "expected"),
    [
        (
            "insuredCertificate",
            {
                "careLevel": None,
                "restriction": None,
                "facilityKind": None,
                "planOfficeName": "\0",
                "planningKind": None,
            },
            [
                *[("TEXT_WRONG", "planOfficeName")],
                *[
                    ("VALUE_NOT_ALLOWED", name)
                    for name in ("validFrom", "validUntil", "certifiedOn", "monthlyLimitUnits")
                ],
                *[("VALUE_NOT_ALLOWED", name) for name in ("restrictionFrom", "restrictionUntil", "restrictedRate")],
                *[("VALUE_NOT_ALLOWED", name) for name in ("facilityName", "facilityEnteredOn", "facilityLeftOn")],
            ],
        ),
        (
            "insuredCertificate",
            {
                "validFrom": None,
                "validUntil": None,
                "certifiedOn": "2025-12-11",
                "monthlyLimitUnits": -1,
                "restrictionFrom": None,
                "restrictedRate": 75,
                "facilityLeftOn": "2025-12-04",
                "facilityName": "あ" * 101,
                "boardOpinion": "あ" * 501,
                "planOfficeName": "二行\nの名前",
            },
            [
                ("NUMBER_WRONG", "monthlyLimitUnits"),
                ("TEXT_WRONG", "boardOpinion"),
                ("NUMBER_WRONG", "restrictedRate"),
                ("TEXT_WRONG", "planOfficeName"),
                ("TEXT_WRONG", "facilityName"),
                ("VALUE_MISSING", "validFrom"),
                ("VALUE_MISSING", "validUntil"),
                ("PERIOD_WRONG", "issuedOn"),
                ("VALUE_MISSING", "restrictionFrom"),
                ("PERIOD_WRONG", "facilityLeftOn"),
            ],
        ),
        (
            "insuredCertificate",
            {"validUntil": "2025-11-30", "restrictedRate": None, "planOfficeName": None, "planningKind": None},
            [
                ("PERIOD_WRONG", "validUntil"),
                ("VALUE_MISSING", "restrictedRate"),
                ("VALUE_NOT_ALLOWED", "planOfficeNotifiedOn"),
            ],
        ),
        (
            "burdenRatio",
            {"firstRatio": 15, "secondRatio": None, "secondStart": "2025-11-30", "secondEnd": "2026-08-01"},
            [
                ("NUMBER_WRONG", "firstRatio"),
                ("VALUE_MISSING", "secondRatio"),
                ("PERIOD_WRONG", "secondStart"),
                ("PERIOD_WRONG", "secondEnd"),
            ],
        ),
        ("burdenRatio", {"firstEnd": "2025-07-31"}, [("PERIOD_WRONG", "firstEnd"), ("PERIOD_WRONG", "firstEnd")]),
        ("burdenRatio", {"fiscalYear": 2}, [("NUMBER_WRONG", "fiscalYear")]),
        (
            "burdenLimit",
            {"foodOther": -1, "roomShared": 10_000, "validUntil": "2025-07-31"},
            [("AMOUNT_WRONG", "foodOther"), ("AMOUNT_WRONG", "roomShared"), ("PERIOD_WRONG", "validUntil")],
        ),
        (
            "reduction",
            {"benefitRate": 90, "issuedOn": "1899-12-31"},
            [("DATE_WRONG", "issuedOn"), ("NUMBER_WRONG", "benefitRate")],
        ),
        (
            "socialWelfareReduction",
            {"reductionRate": 0, "roomRate": 101, "confirmationNumber": " "},
            [("NUMBER_WRONG", "reductionRate"), ("NUMBER_WRONG", "roomRate"), ("TEXT_WRONG", "confirmationNumber")],
        ),
        ("homeHelpReduction", {"law": "DISABILITY_FULL_EXEMPTION"}, [("NUMBER_WRONG", "benefitRate")]),
        ("remoteIslandReduction", {"effectiveOn": "2026-08-01"}, [("PERIOD_WRONG", "validUntil")]),
        ("hillyAreaReduction", {"reductionRate": 101}, [("NUMBER_WRONG", "reductionRate")]),
        ("specifiedBurdenLimit", {"food": 10_000}, [("AMOUNT_WRONG", "food")]),
        ("formerMeasureReduction", {"benefitRate": 101}, [("NUMBER_WRONG", "benefitRate")]),
    ],
)
def test_everything_that_is_wrong_is_told_at_once(
    service: Service, kind: str, changed: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    enlist(service, 1, insured_number=NUMBER)
    service.token("municipal-system")
    before = stored(service, *RECORDED)
    answer = feed(service, "feedCertificate", insuredNumber=NUMBER, certificate=certificate(kind, **changed))
    assert faults(answer) == [(code, ["input", "certificate", kind, name]) for code, name in expected]
    assert stored(service, *RECORDED) == before


@pytest.mark.parametrize("kinds", [(), ("reduction", "burdenRatio")])
def test_one_certificate_at_a_time(service: Service, kinds: tuple[str, ...]) -> None:
    enlist(service, 1, insured_number=NUMBER)
    service.token("municipal-system")
    before = stored(service, *RECORDED)
    sent = {name: value for kind in kinds for name, value in certificate(kind).items()}
    assert feed(service, "feedCertificate", insuredNumber=NUMBER, certificate=sent).codes == ["BAD_USER_INPUT"]
    assert stored(service, *RECORDED) == before


def test_of_its_own_people_alone(service: Service) -> None:
    """Another insurer's number is nobody's; what is wrong beside is told all the same."""
    enlist(service, 1, insured_number="2222200002", insurer_key=2)
    service.token("municipal-system")
    before = stored(service, *RECORDED)
    for number in ("2222200002", "9999999999", "", "\0"):
        wrong = certificate("reduction", benefitRate=1)
        assert faults(feed(service, "feedCertificate", insuredNumber=number, certificate=wrong)) == [
            ("BENEFICIARY_UNKNOWN", ["input", "insuredNumber"]),
            ("NUMBER_WRONG", ["input", "certificate", "reduction", "benefitRate"]),
        ], number
    assert stored(service, *RECORDED) == before


@pytest.mark.parametrize("by", ["municipal", "hachiro", "portal", "billing-system", "eligibility-system", "partner"])
def test_nobody_else_feeds(service: Service, by: str) -> None:
    enlist(service, 1, insured_number=NUMBER)
    service.token(by)
    before = stored(service, *TOUCHED)
    answer = feed(service, "feedCertificate", by, insuredNumber=NUMBER, certificate=certificate("reduction"))
    assert answer.codes == ["FORBIDDEN"]
    assert stored(service, *TOUCHED) == before
