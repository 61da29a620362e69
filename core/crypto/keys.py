"""The ring of keys: the newest encrypts, all decrypt, and each is told by its identity."""

import base64
import binascii
import hashlib
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.signals import setting_changed

KEY_BYTES = 32
ID_BYTES = 4


class InvalidToken(Exception):  # noqa: N818 - the name that cryptography gives it too
    """What no known key can open: altered, moved from its place, or of a key that is gone."""


class UnknownKeyError(InvalidToken):
    """Its key is not among those of the settings any more."""


@dataclass(frozen=True)
class Key:
    """One of ``FIELD_ENCRYPTION_KEYS``. ``identity`` stands in clear beside what it encrypted."""

    identity: bytes
    material: bytes

    def derive(self, purpose: bytes, *, salt: bytes | None = None) -> bytes:
        """A key of 32 bytes for one purpose (HKDF, RFC 5869): no two uses share one."""
        return HKDF(SHA256(), KEY_BYTES, salt, purpose).derive(self.material)


@lru_cache(maxsize=1)
def ring() -> tuple[Key, ...]:
    """Every known key, the newest first."""
    return tuple(_read(text) for text in settings.FIELD_ENCRYPTION_KEYS)


def newest() -> Key:
    return ring()[0]


def key_of(identity: bytes) -> Key:
    """The key of that identity. Raises UnknownKeyError."""
    for key in ring():
        if key.identity == identity:
            return key
    raise UnknownKeyError("encrypted with a key that is not in LSC_ENCRYPTION_KEYS")


def _read(text: str) -> Key:
    try:
        material = base64.urlsafe_b64decode(text)
    except binascii.Error:
        material = b""
    if len(material) != KEY_BYTES:
        raise ImproperlyConfigured(
            "LSC_ENCRYPTION_KEYS: a key is 32 bytes in URL-safe base64, commas between."
        )
    return Key(hashlib.sha256(b"lsc key identity" + material).digest()[:ID_BYTES], material)


def _forget(*, setting: str, **_kwargs: Any) -> None:
    if setting == "FIELD_ENCRYPTION_KEYS":
        ring.cache_clear()


setting_changed.connect(_forget)
