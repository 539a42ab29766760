"""The whole way of a card (S15): in a real PC/SC service's reader, by the bridge, over HTTP, onto the list of one office."""

import datetime
import http.client
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from cryptography.x509 import load_pem_x509_certificate

from models.key_files import demo_cards
from models.rows import CardLink, Registration
from models.settings import Settings
from reader_bridge.account import Account
from reader_bridge.bridge import Step
from reader_bridge.failures import Failed
from reader_bridge.readers import ReaderState
from reader_bridge.service import CardRead
from reader_bridge.signed import Confirmation, Form, Purpose
from reader_bridge.worker import Source
from seed.accounts import DEMO_APP, DEMO_APP_SECRET
from seed.book import Book
from seed.cards import UNREGISTERED, put_cards
from tests.card_desk import LIST
from tests.databases import Copies, beside
from tests.reader.card import VirtualCard
from tests.reader.issuer import Issued
from tests.reader.pcscd import Pcscd
from tests.reader.program import Program
from tests.reader.station import BY_PIN, Station
from tests.secured import Secured, opener
from tests.service import Answer
from tests.signing_in import stored
from tests.test_bridge_program import register
from tests.test_card_readings import NOWHERE, ONE

PERSON, UNLINKED = "1300001530", "unlinked"
"""Somebody with a card who is on neither list, and a card of nobody."""
OURS, THEIRS = "hachiro", "multi-manager"
"""Of the app's office, and of another."""
READ = CardRead(
    Purpose.VIEWING,
    datetime.date(2026, 3, 9),
    datetime.datetime.fromisoformat("2025-12-16T09:00:00+09:00"),
    "UNCHECKED",
)
OTHER_WAY = "介護保険証の券面情報の入力による利用者登録を行ってください。"


@dataclass(frozen=True)
class Demo:
    """A demo that is served over HTTP, and the cards its seed has made."""

    served: Secured
    cards: Path
    _stack: ExitStack

    @property
    def account(self) -> Account:
        return Account(self.served.settings.public_origin, DEMO_APP, DEMO_APP_SECRET)

    def card(self, name: str) -> VirtualCard:
        """What the seed has made, as a card for a reader."""
        pem = (self.cards / f"{name}.pem").read_bytes()
        key = load_pem_private_key(pem, None)
        assert isinstance(key, RSAPrivateKey)
        return VirtualCard(Issued(load_pem_x509_certificate(pem), key))

    def ask(self, user: str, query: str, **variables: str) -> Answer:
        """Over HTTP, as everything here."""
        opened = http.client.HTTPConnection("127.0.0.1", self.served.settings.port, timeout=20)
        self._stack.callback(opened.close)
        return self.served.ask(opened, user, query, (), **variables)

    def listed(self, user: str) -> list[dict[str, Any]]:
        """This person, on the list of somebody's office."""
        edges = self.ask(user, LIST, number=PERSON).data["beneficiaries"]["edges"]
        return [edge["node"] for edge in edges]

    def assert_ours_alone(self, method: str) -> None:
        """The person is on our list, marked so; to another office they are as unknown as somebody who does not exist."""
        [person] = self.listed(OURS)
        id_ = person["id"]
        assert person["registration"] == {"method": method}
        assert self.ask(OURS, ONE, id=id_).data["beneficiary"] == {"id": id_}
        assert self.listed(THEIRS) == []
        nobody = self.ask(THEIRS, ONE, id=f"{id_[:4]}{'a' * len(id_[4:])}")
        assert nobody.data == NOWHERE
        theirs = self.ask(THEIRS, ONE, id=id_)
        assert (theirs.status, theirs.content) == (nobody.status, nobody.content)


