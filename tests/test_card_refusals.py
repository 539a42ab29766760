"""Cards that prove nothing: each is refused with its code, and nothing happens (S56, S80)."""

import base64
import datetime
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from models.clock import DEMO_START
from tests.card_desk import APP, CERTIFICATE, SIGNATURE, Desk, answer, begin, read, refusing
from tests.cards import DAY, SIGNING, YEAR, Issuer, anchors, key_number
from tests.service import Answer, Service

SECOND = datetime.timedelta(seconds=1)
SERIAL = 77


@pytest.mark.parametrize(
    ("seconds", "code"), [(-1, "CARD_NOT_YET_VALID"), (0, None), (1, None)], ids=["before", "first", "after"]
)
def test_a_card_holds_from_its_first_second(desk: Desk, seconds: int, code: str | None) -> None:
    card = desk.link(desk.issuer.card(since=DEMO_START - seconds * SECOND))
    if code:
        assert desk.refused(card) == refusing(code)
    else:
        assert desk.revocation(card) == "UNCHECKED"


@pytest.mark.parametrize(
    ("seconds", "code"), [(-1, None), (0, None), (1, "CARD_EXPIRED")], ids=["before", "last", "after"]
)
def test_a_card_holds_until_its_last_second(desk: Desk, seconds: int, code: str | None) -> None:
    card = desk.link(desk.issuer.card(until=DEMO_START - seconds * SECOND))
    if code:
        assert desk.refused(card) == refusing(code)
    else:
        assert desk.revocation(card) == "UNCHECKED"


def test_every_generation_of_the_issuer_is_tried(desk: Desk) -> None:
    assert desk.revocation(desk.link(Issuer.new(key=1).card())) == "UNCHECKED"


def test_a_forged_issuer_of_the_same_name_is_refused(desk: Desk) -> None:
    assert desk.refused(desk.link(Issuer.new(key=2).card())) == refusing("ISSUER_UNTRUSTED")


def test_an_issuer_whose_time_is_over_is_not_believed(open_service: Callable[..., Service], tmp_path: Path) -> None:
    over = Issuer.new(since=DEMO_START - 2 * YEAR, years=1)
    desk = Desk(open_service(card_anchors=anchors(tmp_path / "over", over)), over, tmp_path)
    assert desk.refused(desk.link(over.card())) == refusing("ISSUER_UNTRUSTED")


def test_where_no_issuer_is_believed_no_card_is(service: Service, tmp_path: Path) -> None:
    desk = Desk(service, Issuer.new(), tmp_path)
    assert desk.refused(desk.link(desk.issuer.card())) == refusing("ISSUER_UNTRUSTED")


@pytest.mark.parametrize(
    "told",
    [
        {"policy": SIGNING},
        {"policy": None},
        {"content_commitment": True},
        {"digital_signature": False, "key_encipherment": True},
        {"key_cert_sign": True},
        {"key_agreement": True},
        {"ca": True},
        {"key": ec.generate_private_key(ec.SECP384R1())},
        {"key": key_number(11, 1024)},
    ],
    ids=[
        "for signing",
        "no policy",
        "non-repudiation",
        "encipherment",
        "signs certificates",
        "agreement",
        "CA",
        "P-384",
        "1024 bits",
    ],
)
def test_a_certificate_for_anything_else_is_refused(desk: Desk, told: dict[str, Any]) -> None:
    assert desk.refused(desk.link(desk.issuer.card(**told))) == refusing("CERTIFICATE_WRONG")


def test_what_is_no_certificate_is_refused(desk: Desk) -> None:
    card = desk.link(desk.issuer.card())
    der = card.der
    for junk in (b"", b"junk", der[:-1], der + b"\0", b"\x30" * 9_000):
        assert desk.refused(card, certificate=base64.b64encode(junk).decode()) == refusing("CERTIFICATE_WRONG")
    for text in ("", "***", "あ", "\0", base64.b64encode(der).decode() + "\n"):
        assert desk.refused(card, certificate=text) == refusing("CERTIFICATE_WRONG")


