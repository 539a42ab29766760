"""The key that signs checkpoints: made once, for the server alone, and no other goes on with its file."""

import stat

from tests.recorded import again, checkpoints, key_of, refused
from tests.service import Service


def test_the_key_is_made_once_for_the_server_alone(service: Service) -> None:
    key = key_of(service)
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert key.read_bytes().startswith(b"-----BEGIN PRIVATE KEY-----")
    public = key.with_name(key.name + ".pub")
    assert public.read_bytes().startswith(b"-----BEGIN PUBLIC KEY-----")
    assert sorted(path.name for path in key.parent.iterdir() if path.name.startswith("tmp")) == []
    before = key.read_bytes()
    public.unlink()
    with again(service):
        assert key.read_bytes() == before
        assert public.exists()


def test_a_key_others_may_read_is_refused(service: Service) -> None:
    key = key_of(service)
    for mode in (0o640, 0o604, 0o644, 0o620):
        key.chmod(mode)
        assert refused(service) == f"KAIGO_CHECKPOINT_KEY is wrong: others may read {key}. Run `chmod 600 {key}`."


def test_a_key_that_is_none_is_refused(service: Service) -> None:
    key = key_of(service)
    key.write_bytes(b"junk")
    assert refused(service).startswith(f"KAIGO_CHECKPOINT_KEY is wrong: {key} cannot be used (")


def test_another_key_does_not_go_on_with_a_file(service: Service) -> None:
    key_of(service).unlink()
    told = refused(service)
    assert told == (
        f"The last checkpoint in {checkpoints(service)} is not to be relied on: its signature does not fit: it was "
        "altered, or signed with another key. Run `python -m graph verify-audit`; KAIGO_CHECKPOINT_KEY must name the "
        "key the file was begun with."
    )
