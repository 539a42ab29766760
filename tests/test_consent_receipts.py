"""Receipts of consent (B07): signed, chained, checked to the byte; and the key that signs them."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from models.rows import ReadRecord
from permissions import consent_receipt
from permissions.public_key import key_id
from seed.stories import STORIES
from tests.consenting import feed, receipt_of, register, tab, told, verify, withdraw
from tests.proving import HOUR, person, register_by_fields
from tests.service import Service
from tests.signing_in import stored

UNASKED = STORIES["consent-none"]
SCOPE = "対象は、現在保存されている情報と今後保存される情報のすべてです。すべての事業所に及びます。"


def given_and_withdrawn(service: Service) -> tuple[str, str]:
    """Two receipts, the second two hours after the first."""
    id_ = register_by_fields(service, UNASKED)
    first = receipt_of(register(service, id_))
    service.clock.instant += 2 * HOUR
    return first, receipt_of(withdraw(service, id_))


def test_what_it_says(service: Service) -> None:
    first, second = given_and_withdrawn(service)
    found = person(service, UNASKED)
    given, withdrawn = told(first), told(second)
    kid, signature = verify(service, first)["kid"], given.pop("signature")
    assert given == {
        "type": "kaigo-consent-receipt/1",
        "id": given["id"],
        "beneficiary": found.id,
        "status": "GIVEN",
        "route": "OFFICE",
        "by": {"number": "4400000011", "name": "テスト事業所（大分一）"},
        "proof": {"method": "PRINTED_FIELDS", "at": "2025-12-15T09:00:00+09:00"},
        "textVersion": "2026-05",
        "scope": SCOPE,
        "statedAt": "2025-12-15T09:00:00+09:00",
        "recordedAt": "2025-12-15T09:00:00+09:00",
        "follows": None,
        "kid": kid,
    }
    assert (len(signature), len(kid)) == (128, 32)
    assert {withdrawn[name] for name in ("statedAt", "recordedAt")} == {"2025-12-15T11:00:00+09:00"}
    assert (withdrawn["status"], withdrawn["follows"]) == ("WITHDRAWN", given["id"])


def test_it_names_nobody(service: Service) -> None:
    found = person(service, UNASKED)
    for receipt in given_and_withdrawn(service):
        assert len(receipt) < 1_200
        assert [word for word in (found.name, found.kana, found.insured_number) if word in receipt] == []


def test_a_municipality_s_names_the_insurer(service: Service) -> None:
    found = person(service, UNASKED)
    answer = feed(service, found, "GIVEN", "2025-12-10").data["feedConsent"]["statement"]
    receipt = told(answer["receipt"])
    assert (receipt["route"], receipt["by"], receipt["proof"]) == (
        "MUNICIPALITY",
        {"number": "123456", "name": "見本市"},
        None,
    )
    assert (receipt["statedAt"], receipt["recordedAt"]) == ("2025-12-10T00:00:00+09:00", "2025-12-15T09:00:00+09:00")


def test_anybody_may_check_it_with_the_key_alone(service: Service) -> None:
    """What is signed is the receipt without its signature, as canonical JSON."""
    receipt, _ = given_and_withdrawn(service)
    public = load_pem_public_key(verify(service, receipt)["publicKey"].encode())
    assert isinstance(public, Ed25519PublicKey)
    content = json.loads(receipt)
    signature = bytes.fromhex(content.pop("signature"))
    public.verify(signature, json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode())


def test_the_chain_leads_from_registration_to_withdrawal(service: Service) -> None:
    first, second = given_and_withdrawn(service)
    assert verify(service, first) == {
        "valid": True,
        "fault": None,
        "faultLabel": None,
        "id": told(first)["id"],
        "kid": told(first)["kid"],
        "publicKey": verify(service, second)["publicKey"],
        "followedBy": {
            "id": told(second)["id"],
            "status": "WITHDRAWN",
            "statusLabel": "取消",
            "statedAt": "2025-12-15T11:00:00+09:00",
        },
    }
    assert (verify(service, second)["valid"], verify(service, second)["followedBy"]) == (True, None)
    id_ = register_by_fields(service, UNASKED)
    third = receipt_of(register(service, id_))
    assert told(third)["follows"] == told(second)["id"] == verify(service, second)["id"]
    assert verify(service, second)["followedBy"]["id"] == told(third)["id"]
    assert verify(service, first)["followedBy"]["id"] == told(second)["id"]


def test_people_have_chains_of_their_own(service: Service) -> None:
    given_and_withdrawn(service)
    other = register_by_fields(service, STORIES["no-office"])
    assert told(receipt_of(withdraw(service, other)))["follows"] is None


@pytest.mark.parametrize("by", ["office-user", "municipal", "municipal-system", "board-member", "portal", "partner"])
def test_every_account_may_check(service: Service, by: str) -> None:
    receipt, _ = given_and_withdrawn(service)
    assert verify(service, receipt, by)["valid"] is True


@pytest.mark.parametrize("after", ["", " "])
def test_nobody_else_may(service: Service, after: str) -> None:
    """Not even with a receipt that is none; nor are they told the words."""
    receipt, _ = given_and_withdrawn(service)
    before = stored(service, ReadRecord)
    check = "query ($receipt: String!) { verifyReceipt(receipt: $receipt) { valid } }"
    for answer in (
        service.ask(None, check, receipt=receipt + after),
        service.ask(None, "{ consentText { version } }"),
    ):
        assert (answer.codes, answer.body.get("data")) == (["UNAUTHENTICATED"], None)
    assert stored(service, ReadRecord) == before


def test_who_checks_is_recorded(service: Service) -> None:
    """The answer tells of the person what came after."""
    receipt, _ = given_and_withdrawn(service)
    before = stored(service, ReadRecord)
    verify(service, receipt, "municipal")
    after = stored(service, ReadRecord)
    assert len(after) == len(before) + 1
    assert person(service, UNASKED).id in str(after[-1])
    # and nothing is where the receipt is none: then nothing is told of anybody
    verify(service, receipt + " ", "municipal")
    assert stored(service, ReadRecord) == after


def test_no_byte_can_change(service: Service) -> None:
    """Each one in its turn, by another sign of its kind; and what stands around it."""
    receipt, _ = given_and_withdrawn(service)
    house = service.app.state.endpoint.house
    public = house.consent_key.public_key()
    assert consent_receipt.opened(receipt, public)["status"] == "GIVEN"
    for place in range(len(receipt)):
        for sign in {"0", "1", "a", "A", " ", "\\", "}", receipt[place].swapcase()} - {receipt[place]}:
            with pytest.raises(consent_receipt.BadReceipt):
                consent_receipt.opened(receipt[:place] + sign + receipt[place + 1 :], public)
        with pytest.raises(consent_receipt.BadReceipt):
            consent_receipt.opened(receipt[:place] + receipt[place + 1 :], public)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda text: text + "\n", "MALFORMED"),
        (lambda text: text.replace(",", ", "), "MALFORMED"),
        (lambda text: text[0] + '"a":1,' + text[1:], "SIGNATURE_WRONG"),
        (lambda text: text[0] + '"beneficiary":"bnf_aaaaaaaaaaaaaaaa",' + text[1:], "MALFORMED"),
        (lambda text: text.replace("見本", "\\u898b\\u672c").replace("テ", "\\u30c6"), "MALFORMED"),
        (lambda text: text.replace('"status":"GIVEN"', '"status":"WITHDRAWN"'), "SIGNATURE_WRONG"),
        (lambda text: text.replace('"kid":"', '"kid":"0'), "UNKNOWN_KEY"),
        (lambda text: text.replace(told(text)["signature"], told(text)["signature"].upper()), "MALFORMED"),
        (lambda text: text.replace(told(text)["signature"], ""), "SIGNATURE_WRONG"),
        (lambda text: text.replace("kaigo-consent", "kaigo-other"), "MALFORMED"),
        (lambda text: "", "MALFORMED"),
        (lambda text: "[]", "MALFORMED"),
        (lambda text: "1" * 4_001, "MALFORMED"),
        (lambda text: "[" * 4_000, "MALFORMED"),
        (lambda text: '{"a":' * 600 + "1" + "}" * 600, "MALFORMED"),
        (lambda text: "\0", "MALFORMED"),
        (lambda text: '{"signature":1}', "MALFORMED"),
        (lambda text: '{"kid":null,"signature":"00","type":"kaigo-consent-receipt/1"}', "UNKNOWN_KEY"),
    ],
)
def test_a_tampered_receipt_fails(service: Service, change: Callable[[str], str], fault: str) -> None:
    receipt, _ = given_and_withdrawn(service)
    answer = verify(service, change(receipt))
    assert (answer["valid"], answer["fault"], answer["id"], answer["followedBy"]) == (False, fault, None, None)


def test_a_receipt_of_another_key_is_told_apart(service: Service) -> None:
    receipt, _ = given_and_withdrawn(service)
    another = Ed25519PrivateKey.generate()
    with pytest.raises(consent_receipt.BadReceipt) as error:
        consent_receipt.opened(receipt, another.public_key())
    assert error.value.fault.name == "UNKNOWN_KEY"
    assert key_id(another.public_key()) != told(receipt)["kid"]


def test_an_office_sees_its_own_and_the_municipality_s(service: Service) -> None:
    """Another office's receipt would tell where the person goes."""
    given_and_withdrawn(service)
    found = person(service, UNASKED)
    feed(service, found, "GIVEN", "2025-12-14")
    register_by_fields(service, UNASKED, "multi-manager")
    mine, theirs = (
        [bool(one["receipt"]) for one in tab(service, found.id, by)["consent"]["statements"]]
        for by in ("nurse", "multi-manager")
    )
    assert (mine, theirs) == ([True, True, True], [False, False, True])


def test_statements_of_before_have_none(service: Service) -> None:
    found = tab(service, person(service, STORIES["consent-by-office"]).id)["consent"]["statements"]
    assert [one["receipt"] for one in found] == [None]


def test_both_readers_say_the_same(open_service: Callable[..., Service]) -> None:
    told_: list[Any] = []
    for interpret in (False, True):
        service = open_service(interpret=interpret)
        first, _ = given_and_withdrawn(service)
        answer = verify(service, first)
        statements = tab(service, person(service, UNASKED).id)["consent"]["statements"]
        assert [one["receipt"] for one in statements][-1] == first
        told_.append([answer["valid"], answer["followedBy"]["status"], [sorted(one) for one in statements]])
        assert not service.app.state.endpoint.answers.declined
    assert told_[0] == told_[1]
