"""What is on its way to the published accounts: received and being recorded, or to be debited."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet

from core.text.money import ZERO, to_cents
from extranet.publication.formats.published import Cents, Waiting
from extranet.publication.services.publishing.moved_requests import moved_requests
from ledger.books.models import Account
from receipts.draft.selectors.on_its_way import on_its_way
from sepa.mandates.models import Mandate


@dataclass(frozen=True)
class OnItsWay:
    waiting: Sequence[Waiting]
    #: Euros by entity and account that the former holder paid: told to nobody, and no longer owed.
    formers: Mapping[tuple[str, str], Decimal]


def read_waiting(accounts: "QuerySet[Account]") -> OnItsWay:
    """For these accounts. What was signed on the extranet is left out: the client follows the
    request itself there, unless the line is for another account than the request."""
    signed_there = Mandate.objects.exclude(pdf_sha256="").exclude(pk__in=moved_requests())
    given = accounts.filter(held_since__isnull=False)
    held_since = {
        (entity, code): day
        for entity, code, day in given.values_list("entity__code", "code", "held_since")
    }
    waiting: list[Waiting] = []
    formers: dict[tuple[str, str], Decimal] = defaultdict(lambda: ZERO)
    for money in on_its_way(accounts, but=signed_there.values("receipt")):
        entity, code = money.entity_code, money.account_code
        since = held_since.get((entity, code))
        if since and money.day < since:
            formers[entity, code] += money.amount
        else:
            amount = Cents(to_cents(money.amount))
            waiting.append(Waiting(entity, code, money.day, amount, money.is_debit))
    return OnItsWay(waiting, formers)
