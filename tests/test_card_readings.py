"""Readings of My Number Cards (S15, S52, S53, S60): who was read is on that office's list, once, and nobody else's."""

import datetime
import hashlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from sqlalchemy import select

from models.row import col
from models.rows import ActionRecord, CardLink, CardReading, Performed, Registration
from resolvers.card_readings import clear_card_readings
from tests.card_desk import (
    APP,
    BEGIN,
    OTHER_APP,
    PIN,
    VISUAL,
    answer,
    begin,
    complete,
    form_hash,
    happened,
    listed,
    read,
    stranger,
)
from tests.cards import SERIAL, Card
from tests.managing import faults, new_key
from tests.proving import tried
from tests.recorded import in_its_loop
from tests.service import Service
from tests.signing_in import stored
from tests.test_card_apps import issue_and_register

ONE = "query One($id: ID!) { beneficiary(id: $id) { id } node(id: $id) { id } nodes(ids: [$id]) { id } }"
NOWHERE = {"beneficiary": None, "node": None, "nodes": [None]}
SECOND = datetime.timedelta(seconds=1)
UNKNOWN = [("CHALLENGE_UNKNOWN", ["input", "challengeId"])]


def test_who_was_read_is_on_the_offices_list_and_on_no_others(reading: Service, card: Card) -> None:
    # given somebody who is on no list
    person = stranger(reading)
    assert listed(reading, person) == []
    # when the office's app reads the card
    found = read(reading, card).data["completeCardReading"]
    # then it learns how long, and nothing of the person
    assert found == {
        "id": found["id"],
        "viewingUntil": "2026-03-09",
        "listUntil": "2025-12-16T09:00:00+09:00",
        "revocation": "UNCHECKED",
    }
    assert found["id"].startswith("crd_")
    # and the office sees the person, with the card's mark; another does not, by any road
    assert listed(reading, person) == [{"id": person.id, "registration": {"method": "CARD"}}]
    assert reading.ask("hachiro", ONE, id=person.id).data["beneficiary"] == {"id": person.id}
    assert listed(reading, person, "multi-manager") == []
    assert reading.ask("multi-manager", ONE, id=person.id).data == NOWHERE
    # nor does the app itself
    assert reading.ask(APP, ONE, id=person.id).codes == ["FORBIDDEN"]


def test_who_is_listed_already_is_told_what_opening_the_list_gives(reading: Service, card: Card) -> None:
    # given somebody who is on the list, for whom ten days have passed
    person = stranger(reading)
    read(reading, card)
    assert len(listed(reading, person)) == 1
    reading.clock.instant += datetime.timedelta(days=10)
    # when the card is read again, then its day is told, though until the list is opened the old one holds
    assert read(reading, card).data["completeCardReading"]["viewingUntil"] == "2026-03-19"
    with reading.rows() as rows:
        found = select(col(Registration.viewing_until)).order_by(col(Registration.key).desc()).limit(1)
        assert rows.execute(found).scalar_one().isoformat() == "2026-03-09"


def test_a_reading_leaves_its_proof_and_its_record(reading: Service, card: Card) -> None:
    person = stranger(reading)
    id_ = read(reading, card).data["completeCardReading"]["id"]
    with reading.rows() as rows:
        row = rows.execute(select(Registration).order_by(col(Registration.key).desc()).limit(1)).scalar_one()
        kept = rows.execute(select(CardReading)).scalar_one()
        record = rows.execute(select(ActionRecord).order_by(col(ActionRecord.key).desc()).limit(1)).scalar_one()
    now = reading.clock.instant
    assert (row.office_key, row.method.name, row.purpose.name) == (1, "CARD", "VIEWING")
    assert (row.read_at, row.proven_at, row.list_opened_at, row.removed_at) == (now, now, None, None)
    assert (row.registered_on.isoformat(), row.insured_number) == ("2025-12-15", person.number)
    assert (kept.id, kept.confirmation.name, kept.reason, kept.used_at) == (id_, "PIN", None, now)
    assert (record.action, record.outcome, record.subjects) == ("completeCardReading", "DONE", f'["{person.id}"]')


