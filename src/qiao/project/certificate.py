"""The local certificate of --lan: a small authority of this data directory's own, and a leaf for this host.

The authority can only speak for private networks (name constraints), so that a phone that trusts it is not
at its mercy elsewhere.
"""

import ipaddress
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

LIFE = timedelta(days=397)
"""The longest life that phones accept of a leaf."""

RENEW_BEFORE = timedelta(days=30)
CLOCK_SKEW = timedelta(hours=1)
PRIVATE_NETWORKS = (
    "10.0.0.0/8",
    "172.16.0.0/12",
    "192.168.0.0/16",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "100.64.0.0/10",
)
LOCAL_NAMES = ("localhost", "local", "lan")

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True)
class Certificate:
    """Where certificate and key lie, and the authority's fingerprint (SHA-256) to compare on the phone."""

    chain: Path
    key: Path
    authority: Path
    fingerprint: str


def certificate_for(directory: Path, hosts: Sequence[str], *, now: datetime | None = None) -> Certificate:
    """Return a certificate for these addresses and names, made anew where there is none that fits."""
    now = now or datetime.now(UTC)
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    files = Certificate(directory / "server.crt", directory / "server.key", directory / "ca.crt", "")
    if not _fits(files, hosts, now):
        _make(directory, hosts, now)
    authority = x509.load_pem_x509_certificate(files.authority.read_bytes())
    digest = authority.fingerprint(hashes.SHA256()).hex(":").upper()
    return Certificate(files.chain, files.key, files.authority, digest)


def names_of(certificate: x509.Certificate) -> set[str]:
    """Return the addresses and names a certificate is good for."""
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return {
        *names.get_values_for_type(x509.DNSName),
        *(str(one) for one in names.get_values_for_type(x509.IPAddress)),
    }


def _fits(files: Certificate, hosts: Sequence[str], now: datetime) -> bool:
    if not (files.chain.exists() and files.key.exists() and files.authority.exists()):
        return False
    leaf = x509.load_pem_x509_certificate(files.chain.read_bytes())
    return leaf.not_valid_after_utc - RENEW_BEFORE > now and set(hosts) <= names_of(leaf)


def _make(directory: Path, hosts: Sequence[str], now: datetime) -> None:
    authority_key, authority = _authority(directory, hosts, now)
    key = ec.generate_private_key(ec.SECP256R1())
    leaf = (
        _builder("Qiao", authority.subject, key, now)
        .add_extension(x509.SubjectAlternativeName([_general_name(one) for one in hosts]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(_usage(is_authority=False), critical=True)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(authority_key.public_key()), critical=False
        )
        .sign(authority_key, hashes.SHA256())
    )
    _write_key(directory / "server.key", key)
    (directory / "server.crt").write_bytes(leaf.public_bytes(serialization.Encoding.PEM))


def _authority(
    directory: Path, hosts: Sequence[str], now: datetime
) -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate]:
    """Make a new authority. The old one is gone with its key: phones are asked to trust again."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Qiao local CA {now:%Y-%m-%d}")])
    authority = (
        _builder("", name, key, now, subject=name)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(is_authority=True), critical=True)
        .add_extension(x509.NameConstraints(_permitted(hosts), None), critical=True)
        .sign(key, hashes.SHA256())
    )
    _write_key(directory / "ca.key", key)
    (directory / "ca.crt").write_bytes(authority.public_bytes(serialization.Encoding.PEM))
    return key, authority


def _builder(
    common_name: str,
    issuer: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    now: datetime,
    *,
    subject: x509.Name | None = None,
) -> x509.CertificateBuilder:
    named = subject or x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])
    return (
        x509.CertificateBuilder()
        .subject_name(named)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - CLOCK_SKEW)
        .not_valid_after(now - CLOCK_SKEW + LIFE)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _usage(*, is_authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not is_authority,
        key_cert_sign=is_authority,
        crl_sign=is_authority,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def address_of(host: str) -> Address | None:
    """Return the address that `host` is, or None where it is a name."""
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def _general_name(host: str) -> x509.GeneralName:
    address = address_of(host)
    return x509.IPAddress(address) if address else x509.DNSName(host)


def _permitted(hosts: Sequence[str]) -> list[x509.GeneralName]:
    networks = [ipaddress.ip_network(one) for one in PRIVATE_NETWORKS]
    addresses = [address for address in map(address_of, hosts) if address]
    own = [
        ipaddress.ip_network(one)
        for one in addresses
        if not any(one.version == network.version and one in network for network in networks)
    ]
    names = [*LOCAL_NAMES, *(host for host in hosts if not address_of(host) and host not in LOCAL_NAMES)]
    return [*(x509.IPAddress(one) for one in (*networks, *own)), *(x509.DNSName(one) for one in names)]


def _write_key(path: Path, key: ec.EllipticCurvePrivateKey) -> None:
    """Write a key that only its owner can read, from its first byte on."""
    path.unlink(missing_ok=True)
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(pem)
