"""The ten certificates as a municipality's system sends them: the columns of the tables, with the tabs' words."""

from typing import Any

import strawberry

from graph import certificates as tab
from graph.fed_input import fed_input, sent
from models.codes.certificates import CertificateKind
from permissions.certificates import columns_of
from permissions.fed import schema_name

SHOWN: dict[CertificateKind, tuple[Any, ...]] = {
    CertificateKind.INSURED: (tab.InsuredCertificate, tab.BenefitRestriction, tab.CareFacility),
    CertificateKind.BURDEN_RATIO: (tab.BurdenRatio,),
    CertificateKind.BURDEN_LIMIT: (tab.BurdenLimit,),
    CertificateKind.REDUCTION: (tab.Reduction,),
    CertificateKind.SOCIAL_WELFARE_REDUCTION: (tab.SocialWelfareReduction,),
    CertificateKind.HOME_HELP_REDUCTION: (tab.HomeHelpReduction,),
    CertificateKind.REMOTE_ISLAND_REDUCTION: (tab.RemoteIslandReduction,),
    CertificateKind.HILLY_AREA_REDUCTION: (tab.HillyAreaReduction,),
    CertificateKind.SPECIFIED_BURDEN_LIMIT: (tab.SpecifiedBurdenLimit,),
    CertificateKind.FORMER_MEASURE_REDUCTION: (tab.FormerMeasureReduction,),
}
"""The types that show each kind."""


def _input(kind: CertificateKind) -> Any:
    name = SHOWN[kind][0].__strawberry_definition__.name
    return fed_input(f"{name}Input", columns_of(kind), SHOWN[kind], kind.label)


def _member(kind: CertificateKind) -> str:
    return "insured_certificate" if kind is CertificateKind.INSURED else kind.name.lower()


MEMBERS = {_member(kind): kind for kind in CertificateKind}
"""Under which name a certificate of each kind is sent; the tab's."""

INPUTS = {kind: _input(kind) for kind in CertificateKind}
InsuredCertificateInput = INPUTS[CertificateKind.INSURED]
CertificateInput: Any = strawberry.input(
    type(
        "CertificateInput",
        (),
        {
            "__annotations__": {name: INPUTS[kind] | None for name, kind in MEMBERS.items()},
            **{
                name: strawberry.field(description=kind.label, default=strawberry.UNSET)
                for name, kind in MEMBERS.items()
            },
        },
    ),
    one_of=True,
    description="証一枚。十種類のうち一つだけを指定する",
)


def certificate_given(given: Any) -> tuple[CertificateKind, dict[str, Any], str]:
    """The kind of what was sent, its values by column, and its name in the input."""
    member, kind = next((name, kind) for name, kind in MEMBERS.items() if getattr(given, name) is not strawberry.UNSET)
    return kind, sent(getattr(given, member), columns_of(kind)), schema_name(member)
