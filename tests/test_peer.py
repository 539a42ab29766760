"""The reverse proxy on our Unix socket: what it says of a client's certificate is believed only if it proves itself."""

import datetime
import http.client
import socket
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import pytest

from graph.commands.authority import SERVER_AUTH, YEAR, Authority, Pair
from graph.http.app import create_app
from graph.http.server import bind, make_server, new_door
from models.settings import Settings, SettingsError
from tests.secured import HEADERS, OTHER_OFFICE, SECRET, WHO, Secured, fill, free_port, running
from tests.service import Answer

SECOND = datetime.timedelta(seconds=1)
PROVEN = ("X-Proxy-Secret", SECRET)
NONE, SUCCESS = ("X-SSL-Client-Verify", "NONE"), ("X-SSL-Client-Verify", "SUCCESS")
REFUSED = (
    400,
    {
        "errors": [
            {
                "message": "中継サーバーのヘッダーが正しくないため、受け付けられません。",
                "extensions": {"code": "PROXY_HEADERS_REFUSED"},
            }
        ]
    },
)


@pytest.fixture
def behind(open_secured: Callable[..., Secured], tmp_path: Path) -> Secured:
    """The service on a Unix socket, as a proxy finds it."""
    return open_secured(socket=tmp_path / "socket")


def told(pair: Pair) -> tuple[str, str]:
    """The certificate as nginx writes it."""
    return shown(pair.pem)


def shown(pem: bytes) -> tuple[str, str]:
    return ("X-SSL-Client-Cert", quote(pem, safe=""))


def ask(behind: Secured, user: str, *headers: tuple[str, str]) -> Answer:
    return behind.ask(behind.plain(), user, headers=headers)


def test_a_certificate_the_proxy_has_checked_is_let_in(behind: Secured) -> None:
    pair = behind.certificate()
    answer = ask(behind, "hachiro", PROVEN, SUCCESS, told(pair))
    assert len(answer.data["beneficiaries"]["edges"]) == 1

    behind.revoke_in_table(pair)
    assert ask(behind, "hachiro", PROVEN, SUCCESS, told(pair)).codes == ["CERTIFICATE_REVOKED"]
    assert behind.stored() == (1, 0)


def test_without_a_certificate_only_offices_are_refused(behind: Secured) -> None:
    assert ask(behind, "hachiro", PROVEN, NONE).codes == ["CERTIFICATE_REQUIRED"]
    connection = behind.plain()
    answer = behind.ask(connection, "board-member", WHO, (PROVEN, NONE))
    assert answer.data == {"viewer": {"userId": "board-member"}}
    assert behind.stored() == (0, 0)


def test_a_certificate_of_another_office_and_one_that_is_not_in_the_table_are_refused(behind: Secured) -> None:
    other, unknown = behind.certificate(OTHER_OFFICE), behind.authority.issue("office 1")
    assert ask(behind, "hachiro", PROVEN, SUCCESS, told(other)).codes == ["CERTIFICATE_MISMATCH"]
    assert ask(behind, "hachiro", PROVEN, SUCCESS, told(unknown)).codes == ["CERTIFICATE_UNKNOWN"]
    assert behind.stored() == (0, 0)


def test_headers_that_are_not_exactly_the_proxys_are_refused(behind: Secured) -> None:
    # given a certificate that would be let in
    pair = behind.certificate()
    good = told(pair)
    wrong: dict[str, HEADERS] = {
        "none at all": (),
        "no secret": (SUCCESS, good),
        "a wrong secret": (("X-Proxy-Secret", SECRET[:-1]), SUCCESS, good),
        "the secret twice": (PROVEN, PROVEN, SUCCESS, good),
        "a wrong and a right secret": (("X-Proxy-Secret", "x"), PROVEN, SUCCESS, good),
        "two secrets in one": (("X-Proxy-Secret", f"{SECRET}, {SECRET}"), SUCCESS, good),
        "the certificate twice": (PROVEN, SUCCESS, good, good),
        "the certificate again, with underscores": (PROVEN, SUCCESS, good, ("X_SSL_Client_Cert", good[1])),
        "the check twice": (PROVEN, SUCCESS, NONE, good),
        "a certificate without its check": (PROVEN, good),
        "a certificate beside no certificate": (PROVEN, NONE, good),
        "a check without its certificate": (PROVEN, SUCCESS),
        "a failed check": (PROVEN, ("X-SSL-Client-Verify", "FAILED:certificate revoked"), good),
        "another proxy's header": (PROVEN, SUCCESS, good, ("Client-Cert", ":AA==:")),
    }

    # when they come, then each is refused, and nothing is read
    for name, headers in wrong.items():
        answer = ask(behind, "hachiro", *headers)
        assert (answer.status, answer.body) == REFUSED, name
    assert behind.stored() == (0, 0)


