"""SSH keys: those that servers show, and those that we sign in with."""

from collections.abc import Sequence
from io import StringIO

import paramiko
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from core.files.exchange.errors import ExchangeError, Reason

_KINDS = (rsa.RSAPrivateKey, ec.EllipticCurvePrivateKey, ed25519.Ed25519PrivateKey)


def host_key_text(key: paramiko.PKey) -> str:
    """``ssh-ed25519 AAAA…``, as known_hosts writes it."""
    return f"{key.get_name()} {key.get_base64()}"


def accepted_types(host_key: str, known: Sequence[str]) -> tuple[str, ...]:
    """The algorithms to ask a server for, those of the recognised key first.

    A server has several keys: it must show the one we know, not another that would seem changed.
    """
    kind = host_key.split(maxsplit=1)[0] if host_key else ""
    first = ("rsa-sha2-512", "rsa-sha2-256") if kind == "ssh-rsa" else (kind,)
    preferred = tuple(each for each in first if each in known)
    return preferred + tuple(each for each in known if each not in preferred)


_KINDS = (rsa.RSAPrivateKey, ec.EllipticCurvePrivateKey, ed25519.Ed25519PrivateKey)


def _plain_key(text: str, passphrase: str) -> object:
    content = text.strip().replace("\r\n", "\n").encode() + b"\n"
    secret = passphrase.encode() or None
    if b"OPENSSH PRIVATE KEY" in content:
        return serialization.load_ssh_private_key(content, secret)
    return serialization.load_pem_private_key(content, secret)


def private_key(text: str, passphrase: str) -> paramiko.PKey:
    """A private key in OpenSSH or PEM format. Raises ExchangeError where it cannot be read."""
    try:
        try:
            key = _plain_key(text, passphrase)
        except TypeError:
            # A passphrase for a key that has none, or none for a key that has one.
            key = _plain_key(text, "")
    except (ValueError, TypeError, UnsupportedAlgorithm):
        # What the library says may quote the key: it goes no further.
        raise ExchangeError(Reason.KEY) from None
    if not isinstance(key, _KINDS):
        raise ExchangeError(Reason.KEY)
    opened = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.OpenSSH,
        serialization.NoEncryption(),
    ).decode()
    if isinstance(key, rsa.RSAPrivateKey):
        return paramiko.RSAKey.from_private_key(StringIO(opened))
    if isinstance(key, ec.EllipticCurvePrivateKey):
        return paramiko.ECDSAKey.from_private_key(StringIO(opened))
    return paramiko.Ed25519Key.from_private_key(StringIO(opened))
