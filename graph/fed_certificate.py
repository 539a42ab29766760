"""The ten certificates as a municipality's system sends them: the columns of the tables, with the tabs' words."""

import re
from typing import Any

import strawberry

from graph import certificates as tab
from graph.field import shown_as
from models.codes.certificates import CertificateKind
from permissions.certificates import columns_of, schema_name

SHOWN: dict[CertificateKind, tuple[Any, ...]] = {
    CertificateKind.INSURED: (tab.InsuredCertificate, tab.BenefitRestriction, tab.Facility),
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


def _members(kind: CertificateKind) -> dict[str, Any]:
    """An input field a column, with the words it is shown with."""
    words = {
        field.python_name: re.sub("（手引き.*?）", "", field.description or "")
        for shown in SHOWN[kind]
        for field in shown.__strawberry_definition__.fields
    }
    columns = columns_of(kind)
    return {
        "__annotations__": {name: _type(column) for name, column in columns.items()},
        **{name: _field(column, words[name]) for name, column in columns.items()},
    }


def _type(column: Any) -> Any:
    shown = shown_as(column.type)
    return shown | None if column.nullable else shown


def _field(column: Any, words: str) -> Any:
    return strawberry.field(description=words, default=None) if column.nullable else strawberry.field(description=words)


def _input(kind: CertificateKind) -> Any:
    shown = SHOWN[kind][0].__strawberry_definition__
    return strawberry.input(type(f"{shown.name}Input", (), _members(kind)), description=kind.label)


def _member(kind: CertificateKind) -> str:
    return "insured_certificate" if kind is CertificateKind.INSURED else kind.name.lower()


MEMBERS = {_member(kind): kind for kind in CertificateKind}
"""Under which name a certificate of each kind is sent; the tab's."""

CertificateInput: Any = strawberry.input(
    type(
        "CertificateInput",
        (),
        {
            "__annotations__": {name: _input(kind) | None for name, kind in MEMBERS.items()},
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
    sent = getattr(given, member)
    return kind, {name: getattr(sent, name) for name in columns_of(kind)}, schema_name(member)
