"""Debian's nginx with our nginx.conf in front of the service: what it lets through, and what nobody gets past it."""

import http.client
import json
import shutil
import ssl
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest

from graph.commands.authority import SERVER_AUTH, YEAR, Authority, Pair
from models.settings import ROOT
from tests.changing import SUBSCRIBE
from tests.secured import HEADERS, OTHER_OFFICE, SECRET, WHO, Secured, free_port, only_tls_1_1
from tests.service import Answer
from tests.test_live_subscriptions import begin, end, hear, kinds, say, talking, written_elsewhere

SITE = ROOT / "graph" / "http" / "nginx.conf"
AROUND = """
user root;
pid {folder}/pid;
error_log {folder}/error.log;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/site.conf;
}}
"""


@dataclass
class Front:
    """nginx, and the service behind it."""

    secured: Secured
    port: int
    run: Callable[..., None]

    def connect(self, pair: Pair | None = None) -> http.client.HTTPConnection:
        return self.secured.connect(pair, port=self.port)

    def ask(self, pair: Pair | None, user: str, headers: HEADERS = ()) -> Answer:
        return self.secured.ask(self.connect(pair), user, headers=headers)

    def status(self, pair: Pair | None) -> tuple[int, str]:
        """What nginx itself answers: it speaks HTML."""
        connection = self.connect(pair)
        connection.request("POST", "/graphql", b"{}", {"Content-Type": "application/json"})
        with connection.getresponse() as response:
            return response.status, response.read().decode()


def nginx() -> str:
    """The program; .ci/run installs it."""
    found = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    assert found, "nginx is missing: apt-get install nginx-light"
    return found


@pytest.fixture
def front(open_secured: Callable[..., Secured], tmp_path: Path) -> Iterator[Front]:
    """nginx with our file, only its places changed, before the service on a Unix socket."""
    secured, folder, port = open_secured(socket=tmp_path / "kaigo.sock"), tmp_path / "nginx", free_port()
    folder.mkdir()
    site = SITE.read_text().replace("listen 443 ssl", f"listen 127.0.0.1:{port} ssl")
    site = site.replace("/etc/kaigo/tls", str(tmp_path / "tls")).replace("/run/kaigo", str(tmp_path))
    (folder / "site.conf").write_text(site)
    (folder / "nginx.conf").write_text(AROUND.format(folder=folder))

    def run(*arguments: str) -> None:
        command = [nginx(), "-p", str(folder), "-e", str(folder / "error.log"), "-c", str(folder / "nginx.conf")]
        subprocess.run([*command, *arguments], check=True, timeout=60)

    run()
    try:
        yield Front(secured, port, run)
    finally:
        run("-s", "stop")
        while (folder / "pid").exists():
            time.sleep(0.01)


def test_a_good_certificate_comes_through_until_it_is_revoked_in_the_table(front: Front) -> None:
    # given an open connection with a certificate of the office
    pair = front.secured.certificate()
    connection = front.connect(pair)
    answer = front.secured.ask(connection, "hachiro")
    assert len(answer.data["beneficiaries"]["edges"]) == 1

    # when it is revoked, then the next request on it is refused
    front.secured.revoke_in_table(pair)
    answer = front.secured.ask(connection, "hachiro")
    assert (answer.status, answer.codes) == (403, ["CERTIFICATE_REVOKED"])
    assert front.secured.stored() == (1, 0)


def test_a_websocket_comes_through_with_the_certificate_behind_it(front: Front) -> None:
    with talking(front.secured, None, port=front.port) as client:
        begin(client, front.secured)
        assert end(client) == (4403, "CERTIFICATE_REQUIRED")
    pair = front.secured.certificate()
    with talking(front.secured, pair, port=front.port) as client:
        begin(client, front.secured)
        assert hear(client) == {"type": "connection_ack"}
        say(client, type="subscribe", id="1", payload={"query": SUBSCRIBE})
        assert kinds(client) == []
        front.secured.revoke_in_table(pair)
        written_elsewhere(front.secured)
        assert end(client) == (4403, "CERTIFICATE_REVOKED")


