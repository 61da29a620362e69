"""Keyed hashes: by which a secret is found, or recognised, without being decrypted."""

import hashlib
import hmac
from functools import lru_cache

from django.conf import settings

from core.crypto.keys import Key, ring


def blind_index(plain: str) -> str:
    """The mark under which an encrypted value is stored: of the newest key, changed with it."""
    return _mark(_index_keys(ring())[0], plain)


def blind_indexes(plain: str) -> list[str]:
    """Every mark under which a value may stand while the keys are being changed."""
    return [_mark(key, plain) for key in _index_keys(ring())]


def lasting_mark(plain: str) -> str:
    """The mark of what is kept nowhere else, so that it could never be made anew.

    Of ``BLIND_INDEX_KEY``, which never changes: a cheque's account, a party outside the books, the
    IBAN that a signed proof tells of.
    """
    return _mark(settings.BLIND_INDEX_KEY.encode(), plain)


def _mark(key: bytes, plain: str) -> str:
    return hmac.new(key, plain.encode(), hashlib.sha256).hexdigest()


@lru_cache(maxsize=2)
def _index_keys(keys: tuple[Key, ...]) -> tuple[bytes, ...]:
    return tuple(key.derive(b"lsc blind index") for key in keys)
