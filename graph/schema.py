"""The built schema: types, directives from the loaded matrix, and the checks without which the service does not start."""

from dataclasses import dataclass

import strawberry
from graphql import GraphQLInputObjectType, GraphQLObjectType, GraphQLSchema, get_named_type, parse
from graphql.language import FieldDefinitionNode, ObjectTypeDefinitionNode
from strawberry.schema.config import StrawberryConfig
from strawberry.types.field import StrawberryField

from graph.beneficiary import Beneficiary
from graph.directives import Requires, requires
from graph.mutation import Mutation
from graph.query import Query
from graph.scalars import SCALARS
from graph.subscription import Subscription
from loaders.source import information_of
from permissions.information import Information
from permissions.matrix import Matrix

OPEN = {"id", "access"}
"""Fields of a person that need no rule: whoever has the person on the list may see them."""


BUILT_IN = "directive @oneOf on INPUT_OBJECT\n\n"
"""Strawberry prints it as if it were the service's own: the language defines it."""
NEEDED = "。閲覧には"
"""Where the words of a protected field end, and what it needs begins."""


class SchemaError(Exception):
    """The schema and the matrix do not fit together; the message names the coordinate."""


@dataclass(frozen=True)
class BuiltSchema:
    """The executable schema and its SDL."""

    executable: GraphQLSchema
    sdl: str


def build_schema(matrix: Matrix) -> BuiltSchema:
    """Build the schema under a matrix.

    Raises:
        SchemaError: a rule without a field, a field without a rule, a protected field that cannot be null, or one
            without its printed directive.
    """
    # A first schema only finds the protected fields: the directives must stand on them before the one that is kept.
    try:
        first = _strawberry()
    except TypeError as error:  # a guard that does not fit its field (Guard.apply)
        raise SchemaError(str(error)) from error
    for field in protected_coordinates(first._schema).values():
        _require(field, matrix)
    schema = _strawberry()
    executable: GraphQLSchema = schema._schema
    sdl = schema.as_str().replace(BUILT_IN, "") + "\n"
    _check(executable, protected_coordinates(executable), sdl)
    return BuiltSchema(executable, sdl)


def _strawberry() -> strawberry.Schema:
    schema = strawberry.Schema(
        query=Query,
        mutation=Mutation,
        subscription=Subscription,
        types=[Beneficiary],
        config=StrawberryConfig(scalar_map=SCALARS, disable_field_suggestions=True),
    )
    # Strawberry prints @oneOf and looks at values itself, too late: validation and introspection go by this.
    for kind in schema._schema.type_map.values():
        if isinstance(kind, GraphQLInputObjectType):
            kind.is_one_of = kind.extensions["strawberry-definition"].is_one_of
    return schema


def protected_coordinates(schema: GraphQLSchema) -> dict[str, StrawberryField]:
    """Every field that belongs to an information, by coordinate."""
    found: dict[str, StrawberryField] = {}
    for type_name, kind in schema.type_map.items():
        if isinstance(kind, GraphQLObjectType):
            for name, definition in kind.fields.items():
                if information_of(definition) is not None:
                    found[f"{type_name}.{name}"] = definition.extensions["strawberry-definition"]
    return found


def _require(field: StrawberryField, matrix: Matrix) -> None:
    """Give a field the directive of its information; another matrix replaces it, never adds a second one."""
    information: Information = field.metadata["information"]
    others = [directive for directive in field.directives if not isinstance(directive, Requires)]
    field.directives = [*others, requires(information, matrix)]
    # Introspection tells of no directive on a field: who reads the documentation in an editor reads this.
    conditions = "、".join(condition.label for condition in matrix.conditions[information])
    field.description = (
        f"{(field.description or '').partition(NEEDED)[0]}{NEEDED}「{information.label}」の権限が必要"
        f"{f'（条件: {conditions}）' if conditions else ''}"
    )


def _check(executable: GraphQLSchema, protected: dict[str, StrawberryField], sdl: str) -> None:
    _check_rules(executable)
    used = {field.metadata["information"] for field in protected.values()}
    if unused := set(Information) - used:
        raise SchemaError(f"No field belongs to {', '.join(sorted(item.name for item in unused))}.")
    printed = {
        f"{kind.name.value}.{field.name.value}"
        for kind in parse(sdl).definitions
        if isinstance(kind, ObjectTypeDefinitionNode)
        for field in kind.fields or ()
        if isinstance(field, FieldDefinitionNode)
        and any(mark.name.value == "requires" for mark in field.directives or ())
    }
    if printed != set(protected):
        raise SchemaError(f"@requires is not printed as enforced on {', '.join(sorted(printed ^ set(protected)))}.")


def _check_rules(executable: GraphQLSchema) -> None:
    """Every field of the person has a rule, and no other road leads to what lies under them."""
    person = executable.type_map["Beneficiary"]
    assert isinstance(person, GraphQLObjectType)
    without = [name for name, field in person.fields.items() if information_of(field) is None and name not in OPEN]
    below = _reached(person, set())
    entered = [
        f"{name}.{field_name}"
        for name, kind in executable.type_map.items()
        if isinstance(kind, GraphQLObjectType) and name not in below and name != "Beneficiary"
        for field_name, field in kind.fields.items()
        if get_named_type(field.type).name in below - {"Access"}
    ]
    if without or entered:
        raise SchemaError(f"No rule covers {', '.join([f'Beneficiary.{name}' for name in without] + entered)}.")


def _reached(kind: GraphQLObjectType, seen: set[str]) -> set[str]:
    for field in kind.fields.values():
        below = get_named_type(field.type)
        if isinstance(below, GraphQLObjectType) and below.name not in seen:
            seen.add(below.name)
            _reached(below, seen)
    return seen