def test_the_challenge_is_what_the_card_signs(reading: Service) -> None:
    found = begin(reading)
    assert found == {
        "id": found["id"],
        "nonce": found["nonce"],
        "origin": "http://localhost:8000",
        "appId": APP,
        "purpose": "VIEWING",
        "expiresAt": "2025-12-15T09:02:00+09:00",
        "algorithms": ["RSA_PKCS1_SHA256"],
    }
    assert len(found["nonce"]) == 43
    assert begin(reading)["nonce"] != found["nonce"]


def test_the_origin_is_a_setting(open_service: Callable[..., Service]) -> None:
    assert begin(open_service(origin="https://kaigo.example"))["origin"] == "https://kaigo.example"
    assert begin(open_service(port=9000))["origin"] == "http://localhost:9000"


def test_a_form_hash_that_is_none_begins_nothing(reading: Service) -> None:
    reading.token(APP)
    before = stored(reading, CardReading, ActionRecord)
    for wrong in ("", "a" * 63, "A" * 64, "\0" * 64):
        asked = {"idempotencyKey": new_key(), "purpose": "VIEWING", "formSha256": wrong}
        assert faults(reading.ask(APP, BEGIN, input=asked)) == [("FORM_HASH_WRONG", ["input", "formSha256"])]
    assert stored(reading, CardReading, ActionRecord) == before


def test_the_same_request_again_has_the_same_answer(reading: Service, card: Card) -> None:
    asked = answer(begin(reading), card)
    first = complete(reading, asked)
    before = happened(reading)
    assert complete(reading, asked).data == first.data
    reading.clock.instant += datetime.timedelta(hours=1)
    assert complete(reading, asked).data == first.data
    assert happened(reading) == before
    # with another answer under that key, or another key, it is another request
    other = complete(reading, {**asked, "form": VISUAL})
    assert faults(other) == [("IDEMPOTENCY_KEY_REUSED", ["input", "idempotencyKey"])]
    assert faults(complete(reading, {**asked, "idempotencyKey": new_key()})) == UNKNOWN
    assert happened(reading) == before


def test_a_challenge_is_used_up_by_a_wrong_answer(reading: Service, card: Card) -> None:
    challenge = begin(reading)
    before = happened(reading)
    assert faults(complete(reading, answer(challenge, card, signature=""))) == [
        ("SIGNATURE_WRONG", ["input", "signature"])
    ]
    assert faults(complete(reading, answer(challenge, card))) == UNKNOWN
    assert happened(reading) == before


def test_a_refused_reading_is_on_record_and_refused_again(reading: Service, card: Card) -> None:
    asked = answer(begin(reading), card, signature="")
    first = complete(reading, asked)
    assert complete(reading, asked).data == first.data
    assert tried(reading)[-1] == ("completeCardReading", "SIGNATURE_WRONG", "[]")
    assert len([one for one in tried(reading) if one[0] == "completeCardReading"]) == 1


def test_the_same_request_many_times_at_once_is_one_reading(reading: Service, card: Card) -> None:
    asked = answer(begin(reading), card)
    reading.token(APP)
    with ThreadPoolExecutor(8) as together:
        found = {complete_.content for complete_ in together.map(lambda _: complete(reading, asked), range(8))}
    assert len(found) == 1
    assert b'"viewingUntil":"2026-03-09"' in found.pop()


@pytest.mark.parametrize(("seconds", "holds"), [(119, True), (120, False), (121, False)])
def test_a_challenge_holds_for_two_minutes(reading: Service, card: Card, seconds: int, holds: bool) -> None:
    asked = answer(begin(reading), card)
    before = happened(reading)
    reading.clock.instant += seconds * SECOND
    found = complete(reading, asked)
    assert (happened(reading) != before) is holds
    assert ("id" in found.data["completeCardReading"]) is holds
    assert holds or faults(found) == UNKNOWN


