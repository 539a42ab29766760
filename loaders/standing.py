"""Where each field of a person stands: what it belongs to, and whether a doctor's leave is asked there (B04)."""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from graphql import GraphQLObjectType, GraphQLSchema, get_named_type

from loaders.source import Relation, information_of, source_of
from models.rows import Opinion
from permissions.information import Information

PERSON = "Beneficiary"
Standing = tuple[tuple[Information, ...], bool]
"""What a field belongs to, from the list inwards, and whether it stands in an opinion, which has its doctor's leave."""


@lru_cache(maxsize=8)
def standing(schema: GraphQLSchema) -> Mapping[str, Sequence[Standing]]:
    """What each field of a person belongs to; several where it stands in several places."""
    person = schema.type_map[PERSON]
    assert isinstance(person, GraphQLObjectType)
    found: dict[str, dict[Standing, None]] = {}
    for coordinate, place in _below(person, ((Information.LIST,), False)):
        found.setdefault(coordinate, {})[place] = None
    return {coordinate: tuple(places) for coordinate, places in found.items()}


def _below(kind: GraphQLObjectType, outside: Standing) -> Iterator[tuple[str, Standing]]:
    inside, opinion = outside
    for name, definition in kind.fields.items():
        own, source = information_of(definition), source_of(definition)
        within = inside if own is None or own in inside else (*inside, own)
        yield f"{kind.name}.{name}", (within, opinion)
        inner = get_named_type(definition.type)
        if isinstance(inner, GraphQLObjectType):  # the schema is a tree
            yield from _below(inner, (within, opinion or (isinstance(source, Relation) and source.target is Opinion)))
