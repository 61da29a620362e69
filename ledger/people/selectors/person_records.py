"""Reads of the ledger's record screens, with the relations that they show."""

from collections.abc import Iterable

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from core.text.words import fold
from ledger.books.models import Account
from ledger.people.models import Building, Lot, Party


def parties() -> QuerySet[Party]:
    # Counted for the rows of a page alone: a join would count for everybody first.
    accounts = Account.objects.filter(party=OuterRef("pk")).order_by().values("party")
    return Party.objects.annotate(
        account_count=Coalesce(Subquery(accounts.annotate(count=Count("pk")).values("count")), 0)
    )


def buildings() -> QuerySet[Building]:
    lots = Count("lots", distinct=True)
    return Building.objects.select_related("entity", "accountant").annotate(lot_count=lots)


def lots() -> QuerySet[Lot]:
    return Lot.objects.select_related(
        "building__entity", "owner_account__entity", "tenant_account__entity"
    )


def _all_words(field: str, text: str) -> Q:
    condition = Q()
    for word in fold(text).split():
        condition &= Q(**{f"{field}__contains": word})
    return condition


def find_parties(text: str, *, limit: int = 20) -> Iterable[Party]:
    """Parties with every word of ``text`` in their names, e-mail or town."""
    return Party.objects.filter(_all_words("search_text", text))[:limit]
