"""Our own TLS: which client certificates break the handshake, and that new files count without a restart."""

import datetime
import re
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding

from graph.commands.authority import LOCAL, SERVER_AUTH, YEAR, Authority, Pair
from graph.http.tls import LiveContext
from models.settings import SettingsError
from tests.secured import NOTHING, Secured, assert_answered, fill, only_tls_1_1

SECOND = datetime.timedelta(seconds=1)


@dataclass
class Handshakes:
    """Tries connections that are to be refused."""

    log: pytest.LogCaptureFixture

    def refused(self, secured: Secured, reason: str, *contexts: ssl.SSLContext) -> None:
        """Each breaks, no request comes through, and the log holds nothing but this reason."""
        for context in contexts:
            with pytest.raises((ssl.SSLError, ConnectionError)):
                secured.ask(secured.connect(context=context), "hachiro")
        assert self.log.messages == [f"a handshake was refused: {reason}"] * len(contexts)
        assert secured.server.server_state.total_requests == 0
        assert secured.stored() == NOTHING


@pytest.fixture
def handshakes(caplog: pytest.LogCaptureFixture) -> Handshakes:
    return Handshakes(caplog)


def in_both_versions(secured: Secured, pair: Pair | None) -> list[ssl.SSLContext]:
    """A client of TLS 1.2 and one of 1.3, with this certificate."""
    contexts = [secured.client_context(pair), secured.client_context(pair)]
    contexts[0].maximum_version = ssl.TLSVersion.TLSv1_2
    contexts[1].minimum_version = ssl.TLSVersion.TLSv1_3
    return contexts


def test_a_certificate_in_the_revocation_list_breaks_the_handshake(
    open_secured: Callable[..., Secured], handshakes: Handshakes
) -> None:
    secured = open_secured()
    pair = secured.certificate()
    secured.revoke_in_list(pair)
    handshakes.refused(secured, "certificate revoked", *in_both_versions(secured, pair))


def test_a_new_revocation_list_counts_without_a_restart(secured: Secured) -> None:
    # given two certificates that are let in
    revoked, other = secured.certificate(), secured.certificate()
    assert_answered(secured.ask(secured.connect(revoked), "hachiro"))

    # when the list comes to hold one of them
    secured.revoke_in_list(revoked)

    # then new connections with it are refused, with the other not
    with pytest.raises((ssl.SSLError, ConnectionError)):
        secured.ask(secured.connect(revoked), "hachiro")
    assert_answered(secured.ask(secured.connect(other), "hachiro"))

    # and a list that cannot be read leaves the last one in force
    secured.write("crl.pem", b"-----BEGIN X509 CRL-----\n")
    with pytest.raises((ssl.SSLError, ConnectionError)):
        secured.ask(secured.connect(revoked), "hachiro")
    assert_answered(secured.ask(secured.connect(other), "hachiro"))
    assert secured.stored() == (3, 0)


def test_a_renewed_server_certificate_counts_without_a_restart(secured: Secured) -> None:
    def shown() -> bytes | None:
        connection = secured.connect(secured.certificate())
        assert_answered(secured.ask(connection, "hachiro"))
        assert isinstance(connection.sock, ssl.SSLSocket)
        return connection.sock.getpeercert(binary_form=True)

    # given a server with its certificate, when it is renewed
    renewed = secured.authority.issue("localhost", SERVER_AUTH, LOCAL)
    before = shown()
    secured.write("server.pem", renewed.pem)
    assert shown() == before  # the key is not its own yet
    secured.write("server.key", renewed.key_pem)

    # then new connections are shown the new one
    assert shown() == renewed.certificate.public_bytes(Encoding.DER) != before


def test_an_expired_certificate_breaks_the_handshake(secured: Secured, handshakes: Handshakes) -> None:
    pair = secured.certificate(pair=secured.authority.issue("office 1", begin=-YEAR, end=-SECOND))
    handshakes.refused(secured, "certificate has expired", *in_both_versions(secured, pair))


def test_a_certificate_of_a_foreign_authority_breaks_the_handshake(secured: Secured, handshakes: Handshakes) -> None:
    """Also where it calls itself as ours does, and somebody entered it in the table."""
    pair = secured.certificate(pair=Authority.new("Test CA").issue("office 1"))
    handshakes.refused(secured, "unable to get local issuer certificate", *in_both_versions(secured, pair))


