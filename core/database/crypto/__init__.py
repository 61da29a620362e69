"""Encryption at rest with rotatable keys, and the marks by which what is encrypted is found.

``tokens`` encrypts short texts, ``fields`` the columns that hold them, ``streams`` whole files.
Everything is AES-256-GCM under keys derived (HKDF) from two rings: the books' and the extranet's.
"""

from core.database.crypto.fields import (
    EncryptedTextField,
    Sealed,
    open_sealed,
    opener,
    ring_of,
    seal,
)
from core.database.crypto.keys import InvalidToken, Ring, UnknownKeyError, holds, keys_of
from core.database.crypto.marks import blind_index, blind_indexes, lasting_mark
from core.database.crypto.tokens import decrypt, encrypt, is_newest, rotate

__all__ = [
    "EncryptedTextField",
    "InvalidToken",
    "Ring",
    "Sealed",
    "UnknownKeyError",
    "blind_index",
    "blind_indexes",
    "decrypt",
    "encrypt",
    "holds",
    "is_newest",
    "keys_of",
    "lasting_mark",
    "open_sealed",
    "opener",
    "ring_of",
    "rotate",
    "seal",
]
