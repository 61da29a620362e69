"""The agency's own IBANs as an extranet that holds no books may know them: by fingerprint.

The office draws a key for each publication and sends with it the fingerprint of every bank
account of every entity. A plain hash would be guessed: once bank and branch are known, a French
IBAN leaves eleven digits. The key is encrypted where it arrives (see
``extranet.publication.rules.iban_fingerprints``).
"""

import secrets
from collections.abc import Iterator

from extranet.publication.formats.published import FingerprintKey, OwnIban
from extranet.publication.rules.iban_fingerprints import fingerprint
from ledger.books.models import BankAccount


def fingerprints() -> Iterator[FingerprintKey | OwnIban]:
    """The key first, then a fingerprint per bank account, in no order that tells whose it is. The
    key is there even where no entity has a bank account."""
    key = secrets.token_hex(32)
    yield FingerprintKey(key)
    bank_accounts = BankAccount.everywhere.only("uid", "iban").iterator(2000)
    ibans = {bank_account.iban for bank_account in bank_accounts}
    for hashed in sorted(fingerprint(iban, key) for iban in ibans if iban):
        yield OwnIban(hashed)
