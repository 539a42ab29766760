"""The schema: printed as it is kept, described throughout in Japanese, and in step with the stored columns."""

import re
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import orjson
from graphql import (
    DirectiveDefinitionNode,
    EnumTypeDefinitionNode,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    parse,
)
from graphql import build_schema as read_schema
from sqlalchemy import Column as StoredColumn

from graph.schema import build_schema, protected_coordinates
from loaders.source import Column
from models import rows
from models.row import METADATA
from models.settings import Settings
from permissions.matrix import load_matrix
from tests.service import Service

INTROSPECTION = """query { __schema { types { name } directives { name } } }"""

FILES = """
query {
  beneficiaries(search: "1200000110") { edges { node { id certification { ...Papers } } } }
}
fragment Papers on Certification { survey { document { id } } opinion { document { id } } }
"""

BY_ID = """
query ById($id: ID!, $ids: [ID!]!) {
  node(id: $id) { id }
  nodes(ids: $ids) { __typename id }
  __type(name: "Node") { possibleTypes { name } }
}
"""

ROOT = Path(__file__).parent.parent
SDL = (ROOT / "schema.graphql").read_text(encoding="utf-8")
PRINTED = read_schema(SDL)
BUILT = build_schema(load_matrix(Settings().matrix)).executable
PROTECTED = frozenset(protected_coordinates(BUILT))
JAPANESE = re.compile("[ぁ-んァ-ヶ一-龠]")
CAMEL, PASCAL, UPPER = re.compile("[a-z][A-Za-z0-9]*"), re.compile("[A-Z][A-Za-z0-9]*"), re.compile("[A-Z][A-Z0-9_]*")

NOT_OF_A_PERSON = {
    "action_record": "who has done what; kept for those who verify, told in the access history",
    "benefit_limit": "amounts set by law",
    "burden_limit_amount": "amounts set by law",
    "card_app": "an account of a card reader's app",
    "consumption_tax": "amounts set by law",
    "checkpoint": "what was signed outside of the record",
    "document_ticket": "the right to fetch a document for a minute",
    "feed_fault": "what is wrong with a row of a file, by line and column; no value of it",
    "feed_job": "a file that is read, and how far",
    "installation": "what this database is",
    "insurer": "a municipality; number and name are shown as derived values",
    "office": "an office, not an insured person",
    "office_capability": "an office, not an insured person",
    "office_service": "an office, not an insured person",
    "read_record": "who has read whom; kept for those who verify, told in the access history",
    "record_batch": "how the record hangs together",
    "feed_source": "when municipalities' systems last delivered, not an insured person",
    "readiness": "which links a municipality has",
    "record_indexed": "how far it is noted whom records are about",
    "record_purge": "up to when records were deleted",
    "record_subject": "whom records are about",
    "session": "a member of staff who is signed in",
    "sign_in_attempt": "a member of staff who is signing in",
    "client_certificate": "an electronic certificate of an office",
    "guess": "counts of wrong guesses, by hashes",
    "opinion_fee": "amounts set by law",
    "partner_operation": "documents that partner systems may run",
    "performed": "what members of staff have done, by the keys they gave",
    "message": "mail and SMS to members of staff, on their way out",
    "staff": "an account, not an insured person",
    "staff_occupation": "an account, not an insured person",
    "upload": "a file that waits for the mutation that says what it is",
}
"""Tables without information on insured persons, and what they are about."""

SHOWN_BY_OBJECTS = (rows.Invoice, rows.InvoiceEvent, rows.InvoiceExamination)
"""Rows whose every column is shown under its own name by an object of loaders/."""


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(map(str.capitalize, rest))