@pytest.fixture(scope="module")
def seed_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Where the seed puts the cards, and the key under which they are known."""
    folder = tmp_path_factory.mktemp("cards")
    return Settings(database_url=f"sqlite:///{folder}/demo.db", card_key=folder / "card-key")


@pytest.fixture(scope="module")
def with_cards(copies: Copies, seed_settings: Settings) -> Copies:
    """The seeded database with the cards of the demo."""

    def fill(url: str) -> None:
        engine = beside(url)
        with engine.begin() as connection:
            put_cards(Book(connection), seed_settings)
        engine.dispose()

    return copies.filled(fill)


@pytest.fixture
def demo(with_cards: Copies, seed_settings: Settings, tmp_path: Path) -> Iterator[Demo]:
    """The demo, served."""
    with ExitStack() as stack:
        cards = demo_cards(seed_settings)
        start: Callable[..., Secured] = opener(with_cards, tmp_path, stack)
        served = start(tls=None, card_key=seed_settings.card_key, card_anchors=cards / "anchors")
        yield Demo(served, cards, stack)


def test_a_card_in_the_reader_puts_the_person_on_one_offices_list(pcscd: Pcscd, demo: Demo) -> None:
    # given somebody who is on no list of ours or theirs
    assert (demo.listed(OURS), demo.listed(THEIRS)) == ([], [])
    # when their card is read
    with Station(demo.account) as station:
        station.until(ReaderState.NO_CARD)
        with pcscd.insert(demo.card(PERSON)):
            status = station.read()
    # then the bridge says until when, and the list has them
    assert (status.step, status.failed, status.read) == (Step.DONE, None, READ)
    demo.assert_ours_alone("CARD")


@pytest.mark.parametrize(
    ("form", "method"),
    [(BY_PIN, "CARD"), (Form(Confirmation.VISUAL, "顔認証マイナンバーカードのため"), "CARD_VISUAL")],
)
def test_a_demo_card_goes_the_same_way(demo: Demo, form: Form, method: str) -> None:
    with Station(demo.account, Source(demo_card=demo.cards / f"{PERSON}.pem")) as station:
        station.until(ReaderState.CARD_PRESENT)
        status = station.start(form)
        status = station.confirm() if form is BY_PIN else status
    assert (status.step, status.failed, status.read) == (Step.DONE, None, READ)
    demo.assert_ours_alone(method)


def test_the_program_with_a_demo_card(demo: Demo, tmp_path: Path) -> None:
    file, account = demo.cards / f"{PERSON}.pem", tmp_path / "account.json"
    arguments = ("--server", demo.account.origin, "--account", str(account), "--demo-card", str(file), "--terminal")
    with Program(*arguments) as program:
        register(program, DEMO_APP, DEMO_APP_SECRET)
        for question, typed in (("目的", "1"), ("本人の確認", "1"), ("暗証番号（数字4桁", "1234")):
            program.expect(question)
            program.enter(typed)
        program.expect("閲覧有効期限: 2026年03月09日まで")
        assert program.interrupted() == 0
    demo.assert_ours_alone("CARD")


@pytest.mark.parametrize(
    ("name", "refused"),
    [
        (UNLINKED, Failed("CARD_NOT_LINKED", f"このカードは被保険者と結び付いていません。{OTHER_WAY}")),
        (
            UNREGISTERED,
            Failed(
                "CARD_NOT_HEALTH_INSURANCE",
                f"マイナンバーカードの健康保険証利用の登録が済んでいません。{OTHER_WAY}",
            ),
        ),
    ],
)
def test_what_the_service_refuses_is_told_at_the_desk(pcscd: Pcscd, demo: Demo, name: str, refused: Failed) -> None:
    before = stored(demo.served.service, Registration, CardLink)
    with Station(demo.account) as station:
        with pcscd.insert(demo.card(name)):
            status = station.read()
        assert (status.step, status.failed, status.read) == (Step.FAILED, refused, None)
        assert stored(demo.served.service, Registration, CardLink) == before
        # and the next card is read as ever
        station.until(ReaderState.NO_CARD)
        with pcscd.insert(demo.card(PERSON)):
            assert station.read().step is Step.DONE
    demo.assert_ours_alone("CARD")
