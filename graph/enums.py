"""Publishes a value set of models/codes: names as they are, Japanese terms and official codes as descriptions."""

import re
from typing import Any

import strawberry

from models.codes import Coded


def published(values: type[Coded]) -> Any:
    """The value set as a GraphQL enum; the same one however often it is asked for."""
    if not hasattr(values, "__strawberry_definition__"):
        term = re.split(r"[.:;]|, ", values.__doc__ or "")[0]  # what follows is for the readers of the code
        strawberry.enum(values, description=term)
        for value in values.__strawberry_definition__.values:  # type: ignore[attr-defined]
            value.description = _description(values[value.name])
    return values


def _description(member: Coded) -> str:
    return f"{member.label}（コード {member.code}）" if member.code.isascii() and member.code else member.label
