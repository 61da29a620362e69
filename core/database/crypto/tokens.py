"""Short texts, encrypted and bound to the place where they stand."""

import base64
import binascii
import os
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from core.database.crypto.keys import ID_BYTES, InvalidToken, Key, Ring, key_of, newest

_VERSION = b"\x01"
_NONCE_BYTES = 12
_HEAD = len(_VERSION) + ID_BYTES
_TAG_BYTES = 16


def encrypt(plain: str, *, bound_to: str, ring: Ring = Ring.BOOKS) -> str:
    """Encrypt with the ring's newest key. Only who names the same place, ``bound_to``, reads it."""
    key, nonce = newest(ring), os.urandom(_NONCE_BYTES)
    sealed = _cipher(key).encrypt(nonce, plain.encode(), bound_to.encode())
    return base64.urlsafe_b64encode(_VERSION + key.identity + nonce + sealed).decode()


def decrypt(token: str, *, bound_to: str, ring: Ring = Ring.BOOKS) -> str:
    """Decrypt with the key of that ring which the token names. Raises InvalidToken."""
    raw = _raw(token)
    nonce, sealed = raw[_HEAD : _HEAD + _NONCE_BYTES], raw[_HEAD + _NONCE_BYTES :]
    cipher = _cipher(key_of(raw[len(_VERSION) : _HEAD], ring))
    try:
        return cipher.decrypt(nonce, sealed, bound_to.encode()).decode()
    except InvalidTag:
        raise InvalidToken("altered, or moved from the place it was encrypted for") from None


def rotate(token: str, *, bound_to: str, ring: Ring = Ring.BOOKS) -> str:
    """Encrypt again with the newest key what any of the ring can read. Raises InvalidToken."""
    return encrypt(decrypt(token, bound_to=bound_to, ring=ring), bound_to=bound_to, ring=ring)


def is_newest(token: str, ring: Ring = Ring.BOOKS) -> bool:
    """Whether the ring's newest key encrypted it. Raises InvalidToken for what is no token."""
    return _raw(token)[len(_VERSION) : _HEAD] == newest(ring).identity


@lru_cache(maxsize=8)
def _cipher(key: Key) -> AESGCM:
    return AESGCM(key.derive(b"lsc text"))


def _raw(token: str) -> bytes:
    try:
        raw = base64.urlsafe_b64decode(token)
    except (binascii.Error, ValueError):
        raise InvalidToken("not a token") from None
    if raw[:1] != _VERSION or len(raw) < _HEAD + _NONCE_BYTES + _TAG_BYTES:
        raise InvalidToken("not a token")
    return raw
