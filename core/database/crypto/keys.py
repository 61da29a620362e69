"""The rings of keys: the newest of each encrypts, all decrypt, each is told by its identity."""

import base64
import binascii
import hashlib
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.signals import setting_changed

KEY_BYTES = 32
ID_BYTES = 4


class Ring(StrEnum):
    """Whose keys: each site is given those that it needs, and reads nothing of the other ring."""

    #: The back office's: bank details of the books, passwords of folders, staff's second factors.
    BOOKS = "books"
    #: The clients' site's: what is published, requests and mandates signed there, and their proofs.
    EXTRANET = "extranet"


#: The settings of each ring: its keys, and the key of what is recognised for good.
_SETTINGS = {
    Ring.BOOKS: ("FIELD_ENCRYPTION_KEYS", "BLIND_INDEX_KEY"),
    Ring.EXTRANET: ("EXTRANET_ENCRYPTION_KEYS", "EXTRANET_BLIND_INDEX_KEY"),
}


class InvalidToken(Exception):  # noqa: N818 - the name that cryptography gives it too
    """What no known key can open: altered, moved from its place, or of a key that is gone."""


class UnknownKeyError(InvalidToken):
    """Its key is not, or no longer, among those that this process holds."""


@dataclass(frozen=True)
class Key:
    """One key of a ring. ``identity`` stands in clear beside what it encrypted."""

    identity: bytes
    material: bytes

    def derive(self, purpose: bytes, *, salt: bytes | None = None) -> bytes:
        """A key of 32 bytes for one purpose (HKDF, RFC 5869): no two uses share one."""
        return HKDF(SHA256(), KEY_BYTES, salt, purpose).derive(self.material)


@lru_cache(maxsize=len(Ring))
def keys_of(ring: Ring) -> tuple[Key, ...]:
    """Every key that this process holds of a ring, the newest first.

    An installation that names no keys for its extranet has one ring for both.
    """
    return tuple(_read(text) for text in _setting(ring, 0))


def holds(ring: Ring) -> bool:
    """Whether this process was given the keys of a ring."""
    return bool(keys_of(ring))


def newest(ring: Ring) -> Key:
    """The key that encrypts. Raises UnknownKeyError where this process holds none of the ring."""
    if not holds(ring):
        raise UnknownKeyError(f"this process holds no key of the {ring}")
    return keys_of(ring)[0]


def key_of(identity: bytes, *rings: Ring) -> Key:
    """The key of that identity in one of these rings. Raises UnknownKeyError."""
    for ring in rings:
        for key in keys_of(ring):
            if key.identity == identity:
                return key
    raise UnknownKeyError(f"encrypted with a key that this process does not hold: {rings}")


def lasting_key(ring: Ring) -> bytes:
    """The key of what is recognised and kept nowhere else. Raises UnknownKeyError."""
    key = str(_setting(ring, 1))
    if not key:
        raise UnknownKeyError(f"this process holds no key of the {ring}")
    return key.encode()


def _setting(ring: Ring, part: int) -> Any:
    names = [_SETTINGS[each][part] for each in (ring, Ring.BOOKS)]
    own, of_both = (getattr(settings, name) for name in names)
    return own or of_both


def _read(text: str) -> Key:
    try:
        material = base64.urlsafe_b64decode(text)
    except binascii.Error:
        material = b""
    if len(material) != KEY_BYTES:
        raise ImproperlyConfigured(
            "LSC_ENCRYPTION_KEYS, LSC_EXTRANET_ENCRYPTION_KEYS: a key is 32 bytes in URL-safe "
            "base64, commas between."
        )
    return Key(hashlib.sha256(b"lsc key identity" + material).digest()[:ID_BYTES], material)


def _forget(*, setting: str, **_kwargs: Any) -> None:
    if setting in {keys for keys, _lasting in _SETTINGS.values()}:
        keys_of.cache_clear()


setting_changed.connect(_forget)
