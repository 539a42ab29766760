"""The closed value sets are those of domain.md sections 4 to 9: each code with its term, none missing, none added."""

import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import models.codes
from models.codes import Coded
from tests.service import Service

FILE = Path(__file__).parent / "expectations" / "codes.txt"

OTHERWISE = {
    "Sex": "header of the guide, p.24",
    "ReadingState": "guide p.17, what becomes of a proof",
    "EligibilityLoss": "features.md B24",
    "ConsentRoute": "section 1.1",
    "ReceiptFault": "ours (features.md B07)",
    "JudgementCategory": "features.md A16",
    "PostponementReason": "features.md B16",
    "Capability": "section 1.3",
    "AccountKind": "guide p.7",
    "ClientCertificateStatus": "guide p.8",
    "SignInEntry": "guide p.8-9",
    "Channel": "guide p.8",
    "SessionTransport": "ours (security.md section 7)",
    "OperationStatus": "ours (features.md B09)",
    "InvoiceStatus": "ours (features.md S74)",
    "OpinionTargetStatus": "ours (features.md S72)",
    "PasswordFault": "guide p.9, and three of ours",
    "Occupation": "section 1.3",
    "DocumentMode": "features.md S36, S50",
    "ProofMethod": "section 2",
    "ProofPurpose": "section 2",
    "CardConfirmation": "features.md S52",
    "RevocationStatus": "ours (a list may be old, or not there)",
    "FedKind": "ours (features.md B25)",
    "VersionEnding": "ours (features.md B25)",
    "FeedSubject": "features.md S79; names of the matrix's information",
    "Link": "features.md B17",
    "RequestMethod": "ours (guide p.19 says that the person asks, and not how)",
    "FeedKeep": "ours (features.md S83, S84)",
    "FeedState": "ours (features.md S83, S84)",
    "ChangeKind": "ours (features.md B08)",
    "AccessKind": "ours (features.md B06)",
    "ProgressStep": "the parts of S45 (features.md B16)",
    "WaitingStep": "the steps of S45 (features.md B16)",
    "Cognition": "the base of seven sets",
}
"""Value sets that come from elsewhere, and from where."""

ON_PAPER = """
query ($number: String!) { beneficiaries(search: $number) { edges { node { certificates {
  insuredCertificate { planningKind planningKindLabel }
  burdenRatio { decision decisionLabel }
  socialWelfareReduction { ground groundLabel }
  homeHelpReduction { law lawLabel }
  specifiedBurdenLimit { formerMeasureKind formerMeasureKindLabel }
  formerMeasureReduction { formerMeasureKind formerMeasureKindLabel }
} } } } }
"""


def _expected() -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for line in FILE.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            found[line.strip("[]")] = []
        elif line and not line.startswith("#"):
            code, term = line.split(" ", 1)
            found[list(found)[-1]].append(("" if code == "-" else code, term))
    return found


def _declared() -> Iterator[type[Coded]]:
    for module in pkgutil.iter_modules(models.codes.__path__, "models.codes."):
        for value in vars(importlib.import_module(module.name)).values():
            if isinstance(value, type) and issubclass(value, Coded) and value.__module__ == module.name:
                yield value


EXPECTED = _expected()
DECLARED = {values.__name__: values for values in _declared()}


def test_every_value_set_is_known() -> None:
    assert set(DECLARED) == EXPECTED.keys() | OTHERWISE.keys()
    assert EXPECTED.keys() & OTHERWISE.keys() == set()


@pytest.mark.parametrize("name", EXPECTED)
def test_a_value_set_is_in_full(name: str) -> None:
    assert [(value.code, value.label) for value in DECLARED[name]] == EXPECTED[name]


def test_the_certificates_print_their_codes(service: Service) -> None:
    """Those of 介護 一郎."""
    (edge,) = service.ask("hachiro", ON_PAPER, number="1200000110").data["beneficiaries"]["edges"]

    assert edge["node"]["certificates"] == {
        "insuredCertificate": {
            "planningKind": "CARE_MANAGEMENT_OFFICE",
            "planningKindLabel": "居宅介護支援事業所作成",
        },
        "burdenRatio": {"decision": "CHANGE", "decisionLabel": "異動分"},
        "socialWelfareReduction": {"ground": "HARDSHIP", "groundLabel": "生計困難"},
        "homeHelpReduction": {"law": "DISABILITY_FULL_EXEMPTION", "lawLabel": "障害ヘルプ全額免除"},
        "specifiedBurdenLimit": {"formerMeasureKind": "FORMER_MEASURE", "formerMeasureKindLabel": "旧措置者"},
        "formerMeasureReduction": {
            "formerMeasureKind": "BURDEN_RELIEVED",
            "formerMeasureKindLabel": "旧措置者実質的負担軽減者",
        },
    }
