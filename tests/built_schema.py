"""The schema as it is enforced, to be looked into."""

from collections.abc import Iterator

from graphql import GraphQLField, GraphQLObjectType, GraphQLSchema

from graph.schema import build_schema, protected_coordinates
from models.settings import Settings
from permissions.matrix import load_matrix

BUILT = build_schema(load_matrix(Settings().matrix)).executable
PROTECTED = frozenset(protected_coordinates(BUILT))


def fields_of(schema: GraphQLSchema) -> Iterator[tuple[str, GraphQLField]]:
    """Every field of the objects, by coordinate."""
    for name, kind in schema.type_map.items():
        if isinstance(kind, GraphQLObjectType) and not name.startswith("__"):
            for field_name, field in kind.fields.items():
                yield f"{name}.{field_name}", field
