"""Ed25519 signatures by which the installation answers for what it wrote."""

import base64
import hashlib
import json
import os
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.signals import setting_changed

from core.database.secrets import new_key


def load_signing_keys(
    data_dir: Path, *, environ: Mapping[str, str], site: str, required: bool
) -> list[str]:
    """Read ``LSC_SIGNING_KEYS`` (comma separated, newest first), or make them on a single desk.

    Each is the 32-byte seed of an Ed25519 key as URL-safe base64. The extranet signs nothing and
    holds none. Raises ImproperlyConfigured where ``required`` and missing.
    """
    given = environ.get("LSC_SIGNING_KEYS", "")
    if given or (required and site == "extranet"):
        return [key for key in given.split(",") if key]
    if required:
        raise ImproperlyConfigured("Set LSC_SIGNING_KEYS in the environment.")
    return _from_file(data_dir / "signing.json")


def _from_file(path: Path) -> list[str]:
    fresh = [new_key()]
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return list(json.loads(path.read_text()))
    with os.fdopen(descriptor, "w") as handle:
        json.dump(fresh, handle)
    return fresh


def key_id(public: Ed25519PublicKey) -> str:
    """The short name that stands before a signature: 16 hexadecimal digits."""
    return hashlib.sha256(public.public_bytes_raw()).hexdigest()[:16]


@lru_cache(maxsize=1)
def _keys() -> dict[str, Ed25519PrivateKey]:
    """By name, newest first."""
    seeds = (base64.urlsafe_b64decode(key) for key in settings.SIGNING_KEYS)
    keys = [Ed25519PrivateKey.from_private_bytes(seed) for seed in seeds]
    return {key_id(key.public_key()): key for key in keys}


def _forget_keys(*, setting: str, **_kwargs: Any) -> None:
    if setting == "SIGNING_KEYS":
        _keys.cache_clear()


setting_changed.connect(_forget_keys)


def sign(content: str) -> str:
    """``key name:base64`` by the newest key. Raises ImproperlyConfigured where there is none."""
    for name, key in _keys().items():
        return f"{name}:{base64.b64encode(key.sign(content.encode())).decode()}"
    raise ImproperlyConfigured("Set LSC_SIGNING_KEYS in the environment.")


def is_signed(content: str, signature: str) -> bool:
    """True where one of our keys signed ``content``."""
    name, _, encoded = signature.partition(":")
    key = _keys().get(name)
    if key is None:
        return False
    try:
        key.public_key().verify(base64.b64decode(encoded, validate=True), content.encode())
    except (InvalidSignature, ValueError):
        return False
    return True


def public_keys() -> dict[str, str]:
    """The public keys by name, as base64, for whoever checks our lines elsewhere."""
    return {
        name: base64.b64encode(key.public_key().public_bytes_raw()).decode()
        for name, key in _keys().items()
    }
