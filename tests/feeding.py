"""What tests of municipal feeds say again and again: certificates without fault, sending something, what became of it."""

from typing import Any

from models import rows
from models.certificates import CERTIFICATES
from tests.managing import new_key
from tests.service import Answer, Service

MUNICIPAL = "municipal-system"
FED = "... on CareFed { id changed } ... on Refused { errors { code message path } }"
TOUCHED: tuple[type[Any], ...] = (
    *CERTIFICATES.values(),
    rows.Progress,
    rows.Beneficiary,
    rows.Fed,
    rows.FedVersion,
    rows.Performed,
)
RECORDED: tuple[type[Any], ...] = (*TOUCHED, rows.ActionRecord)

YEAR = {"effectiveOn": "2025-08-01", "validUntil": "2026-07-31"}
FULL: dict[str, dict[str, Any]] = {
    "insuredCertificate": {
        "issuedOn": "2025-12-10",
        "careLevel": "CARE_3",
        "validFrom": "2025-12-01",
        "validUntil": "2027-11-30",
        "certifiedOn": "2025-12-09",
        "monthlyLimitUnits": 27_048,
        "boardOpinion": "入浴の介助が必要である。\n転倒に注意する。",
        "designatedServices": "指定なし",
        "restriction": "BENEFIT_REDUCTION",
        "restrictionFrom": "2025-12-01",
        "restrictionUntil": "2026-11-30",
        "restrictedRate": 70,
        "planOfficeName": "テスト事業所（大分一）",
        "planOfficeNotifiedOn": "2025-12-03",
        "planningKind": "CARE_MANAGEMENT_OFFICE",
        "facilityKind": "WELFARE_FACILITY",
        "facilityName": "特別養護老人ホームみのり苑",
        "facilityEnteredOn": "2025-12-05",
        "facilityLeftOn": "2025-12-08",
    },
    "burdenRatio": {
        "issuedOn": "2025-07-20",
        "fiscalYear": 2025,
        "firstRatio": 10,
        "firstStart": "2025-08-01",
        "firstEnd": "2025-11-30",
        "secondRatio": 30,
        "secondStart": "2025-12-01",
        "secondEnd": "2026-07-31",
        "decision": "CHANGE",
    },
    "burdenLimit": {
        **YEAR,
        "issuedOn": "2025-07-25",
        "foodShortStay": 1_300,
        "foodOther": 1_360,
        "roomUnitPrivate": 1_370,
        "roomUnitSemiPrivate": 1_371,
        "roomPrivateWelfare": 880,
        "roomPrivateHealth": 1_372,
        "roomShared": 430,
    },
    "reduction": {**YEAR, "issuedOn": "2025-07-26", "benefitRate": 91},
    "socialWelfareReduction": {
        **YEAR,
        "issuedOn": "2025-07-27",
        "reductionRate": 25,
        "serviceRate": 26,
        "foodRate": 27,
        "roomRate": 28,
        "confirmationNumber": "軽減第1号",
        "ground": "HARDSHIP",
    },
    "homeHelpReduction": {**YEAR, "issuedOn": "2025-07-28", "benefitRate": 97, "law": "DISABILITY"},
    "remoteIslandReduction": {
        **YEAR,
        "issuedOn": "2025-07-29",
        "reductionRate": 10,
        "confirmationNumber": "離島第1号",
    },
    "hillyAreaReduction": {
        **YEAR,
        "issuedOn": "2025-07-30",
        "reductionRate": 11,
        "confirmationNumber": "中山間第1号",
    },
    "specifiedBurdenLimit": {
        **YEAR,
        "issuedOn": "2025-07-31",
        "food": 650,
        "roomUnitPrivate": 1_370,
        "roomUnitSemiPrivate": 1_371,
        "roomPrivate": 880,
        "roomShared": 430,
        "formerMeasureKind": "FORMER_MEASURE",
    },
    "formerMeasureReduction": {
        **YEAR,
        "issuedOn": "2025-08-01",
        "benefitRate": 100,
        "formerMeasureKind": "BURDEN_RELIEVED",
    },
}
"""A certificate of each kind with a value in every field, in force on the demo's first day."""


def act(name: str, answered: str = FED) -> str:
    """The document of a feed, by the name of its mutation."""
    return f"mutation Feed($input: {name[0].upper()}{name[1:]}Input!) {{ {name}(input: $input) {{ {answered} }} }}"


def feed(service: Service, name: str, by: str = MUNICIPAL, **asked: Any) -> Answer:
    return service.ask(by, act(name), input={"idempotencyKey": new_key(), **asked})


def fed(service: Service, name: str, **asked: Any) -> tuple[str, bool]:
    """The id of what was fed, and whether anything changed."""
    found = feed(service, name, **asked).data[name]
    return found["id"], found["changed"]


def certificate(kind: str, **changed: Any) -> dict[str, Any]:
    """A certificate as it is sent; without what is changed to None."""
    values = {name: value for name, value in {**FULL[kind], **changed}.items() if value is not None}
    return {kind: values}
