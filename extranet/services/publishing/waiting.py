"""What is on its way to the published accounts: received and being recorded, or to be debited."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

from core.money import to_cents
from ledger.models import Account
from receipts.selectors.on_its_way import on_its_way
from sepa.models import Mandate


def waiting_rows(accounts: QuerySet[Account]) -> Iterator[list[Any]]:
    """Entity, account, day, cents, and whether the client will be debited, for these accounts.

    What was signed on the extranet is left out: the client follows the request itself there.
    """
    signed_there = Mandate.objects.exclude(pdf_sha256="").values("receipt")
    for each in on_its_way(accounts, but=signed_there):
        yield [
            *(each.entity_code, each.account_code, each.day.isoformat()),
            *(to_cents(each.amount), each.is_debit),
        ]
