"""Reads PostGraphile's answers as ours: the names of tables become tabs, codes become the list's Japanese terms."""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from models.clock import DEMO_START
from models.codes import Coded
from models.codes.consent import ConsentStatus
from models.codes.housing import RenovationKind
from models.codes.progress import ApplicationKind, CertificationStatus
from models.codes.registration import ProofMethod
from models.row import JST
from tests.benchmarks.workload import Workload

TODAY = DEMO_START.date().isoformat()
INSURED = ("careLevel", "validFrom", "validUntil")
RATIO = ("firstRatio", "firstStart", "firstEnd", "secondRatio", "secondStart", "secondEnd")
STEPS: Mapping[str, Sequence[str]] = {
    "application": ("appliedOn", "applicationKind"),
    "survey": ("surveyPlannedOn", "surveyObtainedOn", "surveyStatus"),
    "opinion": ("opinionRequestedOn", "opinionReceivedOn", "opinionStatus"),
    "board": ("boardPlannedOn", "boardHeldOn", "boardStatus"),
    "judgement": ("judgedOn", "judgement"),
    "decision": ("certifiedOn", "closedOn"),
}


def as_ours(workload: Workload, data: Any) -> Any:
    """The data of our service that says the same."""
    if workload is Workload.PERSON:
        return {"beneficiary": _person(data["person"])}
    found = data["people"]
    nodes = [_bulk(row["person"]) if workload is Workload.BULK else _listed(row) for row in found["nodes"]]
    page = {"hasNextPage": found["pageInfo"]["hasNextPage"], "endCursor": nodes[-1]["id"]}
    return {"beneficiaries": {"pageInfo": page, "edges": [{"node": node} for node in nodes]}}


def _listed(row: Any) -> Any:
    person = row["person"]
    progress, consent = _only(person["progress"]["nodes"]), _only(person["consent"]["nodes"])
    share = _share(_only(person["ratio"]))
    return {
        "id": person["rowId"],
        "registration": {
            "methodLabel": ProofMethod[row["method"]].label,
            **_some(row, ("registeredOn", "viewingUntil")),
        },
        **_some(person, ("insuredNumber", "name", "kana")),
        "burdenRatioLabel": None if share is None else f"{share // 10}割",
        "applicationKindLabel": _label(ApplicationKind, progress, "applicationKind"),
        "certificationStatusLabel": _label(CertificationStatus, progress, "status"),
        "consentStatusLabel": _label(ConsentStatus, consent, "status") or ConsentStatus.UNCONFIRMED.label,
    }


def _bulk(person: Any) -> Any:
    ratio, insured = _only(person["ratio"]), _only(person["insured"])
    return {
        "id": person["rowId"],
        **_some(person, ("insuredNumber", "name")),
        "certificates": {
            "burdenRatio": ratio and _some(ratio, RATIO),
            "insuredCertificate": insured and _some(insured, INSURED),
        },
        "life": {"barthelIndex": _months(person["barthel"])},
    }


def _person(person: Any) -> Any:
    return {
        "id": person["rowId"],
        **_some(person, ("name", "kana", "insuredNumber", "birthDate", "sex", "postalCode", "address")),
        "certificates": _certificates(person),
        "certification": _certification(person),
        "progress": _progress(_only(person["progress"]["nodes"])),
        "life": {
            "disabilityAutonomy": _months(person["disability"]),
            "dementiaAutonomy": _months(person["dementia"]),
            "barthelIndex": _months(person["barthel"]),
            "cognition": _months(person["cognition"]),
        },
        **_money(person),
        "consent": _consent(person["consents"]["nodes"]),
    }


def _certificates(person: Any) -> Any:
    insured, ratio, limit = (_only(person[name]) for name in ("insured", "ratio", "limit"))
    known = {"insurerName": person["insurer"]["name"], "insuredNumber": person["insuredNumber"]}
    return {"insuredCertificate": insured and {**known, **insured}, "burdenRatio": ratio, "burdenLimit": limit}


def _certification(person: Any) -> Any:
    survey, opinion = _only(person["survey"]), _only(person["opinion"])
    progress = _only(person["progress"]["nodes"])
    if survey:
        data = {"bodyFunction": _some(survey, ("turningOver", "gettingUp", "walking"))}
        survey = {"conductedOn": survey["conductedOn"], "data": data if survey["hasData"] else None}
    if opinion:
        data = {"disease": {"diagnoses": opinion["diagnoses"]["nodes"]}}
        known = _some(opinion, ("writtenOn", "receivedOn"))
        opinion = {**known, "data": data if opinion["hasData"] else None}
    return {
        "insurerNumber": person["insurer"]["number"],
        "insuredNumber": person["insuredNumber"],
        "appliedOn": progress and progress["appliedOn"],
        "survey": survey,
        "opinion": opinion,
    }


def _progress(row: Any) -> Any:
    return row and {"status": row["status"], **{step: _some(row, names) for step, names in STEPS.items()}}


def _money(person: Any) -> Any:
    money, rate = person["money"], person["money"]["rate"]
    works, bought = person["renovations"]["nodes"], person["purchases"]["nodes"]

    def rest(amount: int | None) -> Any:
        benefit = None if amount is None or rate is None else amount * rate // 100
        return {"remainingBase": amount, "remainingBenefit": benefit}

    return {
        "housing": {
            **rest(money["housing"]),
            "careRenovations": [_renovation(row) for row in works if row["category"] == "CARE"],
            "preventionRenovations": [_renovation(row) for row in works if row["category"] == "PREVENTION"],
        },
        "equipment": {
            "fiscalYear": DEMO_START.year - (DEMO_START.month < 4),
            **rest(money["equipment"]),
            "carePurchases": [_purchase(row) for row in bought if row["category"] == "CARE"],
            "preventionPurchases": [_purchase(row) for row in bought if row["category"] == "PREVENTION"],
        },
    }


def _renovation(row: Any) -> Any:
    kinds = sorted((RenovationKind[work["kind"]] for work in row["works"]["nodes"]), key=lambda kind: kind.code)
    return {**_some(row, ("startedOn", "paidOn", "cost")), "works": [{"kind": kind.name} for kind in kinds]}


def _purchase(row: Any) -> Any:
    return _some(row, ("item", "suppliedOn", "cost"))


def _consent(rows: Sequence[Any]) -> Any:
    statements = [{**_some(row, ("status", "route")), "recordedAt": _instant(row["recordedAt"])} for row in rows]
    return {"status": rows[0]["status"] if rows else ConsentStatus.UNCONFIRMED.name, "statements": statements}


def _share(ratio: Any) -> Any:
    """The share in force today: that of the first or the second period."""
    for period in ("first", "second") if ratio else ():
        start, end = ratio[f"{period}Start"], ratio[f"{period}End"]
        if start and start <= TODAY <= end:
            return ratio[f"{period}Ratio"]
    return None


def _months(rows: Sequence[Any]) -> Any:
    return [{**row, "month": f"{row['month'] // 12}-{row['month'] % 12 + 1:02}"} for row in rows]


def _instant(seconds: str) -> str:
    return datetime.datetime.fromtimestamp(int(seconds), JST).isoformat()


def _label(values: type[Coded], row: Any, name: str) -> str | None:
    return values[row[name]].label if row else None


def _some(row: Any, names: Sequence[str]) -> dict[str, Any]:
    return {name: row[name] for name in names}


def _only(rows: Sequence[Any]) -> Any:
    return rows[0] if rows else None
