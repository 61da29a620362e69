"""An agency's own certificate authority, as firms have that publish no name to the world."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from tests.deployment.jail import UID


@dataclass(frozen=True)
class Authority:
    """Its own certificate in ``bundle``, and one for ``localhost`` with its key."""

    bundle: Path
    certificate: Path
    key: Path


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _builder(subject: str, key: ec.EllipticCurvePrivateKey) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(_name(subject))
        .issuer_name(_name("Agency test authority"))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=5))
        .not_valid_after(now + timedelta(days=1))
    )


def make_authority(folder: Path) -> Authority:
    """Make both certificates in ``folder``, readable by the application."""
    folder.mkdir()
    root, site = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    own = _builder("Agency test authority", root).add_extension(
        x509.BasicConstraints(ca=True, path_length=0), critical=True
    )
    served = _builder("localhost", site).add_extension(
        x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False
    )
    made = Authority(folder / "authority.pem", folder / "site.pem", folder / "site.key")
    made.bundle.write_bytes(own.sign(root, hashes.SHA256()).public_bytes(Encoding.PEM))
    made.certificate.write_bytes(served.sign(root, hashes.SHA256()).public_bytes(Encoding.PEM))
    made.key.write_bytes(site.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    made.key.chmod(0o400)
    if os.geteuid() == 0:
        os.chown(made.key, UID, UID)
    return made
