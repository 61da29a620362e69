"""Keyed hashes: by which a secret is found, or recognised, without being decrypted."""

import hashlib
import hmac
from functools import lru_cache

from core.database.crypto.keys import Key, Ring, keys_of, lasting_key, newest


def blind_index(plain: str, ring: Ring = Ring.BOOKS) -> str:
    """The mark under which an encrypted value is stored: of the newest key, changed with it."""
    return _mark(_index_key(newest(ring)), plain)


def blind_indexes(plain: str, ring: Ring = Ring.BOOKS) -> list[str]:
    """Every mark under which a value may stand while the keys are being changed."""
    return [_mark(_index_key(key), plain) for key in keys_of(ring)]


def lasting_mark(plain: str, ring: Ring = Ring.BOOKS) -> str:
    """The mark of what is kept nowhere else, so that it could never be made anew.

    Of a key that never changes: a cheque's account, a party outside the books, the
    IBAN that a signed proof tells of.
    """
    return _mark(lasting_key(ring), plain)


def _mark(key: bytes, plain: str) -> str:
    return hmac.new(key, plain.encode(), hashlib.sha256).hexdigest()


@lru_cache(maxsize=8)
def _index_key(key: Key) -> bytes:
    return key.derive(b"lsc blind index")
