"""The app account on the office's PC: its secret behind the passcode, its server pinned."""

import json
import stat
from pathlib import Path

import pytest

from reader_bridge import account
from reader_bridge.account import Account, AccountError, load, origin_of, save

OURS = Account("https://kaigo.example", "reader-1", "a-secret-of-the-portal")
PASSCODE = "ひらけごま-2026"
WRONG, OTHER_SERVER, BROKEN = "パスコードが正しくありません", "https://kaigo.example のもの", "壊れています"


@pytest.fixture(autouse=True)
def cheap_hash(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same way with less memory."""
    monkeypatch.setattr(account, "MEMORY_KIB", 64)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    found = tmp_path / "office" / "account.json"
    save(found, OURS, PASSCODE)
    return found


def test_the_passcode_opens_it(file: Path) -> None:
    assert load(file, OURS.origin, PASSCODE) == OURS
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert list(file.parent.iterdir()) == [file]


def test_the_secret_is_neither_in_the_file_nor_shown(file: Path) -> None:
    assert OURS.secret not in file.read_text()
    assert PASSCODE not in file.read_text()
    assert repr(OURS) == "Account(reader-1 at https://kaigo.example)"


@pytest.mark.parametrize("passcode", ["", "ひらけごま-2025", PASSCODE + " "])
def test_another_passcode_does_not(file: Path, passcode: str) -> None:
    with pytest.raises(AccountError, match=WRONG):
        load(file, OURS.origin, passcode)


def test_another_server_does_not_get_it(file: Path) -> None:
    with pytest.raises(AccountError, match=OTHER_SERVER):
        load(file, "https://elsewhere.example", PASSCODE)


@pytest.mark.parametrize("name", ["origin", "appId"])
def test_whoever_changes_the_file_cannot_redirect_it(file: Path, name: str) -> None:
    known = {**json.loads(file.read_text()), name: "https://elsewhere.example"}
    file.write_text(json.dumps(known))
    with pytest.raises(AccountError, match=WRONG):
        load(file, known["origin"], PASSCODE)


@pytest.mark.parametrize("content", ["", "{}", "[]", "5", '{"origin": "https://kaigo.example"}'])
def test_a_broken_file(file: Path, content: str) -> None:
    file.write_text(content)
    with pytest.raises(AccountError, match=BROKEN):
        load(file, OURS.origin, PASSCODE)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644])
def test_a_file_that_others_can_read(file: Path, mode: int) -> None:
    file.chmod(mode)
    with pytest.raises(AccountError, match="chmod 600"):
        load(file, OURS.origin, PASSCODE)


def test_it_is_replaced_whole(file: Path) -> None:
    new = Account("https://kaigo.example", "reader-2", "another")
    save(file, new, "another-passcode")
    assert load(file, OURS.origin, "another-passcode") == new
    with pytest.raises(AccountError, match="8文字以上"):
        save(file, OURS, "short-7")
    assert load(file, OURS.origin, "another-passcode") == new


@pytest.mark.parametrize(
    ("server", "origin"),
    [
        ("https://kaigo.example", "https://kaigo.example"),
        ("https://KAIGO.example:443/", "https://kaigo.example"),
        ("https://kaigo.example:8443", "https://kaigo.example:8443"),
        ("http://localhost:8000", "http://localhost:8000"),
        ("http://127.0.0.1:80", "http://127.0.0.1"),
        ("http://[::1]:8000", "http://[::1]:8000"),
    ],
)
def test_origins(server: str, origin: str) -> None:
    assert origin_of(server) == origin


@pytest.mark.parametrize(
    "server",
    [
        *("", "kaigo.example", "http://kaigo.example", "ftp://localhost", "https://", "https://kaigo.example/graphql"),
        *(
            "https://user@kaigo.example",
            "https://kaigo.example?x",
            "https://kaigo.example:99999",
            "http://localhost.example",
        ),
    ],
)
def test_what_is_no_server(server: str) -> None:
    with pytest.raises(AccountError, match="https://"):
        origin_of(server)