OTHERWISE = {
    "change.at": "Change.at",
    "change.kind": "Change.kind",
    "consent_receipt.content": "ConsentStatement.receipt",
    "dwelling.address": "Housing.address",
    "progress_look.at": "CertificationClock.lastLookedAt",
    "equipment_purchase.category": "Equipment.preventionPurchases",
    **{
        f"{row.__tablename__}.{name}": f"{row.__name__}.{_camel(name)}"
        for row in SHOWN_BY_OBJECTS
        for name in row.model_fields
        if name != "key" and not name.endswith("_key")
    },
    **dict.fromkeys(("invoice_reason.position", "invoice_reason.reason"), "InvoiceEvent.reasons"),
    "opinion.has_data": "Opinion.data",
    **{
        f"opinion_target.{snake}": f"OpinionTarget.{camel}"
        for snake, camel in (
            *(("id", "id"), ("status", "status"), ("insured_number", "insuredNumber"), ("name", "name")),
            *(("kana", "kana"), ("birth_date", "birthDate"), ("sex", "sex"), ("application_kind", "applicationKind")),
            *(("requested_on", "requestedOn"), ("due_on", "dueOn"), ("asked_at", "askedAt")),
            ("registered_at", "registeredAt"),
        )
    },
    **{f"opinion_draft.{name}": "OpinionTarget.draft" for name in ("content", "correction_reason", "saved_at")},
    **{
        f"opinion_version.{name}": "OpinionTarget.versions"
        for name in (
            *("id", "version", "content", "correction_reason", "sent_at", "sent_by", "confirmed_at", "received_on"),
        )
    },
    "opinion_version.confirmed_by": "ReceivedOpinion.confirmedBy",
    "renovation.category": "Housing.preventionRenovations",
    "survey.has_data": "Survey.data",
}
"""Columns that no field shows as they are: the field whose value comes from them."""

HIDDEN = {
    "beneficiary.protected_from": "that someone is protected is itself to be kept; seen only as a reason",
    "beneficiary.protected_until": "that someone is protected is itself to be kept; seen only as a reason",
    "card_link.ended": "decides whether a card is still its owner's",
    "card_link.hash": "which card it is, to whoever has the key",
    "card_link.health_insurance_registered": "decides whether a card may be read",
    "card_reading.confirmation": "how the office made sure; kept for those who verify",
    "card_reading.expires_at": "a challenge, told to the app that asked",
    "card_reading.form_sha256": "a challenge, bound to what was entered",
    "card_reading.id": "a challenge, told to the app that asked",
    "card_reading.nonce": "a challenge, told to the app that asked",
    "card_reading.purpose": "a challenge, told to the app that asked",
    "card_reading.reason": "why staff looked at the person; kept for those who verify",
    "card_reading.revocation": "what was known when the card was read; told to the app",
    "card_reading.used_at": "a challenge works once",
    "care_management.valid_from": "decides who is in charge",
    "care_management.valid_until": "decides who is in charge",
    "change.position": "within a cursor of the change feed",
    "confirmation.expires_at": "told once, to whoever may register by it",
    "confirmation.id": "told once, to whoever may register by it",
    "confirmation.used": "decides whether one may still register by it",
    "consent_receipt.id": "stands within the receipt; told to whoever shows the one before",
    "document.file": "where the bytes lie; they leave through the document door alone",
    "past_proof.method": "shown among the office's readings",
    "past_proof.purpose": "shown among the office's readings",
    "past_proof.read_at": "shown among the office's readings",
    "past_proof.reason": "shown among the office's readings",
    "past_proof.state": "shown among the office's readings",
    "past_proof.until": "shown among the office's readings",
    "fed.id": "told to the municipality's system that fed it, which corrects by it",
    "fed.kind": "shown to the municipality's system, in what it has fed",
    "fed.since": "shown to the municipality's system, in what it has fed",
    "feed_row.batch": "a row that waits to be put in its table",
    "feed_row.content": "a row that waits to be put in its table",
    "feed_row.fed_id": "a row that waits to be put in its table",
    "feed_row.place": "a row that waits to be put in its table",
    "feed_row.target": "a row that waits to be put in its table",
    "fed_version.content": "what was shown once; to the municipality's system alone",
    "fed_version.ending": "of such a version",
    "fed_version.reason": "of such a version",
    "fed_version.since": "of such a version",
    "fed_version.until": "of such a version",
    "registration.initial": "a search key of the list",
    "registration.insured_number": "a sort key of the list",
    "registration.purpose": "only registrations for viewing are shown",
    "registration.reason": "shown among the office's readings",
    "registration.read_at": "decides whether the reading still holds",
    "registration.removed_at": "whoever was removed is not on the list",
    "registration.renewed_method": "of such a reading",
    "registration.renewed_reason": "shown among the office's readings",
    "registration.renewed_at": "a reading that does not count yet, or no more; shown among the office's readings",
    "registration.search_kana": "a search key of the list",
    "registration.search_name": "a search key of the list",
    "registration.sort_kana": "a sort key of the list",
    "residence.moved_in_on": "decides which dwelling is today's",
}
"""Columns that nobody is shown, and why. Keys (`key`, `..._key`) never leave the service and are not listed."""


