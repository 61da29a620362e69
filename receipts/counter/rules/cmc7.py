"""The magnetic line at the foot of a French cheque, as a reader types it.

31 digits: the cheque's number (7), the bank's part (12), the account's part (12), with or without
the reader's separators. Only the number is kept; of the rest, keyed hashes.
"""

import re
from dataclasses import dataclass

from core.database.crypto import lasting_mark

_DIGITS = 31
#: What readers put between the parts: spaces, and letters or signs for the five CMC7 symbols.
_SEPARATORS = re.compile(r"[\s<>:;=/#?!*+A-E-]+")


@dataclass(frozen=True)
class Cmc7:
    """What is kept of a line. ``account_key`` tells the bank account, ``bank_key`` the bank."""

    number: str
    account_key: str
    bank_key: str


def read_cmc7(text: str) -> Cmc7 | None:
    """The line's number and keys; None where the text is no CMC7 line."""
    digits = _SEPARATORS.sub("", text.strip().upper())
    if len(digits) != _DIGITS or not (digits.isascii() and digits.isdecimal()):
        return None
    return Cmc7(
        number=digits[:7],
        account_key=lasting_mark(f"cmc7:{digits[7:]}"),
        bank_key=lasting_mark(f"cmc7-bank:{digits[7:19]}"),
    )