def test_a_certificate_for_servers_breaks_the_handshake(secured: Secured, handshakes: Handshakes) -> None:
    pair = secured.certificate(pair=secured.authority.issue("office 1", SERVER_AUTH))
    handshakes.refused(secured, "unsuitable certificate purpose", *in_both_versions(secured, pair))


def test_a_certificate_that_is_not_made_as_it_should_be_breaks_the_handshake(
    secured: Secured, handshakes: Handshakes
) -> None:
    """It does not name the key it was signed with."""
    made = secured.authority.issue("office 1")
    good = made.certificate
    careless = x509.CertificateBuilder(
        good.issuer,
        good.subject,
        good.public_key(),
        good.serial_number,
        good.not_valid_before_utc.replace(tzinfo=None),
        good.not_valid_after_utc.replace(tzinfo=None),
        [part for part in good.extensions if not isinstance(part.value, x509.AuthorityKeyIdentifier)],
    ).sign(secured.authority.key, hashes.SHA256())
    pair = secured.certificate(pair=Pair(careless, made.key))
    handshakes.refused(secured, "Missing Authority Key Identifier", *in_both_versions(secured, pair))


def test_when_the_revocation_list_has_to_be_renewed_is_counted(secured: Secured) -> None:
    def told() -> float:
        connection = secured.connect()
        connection.request("GET", "/metrics")
        with connection.getresponse() as response:
            (value,) = re.findall(r"^kaigo_revocations_end (\S+)$", response.read().decode(), re.MULTILINE)
        return float(value)

    assert secured.settings.tls is not None
    ends = x509.load_pem_x509_crl((secured.settings.tls / "crl.pem").read_bytes()).next_update_utc
    assert ends is not None
    assert told() == ends.timestamp()
    secured.write("crl.pem", b"no list")
    assert told() == 0


def test_tls_1_1_is_refused(secured: Secured, handshakes: Handshakes) -> None:
    old = only_tls_1_1(secured.client_context(secured.certificate()))
    handshakes.refused(secured, "UNSUPPORTED_PROTOCOL", old)


def test_no_connection_is_resumed(secured: Secured) -> None:
    """A resumed one would not be checked against the revocation list."""
    context = secured.client_context(secured.certificate())
    first = secured.connect(context=context)
    assert_answered(secured.ask(first, "hachiro"))
    assert isinstance(first.sock, ssl.SSLSocket)
    assert first.sock.session is None or not first.sock.session.has_ticket


def test_demanded_by_the_handshake_nobody_comes_without(
    open_secured: Callable[..., Secured], handshakes: Handshakes
) -> None:
    secured = open_secured(tls_required=True)
    handshakes.refused(secured, "PEER_DID_NOT_RETURN_A_CERTIFICATE", *in_both_versions(secured, None))
    assert_answered(secured.ask(secured.connect(secured.certificate()), "hachiro"))


def test_a_folder_that_cannot_be_used_stops_the_start(tmp_path: Path) -> None:
    folder = tmp_path / "tls"
    authority = Authority.new("Test CA")
    fill(folder, authority)

    def line() -> str:
        with pytest.raises(SettingsError) as refused:
            LiveContext(folder, required=False)
        return str(refused.value)

    (folder / "crl.pem").rename(tmp_path / "crl.pem")
    cannot = f"KAIGO_TLS is wrong: the files in {folder} cannot be used ("
    assert line() == f"{cannot}[Errno 2] No such file or directory)."
    (folder / "crl.pem").write_text("no list")
    assert line().startswith(cannot)
    (folder / "crl.pem").write_bytes(authority.revocations([], life=-SECOND))
    assert re.fullmatch(re.escape(f"{cannot}crl.pem was to be renewed by ") + r"[0-9 :-]{16} UTC\)\.", line())
    (folder / "server.key").chmod(0o644)
    assert line() == f"KAIGO_TLS is wrong: everyone may read {folder / 'server.key'}. Run `chmod 600` on it."
    (folder / "server.key").unlink()
    assert line() == f"KAIGO_TLS is wrong: {folder / 'server.key'} cannot be read (No such file or directory)."
