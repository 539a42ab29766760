"""The key that signs receipts of consent: for the server alone, and never replaced in silence."""

import stat

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from graph.http.app import create_app
from models.key_files import consent_key_path
from models.settings import Settings, SettingsError
from seed.stories import STORIES
from tests.consenting import register
from tests.proving import register_by_fields
from tests.recorded import again, refused, settings_of
from tests.service import Service


def test_the_key_is_the_server_s_alone(service: Service) -> None:
    key = consent_key_path(settings_of(service))
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    before = key.read_bytes()
    assert before.startswith(b"-----BEGIN PRIVATE KEY-----")
    with again(service):
        assert key.read_bytes() == before
    key.chmod(0o640)
    assert refused(service) == f"KAIGO_CONSENT_KEY is wrong: others may read {key}. Run `chmod 600 {key}`."
    key.chmod(0o600)
    key.write_bytes(b"junk")
    assert refused(service).startswith(f"KAIGO_CONSENT_KEY is wrong: {key} cannot be used (")


def test_where_receipts_are_signed_no_other_key_is_made(service: Service) -> None:
    register(service, register_by_fields(service, STORIES["consent-none"]))
    key = consent_key_path(settings_of(service))
    key.unlink()
    assert refused(service) == f"KAIGO_CONSENT_KEY is wrong: {key} cannot be used (No such file or directory)."
    assert not key.exists()


def test_only_a_demo_makes_its_key_itself(service: Service) -> None:
    settings = settings_of(service).model_copy(update={"partner_operations": "registered"})
    key = consent_key_path(settings)
    with service.database.begin() as connection:
        connection.execute(text("UPDATE installation SET demo = false"))
    with TestClient(create_app(settings, service.clock)) as client:
        assert client.get("/livez").status_code == 200
    key.unlink()
    with pytest.raises(SettingsError) as error, TestClient(create_app(settings, service.clock)):
        pass
    assert str(error.value) == f"KAIGO_CONSENT_KEY is wrong: {key} cannot be used (No such file or directory)."
    assert not key.exists()


def test_beside_the_database_where_no_setting_says_otherwise() -> None:
    assert consent_key_path(Settings(database_url="sqlite:////srv/kaigo.db")).as_posix() == "/srv/kaigo.db.consent-key"