def test_what_is_not_one_certificate_is_refused(behind: Secured) -> None:
    pair = behind.certificate()
    pem = pair.pem
    wrong = {
        "nothing": b"",
        "a placeholder": b"{http.request.tls.client.certificate_pem}",
        "junk in it": pem.replace(b"\n", b"\n!", 2),
        "half of it": pem[: len(pem) // 2],
        "its first half, closed": pem[:200] + b"\n-----END CERTIFICATE-----\n",
        "two": pem + pem,
        "something before it": b"x\n" + pem,
        "something after it": pem + b"x",
        "a key": pair.key_pem,
    }
    for name, content in wrong.items():
        answer = ask(behind, "hachiro", PROVEN, SUCCESS, shown(content))
        assert (answer.status, answer.body) == REFUSED, name
    unescaped = ("X-SSL-Client-Cert", pem.decode().replace("\n", " "))
    answer = ask(behind, "hachiro", PROVEN, SUCCESS, unescaped)
    assert (answer.status, answer.body) == REFUSED
    assert behind.stored() == (0, 0)


@pytest.mark.parametrize("fault", ["expired", "not begun", "foreign authority", "for servers"])
def test_a_certificate_the_proxy_should_have_refused_is_refused(behind: Secured, fault: str) -> None:
    """Though it is in the table."""
    faulty = {
        "expired": lambda: behind.authority.issue("office 1", begin=-YEAR, end=-SECOND),
        "not begun": lambda: behind.authority.issue("office 1", begin=SECOND * 600),
        "foreign authority": lambda: Authority.new("Test CA").issue("office 1"),
        "for servers": lambda: behind.authority.issue("office 1", SERVER_AUTH),
    }
    pair = behind.certificate(pair=faulty[fault]())
    answer = ask(behind, "hachiro", PROVEN, SUCCESS, told(pair))
    assert (answer.status, answer.body) == REFUSED
    assert behind.stored() == (0, 0)


def test_over_tcp_nobody_is_the_proxy_not_even_with_its_secret(behind: Secured) -> None:
    pair = behind.certificate()
    tcp = behind.settings.model_copy(update={"socket": None, "tls": None, "port": free_port()})
    with running(make_server(behind.service.app, tcp), tcp):
        with closing(http.client.HTTPConnection("localhost", tcp.port, timeout=20)) as connection:
            answer = behind.ask(connection, "hachiro", headers=(PROVEN, SUCCESS, told(pair)))
            assert (answer.status, answer.body) == REFUSED
            assert behind.ask(connection, "hachiro").codes == ["CERTIFICATE_REQUIRED"]
        assert behind.stored() == (0, 0)


def test_a_socket_without_what_the_proxy_proves_itself_with_stops_the_start(tmp_path: Path) -> None:
    folder = tmp_path / "tls"
    fill(folder, Authority.new("Test CA"))
    secret, authority = folder / "proxy.secret", folder / "ca.pem"

    def line(**settings: Path) -> str:
        with pytest.raises(SettingsError) as refused:
            create_app(Settings(socket=tmp_path / "socket", **settings))  # type: ignore[arg-type]
        return str(refused.value)

    assert line() == "KAIGO_SOCKET needs KAIGO_TLS, a folder with ca.pem and proxy.secret."
    secret.chmod(0o644)
    assert line(tls=folder) == f"KAIGO_TLS is wrong: everyone may read {secret}. Run `chmod 600` on it."
    secret.chmod(0o600)
    secret.write_text("x" * 31)
    assert line(tls=folder) == f"KAIGO_TLS is wrong: {secret} must hold 32 characters or more."
    secret.unlink()
    assert line(tls=folder) == f"KAIGO_TLS is wrong: {secret} cannot be read (No such file or directory)."
    secret.write_text(SECRET)
    secret.chmod(0o600)
    authority.write_text("")
    assert line(tls=folder).startswith(f"KAIGO_TLS is wrong: {authority} cannot be read (")


def test_a_socket_left_behind_is_replaced_one_that_answers_is_not(tmp_path: Path) -> None:
    path = tmp_path / "socket"
    settings = Settings(socket=path)
    with new_door(settings) as left:
        bind(left, settings)
        assert path.stat().st_mode & 0o777 == 0o660
    with new_door(settings) as door:
        bind(door, settings)
        door.listen()
        with new_door(settings) as other, pytest.raises(SettingsError) as refused:
            bind(other, settings)
        with socket.socket(socket.AF_UNIX) as visitor:
            visitor.connect(str(path))
    told_what = f"KAIGO_SOCKET={path} cannot be served: Address already in use."
    assert str(refused.value) == f"{told_what} Name another, or stop what is listening there."