def test_the_file_is_what_the_service_prints(live_server: str) -> None:
    # when the command and the door are asked for the schema
    command = [sys.executable, "-m", "graph", "schema"]
    printed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    with urllib.request.urlopen(f"{live_server}/schema.graphql") as answer:
        served = answer.read().decode()
    # then both give the file
    assert printed == SDL
    assert served == SDL


def test_the_schema_is_the_same_however_often_it_is_built() -> None:
    # given that it was built before, when it is built again, then it is what it was
    assert build_schema(load_matrix(Settings().matrix)).sdl == SDL


def test_introspection_tells_of_every_type_and_directive(live_server: str, live_token: str) -> None:
    # when a service is asked that has been started as people start it
    headers = {"Authorization": f"Bearer {live_token}", "Content-Type": "application/json"}
    request = urllib.request.Request(f"{live_server}/graphql", orjson.dumps({"query": INTROSPECTION}), headers)
    with urllib.request.urlopen(request) as answer:
        told = orjson.loads(answer.read())["data"]["__schema"]
    # then it knows what the file knows
    assert {kind["name"] for kind in told["types"]} == PRINTED.type_map.keys()
    assert {mark["name"] for mark in told["directives"]} == {mark.name for mark in PRINTED.directives}


def test_every_element_is_described_in_japanese() -> None:
    # given every type, field, argument, value, input field, directive and scalar, then it has Japanese words
    elements = dict(_elements())
    assert len(elements) > 1000
    assert [name for name, words in elements.items() if not JAPANESE.search(words)] == []


def test_names_follow_the_conventions() -> None:
    # given every name, then types are PascalCase, enum values UPPER_CASE, everything else camelCase
    assert [name for name, shape in _names() if not shape.fullmatch(name.split(".")[-1])] == []


def test_a_protected_field_can_be_null() -> None:
    # given the fields that print @requires
    protected = {coordinate: field for coordinate, field in _fields(PRINTED) if _marks(field) == ["requires"]}
    # then they are those that are enforced, and a refusal takes no parent down
    assert protected.keys() == PROTECTED
    assert [coordinate for coordinate, field in protected.items() if isinstance(field.type, GraphQLNonNull)] == []


def test_only_people_are_found_by_id(service: Service) -> None:
    # given a person, and files of theirs that have public ids too
    (edge,) = service.ask("hachiro", FILES).data["beneficiaries"]["edges"]
    person, certification = edge["node"]["id"], edge["node"]["certification"]
    files = [certification[paper]["document"]["id"] for paper in ("survey", "opinion")]
    # when they are asked for by id
    found = service.ask("hachiro", BY_ID, id=files[0], ids=[files[1], person]).data
    # then only the person is found
    assert (found["node"], found["nodes"]) == (None, [None, {"__typename": "Beneficiary", "id": person}])
    assert found["__type"] == {"possibleTypes": [{"name": "Beneficiary"}]}
    assert [name for name, kind in PRINTED.type_map.items() if isinstance(kind, GraphQLInterfaceType)] == ["Node"]


def test_every_table_is_known() -> None:
    # given every row, then its table holds information on persons or is listed as one that does not
    assert {rows.__dict__[name].__tablename__ for name in rows.__all__} == METADATA.tables.keys()
    assert NOT_OF_A_PERSON.keys() - METADATA.tables.keys() == set()
    assert [name for name in NOT_OF_A_PERSON if "beneficiary_key" in METADATA.tables[name].columns] == []