def test_a_bit_of_the_certificate_is_enough(desk: Desk) -> None:
    card = desk.link(desk.issuer.card())
    for place in (len(card.der) // 2, len(card.der) - 1):
        flipped = bytearray(card.der)
        flipped[place] ^= 1
        [(code, where)] = desk.refused(card, certificate=base64.b64encode(flipped).decode())
        assert (code in ("ISSUER_UNTRUSTED", "CERTIFICATE_WRONG"), where) == (True, CERTIFICATE)


def test_a_bit_of_the_signature_is_enough(desk: Desk) -> None:
    card = desk.link(desk.issuer.card())
    signature = bytearray(base64.b64decode(answer(begin(desk.service), card)["signature"]))
    signature[100] ^= 1
    for wrong in (bytes(signature), b"", bytes(256), bytes(255), bytes(10_000)):
        assert desk.refused(card, signature=base64.b64encode(wrong).decode()) == [("SIGNATURE_WRONG", SIGNATURE)]
    for none in (None, "***"):
        assert desk.refused(card, signature=none) == [("SIGNATURE_WRONG", SIGNATURE)]


def test_a_signature_of_an_earlier_challenge_is_refused(desk: Desk) -> None:
    card = desk.link(desk.issuer.card())
    former = answer(begin(desk.service), card)["signature"]
    assert desk.refused(card, signature=former) == [("SIGNATURE_WRONG", SIGNATURE)]


def test_somebody_elses_certificate_is_refused(desk: Desk) -> None:
    """The card signs for itself, but another's certificate is sent."""
    card, others = desk.link(desk.issuer.card()), desk.issuer.card(key=key_number(12), serial=2)
    sent = base64.b64encode(others.der).decode()
    assert desk.refused(card, certificate=sent) == [("SIGNATURE_WRONG", SIGNATURE)]


def test_a_card_nobody_linked_is_refused_and_the_other_way_named(desk: Desk) -> None:
    assert desk.refused(desk.issuer.card()) == refusing("CARD_NOT_LINKED")
    answered = read(desk.service, desk.issuer.card())
    assert message(answered) == (
        "このカードは被保険者と結び付いていません。介護保険証の券面情報の入力による利用者登録を行ってください。"
    )


def test_a_card_that_is_no_health_insurance_card_is_refused(desk: Desk) -> None:
    card = desk.link(desk.issuer.card(), healthInsuranceRegistered=False)
    assert desk.refused(card) == refusing("CARD_NOT_HEALTH_INSURANCE")
    assert message(read(desk.service, card)) == (
        "マイナンバーカードの健康保険証利用の登録が済んでいません。"
        "介護保険証の券面情報の入力による利用者登録を行ってください。"
    )
    # once it is, it is read
    desk.link(card)
    assert desk.revocation(card) == "UNCHECKED"


def test_a_card_whose_link_ended_is_refused(desk: Desk) -> None:
    card = desk.link(desk.issuer.card())
    desk.link(card, ended=True)
    assert desk.refused(card) == refusing("CARD_NOT_LINKED")


def test_what_is_refused_first_is_told(desk: Desk) -> None:
    """A card that is nobody's, revoked, expired and forged is forged; and so on, one after the other."""
    desk.list_.write_bytes(desk.issuer.revocations([SERIAL], DEMO_START + DAY))
    bad: dict[str, Any] = {"serial": SERIAL, "until": DEMO_START - SECOND, "policy": None}
    assert desk.refused(Issuer.new(key=2).card(**bad), signature="") == refusing("ISSUER_UNTRUSTED")
    assert desk.refused(desk.issuer.card(**bad), signature="") == refusing("CARD_EXPIRED")
    del bad["until"]
    assert desk.refused(desk.issuer.card(**bad), signature="") == refusing("CERTIFICATE_WRONG")
    del bad["policy"]
    assert desk.refused(desk.issuer.card(**bad), signature="") == [("SIGNATURE_WRONG", SIGNATURE)]
    assert desk.refused(desk.issuer.card(**bad)) == refusing("CARD_REVOKED")
    assert desk.refused(desk.issuer.card()) == refusing("CARD_NOT_LINKED")


def message(answered: Answer) -> str:
    [error] = answered.data["completeCardReading"]["errors"]
    return str(error["message"])


def test_the_app_is_the_demos(service: Service) -> None:
    """What the tests above sign in as."""
    told = service.ask(APP, "{ viewer { kind menu { readable actions } } }").data["viewer"]
    assert told == {"kind": "CARD_APP", "menu": {"readable": [], "actions": ["REGISTER_BY_CARD"]}}
