"""Encryption at rest with rotatable keys, and the marks by which what is encrypted is found.

``tokens`` encrypts short texts, ``fields`` the columns that hold them, ``streams`` whole files.
Everything is AES-256-GCM under keys derived (HKDF) from ``FIELD_ENCRYPTION_KEYS``.
"""

from core.crypto.fields import EncryptedTextField, Sealed, open_sealed, seal
from core.crypto.keys import InvalidToken, UnknownKeyError
from core.crypto.marks import blind_index, blind_indexes, lasting_mark
from core.crypto.tokens import decrypt, encrypt, is_newest, rotate

__all__ = [
    "EncryptedTextField",
    "InvalidToken",
    "Sealed",
    "UnknownKeyError",
    "blind_index",
    "blind_indexes",
    "decrypt",
    "encrypt",
    "is_newest",
    "lasting_mark",
    "open_sealed",
    "rotate",
    "seal",
]
