"""The hash chain of a journal within a fiscal year: each entry seals all those before it.

A stored hash is the version of its canonical form, a colon, and the SHA-256 in hexadecimal of the
UTF-8 bytes of that form. Entries of the past keep theirs: see :mod:`.version1`.

Version 2 is the text ``lsc-entry/2,``, the hash before (empty for number 1), a comma, and the
entry: its fields with commas between, then a semicolon and the fields of a line, line after line in
their order. A text is its number of characters, a colon, and itself.
The entry's fields: entity id, digest of the entity's name, journal id, digest of its name, fiscal
year id, its first and last day, the number, the date, voucher (a text), label (a text), the total,
the id of the entry it reverses or nothing, the time of posting (UTC, to the microsecond), the id of
who posted or nothing. A line's: account id, digest of its name, date, due date, debit, credit,
label (a text). Dates are ISO 8601, amounts are cents. Names are as they were when the entry was
posted: :mod:`core.database.services.versions` tells their digests and follows their changes.
"""

from ledger.books.services.chain.names import Names
from ledger.books.services.chain.seal_entry import (
    VERSION,
    SealedEntry,
    SealedLine,
    next_hash,
    text_of,
)
from ledger.books.services.chain.verify_chain import Break, verify

__all__ = [
    "VERSION",
    "Break",
    "Names",
    "SealedEntry",
    "SealedLine",
    "next_hash",
    "text_of",
    "verify",
]
