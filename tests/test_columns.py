"""Every stored column about a person is shown by a field, or hidden for a reason that stands here."""

from collections.abc import Iterator

import pytest
from graphql import GraphQLNonNull
from sqlalchemy import Column as StoredColumn

from loaders.source import Column
from models import rows
from models.row import METADATA
from tests.built_schema import BUILT, PROTECTED, fields_of

pytestmark = pytest.mark.both

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
    "request_count": "how often an account or an address has asked",
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
    assert set(OTHERWISE.values()) - {coordinate for coordinate, *_ in fields_of(BUILT)} == set()


def test_a_field_can_be_null_where_its_column_can() -> None:
    # given every field that shows a column as it is
    columns = dict(_stored())
    plain = [(columns[name], coordinate) for name, coordinate in _shown()]
    fields = dict(fields_of(BUILT))
    assert len(plain) > 300
    # then it can be null where the column can, or where it can be refused
    assert [
        coordinate
        for column, coordinate in plain
        if isinstance(fields[coordinate].type, GraphQLNonNull) == (column.nullable or coordinate in PROTECTED)
    ] == []


def _stored() -> Iterator[tuple[str, StoredColumn[object]]]:
    for table in METADATA.sorted_tables:
        if table.name not in NOT_OF_A_PERSON:
            for column in table.columns:
                yield f"{table.name}.{column.key}", column


def _shown() -> Iterator[tuple[str, str]]:
    """Column and coordinate of every field that shows a stored column as it is."""
    stored = {column: name for name, column in _stored()}
    for coordinate, field in fields_of(BUILT):
        declared = field.extensions.get("strawberry-definition")
        source = declared.metadata.get("source") if declared else None
        if isinstance(source, Column) and (column := getattr(source.column, "expression", None)) in stored:
            yield stored[column], coordinate