def test_without_a_certificate_people_read_why(front: Front) -> None:
    answer = front.ask(None, "hachiro")
    assert (answer.status, answer.codes) == (403, ["CERTIFICATE_REQUIRED"])
    who = front.secured.ask(front.connect(), "board-member", WHO)
    assert who.data == {"viewer": {"userId": "board-member"}}
    assert front.secured.stored() == (0, 0)


def test_an_unknown_certificate_and_another_offices_are_refused(front: Front) -> None:
    unknown, other = front.secured.authority.issue("office 1"), front.secured.certificate(OTHER_OFFICE)
    assert front.ask(unknown, "hachiro").codes == ["CERTIFICATE_UNKNOWN"]
    assert front.ask(other, "hachiro").codes == ["CERTIFICATE_MISMATCH"]
    assert front.secured.stored() == (0, 0)


@pytest.mark.parametrize("fault", ["expired", "foreign authority", "for servers"])
def test_a_bad_certificate_ends_at_nginx(front: Front, fault: str) -> None:
    own = front.secured.authority
    faulty = {
        "expired": lambda: own.issue("office 1", begin=-2 * YEAR, end=-YEAR),
        "foreign authority": lambda: Authority.new("Another CA").issue("office 1"),
        "for servers": lambda: own.issue("office 1", SERVER_AUTH),
    }
    status, page = front.status(front.secured.certificate(pair=faulty[fault]()))
    assert (status, "The SSL certificate error" in page) == (400, True)
    assert front.secured.server.server_state.total_requests == 0


def test_a_new_revocation_list_counts_after_a_reload(front: Front) -> None:
    pair = front.secured.certificate()
    assert front.ask(pair, "hachiro").status == 200
    front.secured.revoke_in_list(pair)
    front.run("-s", "reload")
    for _ in range(200):  # until the new workers have taken over
        status, page = front.status(pair)
        if status != 400 or "SSL" not in page:
            time.sleep(0.05)
    assert (status, "The SSL certificate error" in page) == (400, True)


def test_headers_that_clients_make_up_do_not_come_through(front: Front) -> None:
    # given a client that knows even the secret, and a certificate it does not hold
    stolen = quote(front.secured.certificate().pem, safe="")
    told: HEADERS = (
        ("X-Proxy-Secret", SECRET),
        ("X-SSL-Client-Verify", "SUCCESS"),
        ("X-SSL-Client-Cert", stolen),
        ("X_SSL_Client_Cert", stolen),
        ("x-ssl-client-cert", stolen),
        ("Client-Cert", ":AA==:"),
    )

    # when it sends them, then it is one without a certificate
    answer = front.ask(None, "hachiro", told)
    assert (answer.status, answer.codes) == (403, ["CERTIFICATE_REQUIRED"])

    # and with a certificate of its own they change nothing either
    other = front.secured.certificate(OTHER_OFFICE)
    assert front.ask(other, "hachiro", told).codes == ["CERTIFICATE_MISMATCH"]
    assert front.secured.stored() == (0, 0)


def test_strangers_are_counted_by_nginx_which_alone_knows_their_address(front: Front) -> None:
    # given somebody without a certificate, of whom the service cannot tell one from another
    connection, found = front.connect(), [400]
    while found[-1] == 400 and len(found) < 700:
        connection.request("POST", "/graphql", b"[]", {"Content-Type": "application/json"})
        with connection.getresponse() as response:
            told = response.read()
        found.append(response.status)
    # then they are told to come again, in the words of the service
    assert (found[-1], len(found) > 300) == (429, True)
    assert json.loads(told)["errors"][0]["extensions"] == {"code": "RATE_LIMITED"}
    said = {name: response.headers[name] for name in ("Content-Type", "Retry-After", "Cache-Control")}
    assert said == {"Content-Type": "application/json", "Retry-After": "60", "Cache-Control": "no-store"}
    # and whoever has a certificate is answered
    assert front.ask(front.secured.certificate(), "hachiro").status == 200


def test_tls_1_1_ends_at_nginx(front: Front) -> None:
    context = only_tls_1_1(front.secured.client_context(None))
    with pytest.raises(ssl.SSLError) as refused:
        front.secured.ask(front.secured.connect(context=context, port=front.port), "hachiro")
    assert refused.value.reason == "TLSV1_ALERT_PROTOCOL_VERSION"
