"""What the bridge says to a card, command by command, without a reader between them."""

import hashlib

import pytest
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256

from reader_bridge.card import Card, Opened, Transmit
from reader_bridge.failures import BY_HRESULT, Failed, Failure
from reader_bridge.pin import Pin
from tests.reader.card import GET_RESPONSE, READ, SIGN, VERIFY, VirtualCard, word
from tests.reader.issuer import issued

DIGEST_INFO = bytes.fromhex("3031300d060960864801650304020105000420") + hashlib.sha256(b"words").digest()


def line(card: VirtualCard) -> Transmit:
    """A card without a reader."""
    return lambda command: card.answer(bytes(command)) or b""


def sign(card: VirtualCard, pin: bytes = b"1234") -> bytes:
    session = Card(line(card))
    session.open()
    return session.sign(bytearray(pin), DIGEST_INFO)


def shown(card: VirtualCard) -> int:
    """How often a PIN was shown to the card."""
    return sum(command[1] == VERIFY and len(command) > 4 for command in card.commands)


@pytest.mark.parametrize("filler", [0, 300])
@pytest.mark.parametrize("longest", [256, 100, 1])
def test_the_certificate_is_read_whole_and_without_what_is_behind_it(filler: int, longest: int) -> None:
    card = VirtualCard(issued(), filler=filler, longest_answer=longest, tries=2)
    card.token = card.token if longest > 15 else "JPKIAPICCTOKEN2"
    if longest < 15:  # a token in pieces is another card's
        with pytest.raises(Failed, match="OTHER_CARD"):
            Card(line(card)).open()
        return
    assert Card(line(card)).open() == Opened(issued().der, 2)
    assert shown(card) == 0


@pytest.mark.parametrize("variant", [{}, {"names_length": True}, {"in_pieces": True}])
def test_the_card_signs_after_its_pin(variant: dict[str, bool]) -> None:
    card = VirtualCard(issued(), **variant)  # type: ignore[arg-type]
    key = issued().certificate.public_key()
    assert isinstance(key, RSAPublicKey)
    key.verify(sign(card), b"words", PKCS1v15(), SHA256())
    assert shown(card) == 1


@pytest.mark.parametrize(
    ("card", "code"),
    [
        (VirtualCard(issued(), other_card=True), "OTHER_CARD"),
        (VirtualCard(issued(), token="JPKIAPICCTOKEN"), "OTHER_CARD"),
        (VirtualCard(issued(), token="JPKIAPGPSETOKEN"), "PHONE"),
        (VirtualCard(issued(), token="JPKIAPIOSTOKEN"), "PHONE"),
        (VirtualCard(issued(), without_certificate=True), "NO_CERTIFICATE"),
        (VirtualCard(issued(), at={READ: lambda: b"JPKIAPICCTOKEN2" + word(0x9000)}), "CARD_ANSWER"),
        (VirtualCard(issued(), at={READ: lambda: word(0x6982)}), "OTHER_CARD"),
        (VirtualCard(issued(), at={VERIFY: lambda: word(0x9000)}), "CARD_ANSWER"),
        (VirtualCard(issued(), at={READ: lambda: b""}), "CARD_LOST"),
        (VirtualCard(issued(), at={READ: lambda: b"\x00"}), "CARD_LOST"),
        (
            VirtualCard(issued(), at={READ: lambda: word(0x6110), GET_RESPONSE: lambda: bytes(16) + word(0x6110)}),
            "OTHER_CARD",
        ),
    ],
)
def test_other_cards_and_odd_answers(card: VirtualCard, code: str) -> None:
    with pytest.raises(Failed, match=f"{code}]"):
        Card(line(card)).open()
    assert shown(card) == 0


@pytest.mark.parametrize("blocked", [0x6983, 0x6984])
def test_a_wrong_pin_costs_a_try_until_it_is_blocked(blocked: int) -> None:
    card = VirtualCard(issued(), blocked=blocked)
    for left in (2, 1):
        with pytest.raises(Failed) as wrong:
            sign(card, b"9999")
        assert (wrong.value.code, wrong.value.tries) == ("PIN_WRONG", left)
    for pin in (b"9999", b"1234"):
        with pytest.raises(Failed) as wrong:
            sign(card, pin)
        assert (wrong.value.code, wrong.value.tries) == ("PIN_BLOCKED", 0)
    assert Card(line(card)).open().tries == 0


@pytest.mark.parametrize("answer", [b"", word(0x6C04), word(0x6104), word(0x6982), word(0x6F00)])
def test_a_pin_is_never_shown_twice(answer: bytes) -> None:
    """Whatever comes back for it: the next session asks the card how many tries are left."""
    card = VirtualCard(issued())
    session = Card(line(card))
    session.open()
    card.at[VERIFY] = lambda: answer
    with pytest.raises(Failed) as failed:
        session.sign(bytearray(b"1234"), DIGEST_INFO)
    assert failed.value.code == ("CARD_LOST" if not answer else "CARD_ANSWER")
    assert (shown(card), [command for command in card.commands if command[1] == SIGN]) == (1, [])


def test_the_command_with_the_pin_is_wiped() -> None:
    card, sent = VirtualCard(issued()), []

    def transmit(command: bytes | bytearray) -> bytes:
        sent.append(command)
        return card.answer(bytes(command)) or b""

    session = Card(transmit)
    session.open()
    session.sign(bytearray(b"1234"), DIGEST_INFO)
    assert bytes(9) in sent
    assert not any(b"1234" in command for command in sent)


@pytest.mark.parametrize("entered", ["1234", "１２３４", "1２3４"])
def test_a_pin_is_taken_in_either_width_and_wiped(entered: str) -> None:
    raw = bytearray(entered.encode())
    with Pin(raw) as pin:
        assert (bytes(pin.digits), repr(pin)) == (b"1234", "Pin(****)")
        with pytest.raises(TypeError):
            pin.__reduce__()
    assert (bytes(pin.digits), bytes(raw)) == (bytes(4), bytes(len(entered.encode())))


@pytest.mark.parametrize(
    "entered", ["", "123", "12345", "12a4", "１２３", "1234５", "\uff0a123", "12\n4", "一二三四", "\xff"]
)
def test_what_is_no_pin(entered: str) -> None:
    raw = bytearray(entered.encode("latin-1" if entered == "\xff" else "utf-8"))
    with pytest.raises(Failed, match="PIN_FORMAT"):
        Pin(raw)
    assert not any(raw)


def test_results_of_the_reader_service() -> None:
    """Signed or not; what is not known, and success without an answer, is a lost card."""
    assert Failed.hresult(0x8010000B - 2**32).code == Failed.hresult(0x8010000B).code == "BUSY"
    for lost in (0, -1, 0x80100016, 0x80100068, 0x80100069, 0x12345678):
        assert Failed.hresult(lost).code == "CARD_LOST"
    assert Failure.CARD_LOST not in BY_HRESULT.values()