def test_every_column_about_a_person_is_shown_or_hidden_for_a_reason() -> None:
    # given the columns of every table about persons
    stored = {name for name, column in _stored() if not (column.key == "key" or column.key.endswith("_key"))}
    shown = {name for name, _ in _shown()}
    assert [name for name in shown if name.endswith(("key", "_key"))] == []
    # then each is shown as it is, or within another value, or hidden on purpose, and nothing listed is out of date
    assert stored - shown - OTHERWISE.keys() - HIDDEN.keys() == set()
    assert (OTHERWISE.keys() | HIDDEN.keys()) - stored == set()
    assert (OTHERWISE.keys() | HIDDEN.keys()) & shown == set()
    assert OTHERWISE.keys() & HIDDEN.keys() == set()
    assert set(OTHERWISE.values()) - {coordinate for coordinate, *_ in _fields(BUILT)} == set()


def test_a_field_can_be_null_where_its_column_can() -> None:
    # given every field that shows a column as it is
    columns = dict(_stored())
    plain = [(columns[name], coordinate) for name, coordinate in _shown()]
    fields = dict(_fields(BUILT))
    assert len(plain) > 300
    # then it can be null where the column can, or where it can be refused
    assert [
        coordinate
        for column, coordinate in plain
        if isinstance(fields[coordinate].type, GraphQLNonNull) == (column.nullable or coordinate in PROTECTED)
    ] == []


def _elements() -> Iterator[tuple[str, str]]:
    """Every element of the file by coordinate, with its words."""
    for definition in parse(SDL).definitions:
        name, words = definition.name.value, _words(definition)  # type: ignore[attr-defined]
        name = f"@{name}" if isinstance(definition, DirectiveDefinitionNode) else name
        yield name, words
        for argument in getattr(definition, "arguments", None) or ():
            # Strawberry prints no words for a directive's argument: the directive's own name it.
            yield f"{name}.{argument.name.value}", words if argument.name.value in words else ""
        for member in (*(getattr(definition, "fields", None) or ()), *(getattr(definition, "values", None) or ())):
            yield f"{name}.{member.name.value}", _words(member)
            for argument in getattr(member, "arguments", None) or ():
                yield f"{name}.{member.name.value}.{argument.name.value}", _words(argument)


def _words(node: object) -> str:
    described = getattr(node, "description", None)
    return described.value if described else ""


def _names() -> Iterator[tuple[str, re.Pattern[str]]]:
    enums = {node.name.value for node in parse(SDL).definitions if isinstance(node, EnumTypeDefinitionNode)}
    for coordinate, _ in _elements():
        owner, _, member = coordinate.partition(".")
        is_type = not member and not owner.startswith("@")
        yield coordinate.removeprefix("@"), PASCAL if is_type else UPPER if owner in enums else CAMEL


def _fields(schema: GraphQLSchema) -> Iterator[tuple[str, GraphQLField]]:
    for name, kind in schema.type_map.items():
        if isinstance(kind, GraphQLObjectType) and not name.startswith("__"):
            for field_name, field in kind.fields.items():
                yield f"{name}.{field_name}", field


def _marks(field: GraphQLField) -> list[str]:
    return [mark.name.value for mark in (field.ast_node and field.ast_node.directives) or ()]


def _stored() -> Iterator[tuple[str, StoredColumn[object]]]:
    for table in METADATA.sorted_tables:
        if table.name not in NOT_OF_A_PERSON:
            for column in table.columns:
                yield f"{table.name}.{column.key}", column


def _shown() -> Iterator[tuple[str, str]]:
    """Column and coordinate of every field that shows a stored column as it is."""
    stored = {column: name for name, column in _stored()}
    for coordinate, field in _fields(BUILT):
        declared = field.extensions.get("strawberry-definition")
        source = declared.metadata.get("source") if declared else None
        if isinstance(source, Column) and (column := getattr(source.column, "expression", None)) in stored:
            yield stored[column], coordinate
