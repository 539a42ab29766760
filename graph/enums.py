"""Publishes a value set of models/codes: names as they are, Japanese terms and official codes as descriptions."""

import re
from typing import Any

import strawberry

from models.codes import Coded
from models.codes.care import DementiaAutonomy, DisabilityAutonomy

PLACES: dict[type[Coded], str] = {DisabilityAutonomy: "25頁③", DementiaAutonomy: "25頁③"}
"""Where the guide's appendix lists the values themselves as fields, a dot (●) in each."""


def published(values: type[Coded]) -> Any:
    """The value set as a GraphQL enum; the same one however often it is asked for."""
    if not hasattr(values, "__strawberry_definition__"):
        term = re.split(r"[.:;]|, ", values.__doc__ or "")[0]  # what follows is for the readers of the code
        place = f"（手引き{PLACES[values]}）" if values in PLACES else ""
        strawberry.enum(values, description=term + place)
        for value in values.__strawberry_definition__.values:  # type: ignore[attr-defined]
            value.description = _description(values[value.name]) + place
    return values


def _description(member: Coded) -> str:
    return f"{member.label}（コード {member.code}）" if member.code.isascii() and member.code else member.label
