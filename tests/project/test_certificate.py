"""The local certificate names this host, is renewed in time, and keeps its keys to itself."""

import socket
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509

from qiao.project.certificate import LIFE, certificate_for, names_of
from qiao.project.network import listen, port_of
from qiao.project.terminator import Terminator, tls_context

HOSTS = ["192.168.1.20", "127.0.0.1", "localhost"]
NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


def leaf(certificate) -> x509.Certificate:
    return x509.load_pem_x509_certificate(certificate.chain.read_bytes())


def test_the_certificate_names_every_address_of_this_host(tmp_path: Path) -> None:
    made = certificate_for(tmp_path, HOSTS, now=NOW)

    assert names_of(leaf(made)) == set(HOSTS)


def test_the_certificate_lives_no_longer_than_phones_accept(tmp_path: Path) -> None:
    made = leaf(certificate_for(tmp_path, HOSTS, now=NOW))

    assert made.not_valid_after_utc - made.not_valid_before_utc == LIFE == timedelta(days=397)


def test_keys_are_readable_by_their_owner_alone(tmp_path: Path) -> None:
    certificate_for(tmp_path, HOSTS, now=NOW)

    assert {path.name: path.stat().st_mode & 0o777 for path in tmp_path.glob("*.key")} == {
        "ca.key": 0o600,
        "server.key": 0o600,
    }


def test_a_certificate_that_fits_is_kept(tmp_path: Path) -> None:
    first = certificate_for(tmp_path, HOSTS, now=NOW)
    again = certificate_for(tmp_path, HOSTS[1:], now=NOW + timedelta(days=300))

    assert again.fingerprint == first.fingerprint


def test_a_new_address_or_a_near_end_makes_a_new_certificate(tmp_path: Path) -> None:
    prints = [
        certificate_for(tmp_path, hosts, now=now).fingerprint
        for hosts, now in (
            (HOSTS, NOW),
            ([*HOSTS, "10.0.0.7"], NOW),
            ([*HOSTS, "10.0.0.7"], NOW + timedelta(days=380)),
        )
    ]

    assert len(set(prints)) == 3


def test_the_authority_cannot_speak_for_public_names(tmp_path: Path) -> None:
    made = certificate_for(tmp_path, HOSTS, now=NOW)
    authority = x509.load_pem_x509_certificate(made.authority.read_bytes())

    permitted = authority.extensions.get_extension_for_class(x509.NameConstraints).value.permitted_subtrees

    names = {one.value for one in permitted if isinstance(one, x509.DNSName)}
    networks = [one.value for one in permitted if isinstance(one, x509.IPAddress)]
    assert names == {"localhost", "local", "lan"}
    assert all(network.is_private or str(network) == "100.64.0.0/10" for network in networks)


def test_bytes_pass_the_terminator_both_ways_and_the_client_is_remembered(tmp_path: Path) -> None:
    made = certificate_for(tmp_path, ["127.0.0.1", "localhost"])
    inside, outside = listen("127.0.0.1", 0), listen("127.0.0.1", 0)
    terminator = Terminator(tls_context(made.chain, made.key), [outside], target=inside.getsockname()[:2])
    terminator.start()
    trusting = ssl.create_default_context(cafile=str(made.authority))

    plain = socket.create_connection(("127.0.0.1", port_of(outside)), timeout=10)
    with plain, trusting.wrap_socket(plain, server_hostname="127.0.0.1") as client:
        server, (_, port) = inside.accept()
        with server:
            client.sendall("求助".encode())
            asked = server.recv(100)
            server.sendall(b"heard")
            answer, behind = client.recv(100), terminator.clients[port]
    terminator.stop()
    inside.close()

    assert (asked.decode(), answer, behind) == ("求助", b"heard", "127.0.0.1")
