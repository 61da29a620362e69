"""The agency's own IBANs as an extranet that holds no books may know them: by fingerprint.

The office draws a key for each publication and sends with it the fingerprint of every bank
account of every entity. A plain hash would be guessed: once bank and branch are known, a French
IBAN leaves eleven digits. The key is encrypted where it arrives (see
``extranet.publication.rules.iban_fingerprints``).
"""

import secrets
from collections.abc import Iterator
from typing import Any

from core.database.crypto import seal
from extranet.publication.models import ExtranetSettings, Publication, PublishedIban
from extranet.publication.rules.iban_fingerprints import fingerprint
from ledger.books.models import BankAccount


def fingerprints() -> Iterator[dict[str, Any]]:
    """The rows to publish: the key first, then a fingerprint per bank account, in no order that
    tells whose it is. The first row is there even where no entity has a bank account."""
    key = secrets.token_hex(32)
    yield {"key": key}
    ibans = {account.iban for account in BankAccount.everywhere.only("uid", "iban").iterator(2000)}
    for each in sorted(fingerprint(iban, key) for iban in ibans if iban):
        yield {"fingerprint": each}


def apply(_publication: Publication, rows: list[Any]) -> None:
    """Replace what was known by a publication's rows; they may come in several parts."""
    for row in rows:
        if "key" in row:
            PublishedIban.objects.all().delete()
            key = seal(ExtranetSettings, "fingerprint_key", row["key"], 1)
            ExtranetSettings.objects.filter(pk=1).update(fingerprint_key=key)
    PublishedIban.objects.bulk_create(
        [PublishedIban(fingerprint=row["fingerprint"]) for row in rows if "fingerprint" in row],
        ignore_conflicts=True,
        batch_size=1000,
    )
