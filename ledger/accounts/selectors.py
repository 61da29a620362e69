"""Reads of the ledger's record screens, with the relations that they show."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from core.text.words import fold
from ledger.books.models import Account, Entity


def accounts() -> QuerySet[Account]:
    return Account.objects.select_related("entity", "party", "building", "accountant")


def find_accounts(text: str, *, limit: int = 20, is_open: bool = False) -> Iterable[Account]:
    """Accounts with every word of ``text`` in their number, label or entity code; with ``is_open``
    those that are not closed."""
    entities = {code.casefold(): pk for pk, code in Entity.objects.values_list("pk", "code")}
    found = Account.objects.select_related("entity")
    if is_open:
        found = found.filter(closed_on=None)
    for word in text.split():
        said = Q(search_text__contains=fold(word))
        # By the entity's id: across a join, no index serves an « or ».
        if entity := entities.get(word.casefold()):
            said |= Q(entity=entity)
        found = found.filter(said)
    return found.order_by("code", "entity__code")[:limit]