@pytest.mark.parametrize("office", ["hachiro", "multi-manager"])
def test_another_apps_challenge_is_not_there(reading: Service, card: Card, office: str) -> None:
    issue_and_register(reading, OTHER_APP, office)
    asked = answer(begin(reading), card)
    reading.token(OTHER_APP)
    before = happened(reading)
    assert faults(complete(reading, asked, OTHER_APP)) == UNKNOWN
    assert happened(reading) == before
    assert "id" in complete(reading, asked).data["completeCardReading"], "and it is not used up"


@pytest.mark.parametrize("id_", ["", "crd_aaaaaaaaaaaaaaaa", "\0"])
def test_a_challenge_nobody_gave_is_not_there(reading: Service, card: Card, id_: str) -> None:
    asked = answer(begin(reading), card, challengeId=id_)
    before = happened(reading)
    assert faults(complete(reading, asked)) == UNKNOWN
    assert happened(reading) == before


@pytest.mark.parametrize("name", ["id", "nonce", "origin", "appId", "purpose", "expiresAt"])
def test_a_signature_over_anything_else_is_wrong(reading: Service, card: Card, name: str) -> None:
    challenge, former = begin(reading), begin(reading, purpose="FILING")
    other = {
        **challenge,
        "origin": "https://kaigo.example",
        "appId": OTHER_APP,
        "expiresAt": "2025-12-15T09:03:00+09:00",
    }
    changed = {**challenge, name: former[name] if name in ("id", "nonce", "purpose") else other[name]}
    before = happened(reading)
    asked = {**answer(changed, card), "challengeId": challenge["id"]}
    assert faults(complete(reading, asked)) == [("SIGNATURE_WRONG", ["input", "signature"])]
    assert happened(reading) == before


def test_a_proof_for_filing_lists_nobody(reading: Service, card: Card) -> None:
    person = stranger(reading)
    assert "id" in read(reading, card, purpose="FILING").data["completeCardReading"]
    assert listed(reading, person) == []
    with reading.rows() as rows:
        row = rows.execute(select(Registration).order_by(col(Registration.key).desc()).limit(1)).scalar_one()
        assert (row.purpose.name, row.proven_at) == ("FILING", reading.clock.instant)


@pytest.mark.parametrize("by", ["hachiro", "nurse", "partner", "portal", "eligibility-system", "office-user"])
def test_only_apps_read_cards(reading: Service, card: Card, by: str) -> None:
    asked = answer(begin(reading), card)
    before = stored(reading, CardReading, Registration)
    begun = {"idempotencyKey": new_key(), "purpose": "VIEWING", "formSha256": form_hash(PIN)}
    assert reading.ask(by, BEGIN, input=begun).codes == ["FORBIDDEN"]
    assert complete(reading, asked, by).codes == ["FORBIDDEN"]
    assert stored(reading, CardReading, Registration) == before


def test_a_reading_is_kept_and_a_challenge_that_read_nothing_goes(reading: Service, card: Card) -> None:
    id_ = read(reading, card).data["completeCardReading"]["id"]
    begin(reading)
    reading.clock.instant += 120 * SECOND
    assert in_its_loop(reading, partial(clear_card_readings, reading.app.state.endpoint.house)) == 1
    with reading.rows() as rows:
        assert rows.execute(select(col(CardReading.id))).scalars().all() == [id_]


def test_nothing_of_the_card_is_stored(reading: Service, card: Card) -> None:
    answered = answer(begin(reading), card)
    assert "id" in complete(reading, answered).data["completeCardReading"]
    kept = str(stored(reading, CardLink, CardReading, Registration, Performed, ActionRecord))
    plain = hashlib.sha256(card.der).hexdigest()
    for secret in (answered["certificate"], answered["signature"], str(SERIAL), f"{SERIAL:x}", plain):
        assert secret not in kept
