"""What card readings rest on: the key of the hashes, the authorities, and that no real service believes the demo's cards."""

import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from cryptography.x509 import load_pem_x509_certificate
from sqlalchemy import text
from starlette.testclient import TestClient

from graph.http.app import create_app
from models.key_files import beside, card_key_path, demo_cards
from models.settings import ROOT, Settings, SettingsError
from seed.__main__ import main
from seed.book import Book
from seed.cards import put_cards
from tests.card_desk import link, read, stranger
from tests.cards import Card, Issuer, anchors
from tests.databases import beside as beside_it
from tests.recorded import again, change, refused, settings_of
from tests.service import Service

KEY_WRONG = "KAIGO_CARD_KEY is wrong: "
ANCHORS_WRONG = "KAIGO_CARD_ANCHORS is wrong: "


def key_of(service: Service) -> Path:
    return card_key_path(settings_of(service))


def test_the_key_is_made_once_for_the_server_alone(service: Service) -> None:
    key = key_of(service)
    assert (stat.S_IMODE(key.stat().st_mode), len(key.read_bytes())) == (0o600, 32)
    before = key.read_bytes()
    with again(service):
        assert key.read_bytes() == before


def test_a_key_others_may_read_is_refused(service: Service) -> None:
    key = key_of(service)
    key.chmod(0o640)
    assert refused(service) == f"{KEY_WRONG}others may read {key}. Run `chmod 600 {key}`."


def test_a_key_that_is_none_is_refused(service: Service) -> None:
    key = key_of(service)
    key.write_bytes(b"junk")
    assert refused(service) == f"{KEY_WRONG}{key} does not hold 32 bytes."


def test_where_cards_are_linked_no_other_key_is_made(service: Service) -> None:
    """Nobody's card would be known any more."""
    link(service, Issuer.new().card(), stranger(service))
    key = key_of(service)
    key.unlink()
    assert refused(service) == f"{KEY_WRONG}{key} cannot be used (No such file or directory)."
    assert not key.exists()


def test_beside_the_database_where_no_setting_says_otherwise(tmp_path: Path) -> None:
    on_sqlite = Settings(database_url=f"sqlite:///{tmp_path}/kaigo.db")
    assert card_key_path(on_sqlite) == tmp_path / "kaigo.db.card-key"
    assert beside(Settings(database_url="postgresql://u@h/care"), "card-key") == ROOT / "var" / "care.card-key"


def refused_with(service: Service, folder: Path) -> str:
    """What the service says when it does not start with these authorities."""
    told = {"card_anchors": folder, "partner_operations": "registered"}
    settings = settings_of(service).model_copy(update=told)
    with pytest.raises(SettingsError) as error, TestClient(create_app(settings, service.clock)):
        pass
    return str(error.value)


def test_anchors_that_are_none_are_refused(service: Service, tmp_path: Path) -> None:
    folder = tmp_path / "anchors"
    assert refused_with(service, folder).startswith(f"{ANCHORS_WRONG}{folder} cannot be read (")
    anchors(folder, Issuer.new(), Issuer.new().card())
    assert refused_with(service, folder) == f"{ANCHORS_WRONG}{folder} holds a certificate that is no authority's."
    (folder / "0.pem").write_bytes(b"junk")
    assert refused_with(service, folder).startswith(f"{ANCHORS_WRONG}{folder} cannot be read (")


def test_the_demos_cards_are_read_in_a_demo(service: Service, tmp_path: Path) -> None:
    # given the cards the seed makes
    settings = settings_of(service).model_copy(update={"database_url": f"sqlite:///{tmp_path}/demo.db"})
    with service.database.begin() as connection:
        put_cards(Book(connection), settings)
    folder = demo_cards(settings)
    cards = {path.stem: _card(path) for path in folder.glob("*.pem")}
    assert len(cards) == 6
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.glob("*.pem")} == {0o600}
    # when they are read by a service that believes their authority
    believing = settings_of(service).model_copy(update={"card_anchors": folder / "anchors"})
    app = create_app(believing, service.clock)
    with TestClient(app) as client:
        demo = Service(client, service.database, service.clock, app)
        told = {name: read(demo, card).data["completeCardReading"] for name, card in cards.items()}
    # then one is nobody's, one is no health-insurance card, and all others are read
    codes = {name: found["errors"][0]["code"] for name, found in told.items() if "errors" in found}
    assert codes == {"1234567891": "CARD_NOT_HEALTH_INSURANCE", "unlinked": "CARD_NOT_LINKED"}
    # and a database that is no demo does not start with that authority
    change(service, "UPDATE installation SET demo = false")
    wrong = f"{ANCHORS_WRONG}{folder / 'anchors'} holds the demo's authority. Take it out."
    assert refused_with(service, folder / "anchors") == wrong


def test_a_demo_believes_its_own_cards_without_a_setting(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    # given a demo as the command makes it
    settings = Settings(database_url=f"sqlite:///{tmp_path}/demo.db", files=str(tmp_path / "papers"), outbox=tmp_path)
    for name in ("database_url", "files"):
        monkeypatch.setenv(f"KAIGO_{name.upper()}", getattr(settings, name))
    monkeypatch.setattr("sys.argv", ["seed"])
    assert main() == 0
    # then it believes one authority, and once it is no demo none
    assert believed(settings) == 1
    engine = beside_it(settings.database_url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE installation SET demo = false"))
    engine.dispose()
    assert believed(settings) == 0


def believed(settings: Settings) -> int:
    app = create_app(settings)
    with TestClient(app):
        return len(app.state.endpoint.house.cards.anchors)


def _card(file: Path) -> Card:
    key = load_pem_private_key(file.read_bytes(), None)
    assert isinstance(key, RSAPrivateKey)
    return Card(key, load_pem_x509_certificate(file.read_bytes()))
