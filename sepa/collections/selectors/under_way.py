"""Direct debits under way: what waits, and for which day."""

from datetime import date
from typing import Any

from django.db.models import Count, Q, Sum

from core.people.models import User
from sepa.collections.enums import CollectionState
from sepa.collections.models import Collection
from sepa.mandates.models import Mandate
from sepa.mandates.selectors.mandates import in_no_file


def card(*, today: date) -> dict[str, Any]:
    """What the dashboard's card shows."""
    return {"dates": debits_by_date(today=today), "waiting": without_file()}


def collections_to_send(_user: User, _entity: str) -> int:
    """How many files wait for somebody to send them."""
    return Collection.objects.filter(state=CollectionState.GENERATED).count()


def debits_by_date(*, today: date) -> list[dict[str, Any]]:
    """Direct debits under way, by collection date: count, euros, and how much is not sent yet.

    A file that is still here on the day of its collection is late.
    """
    rows = (
        Collection.objects.filter(state__in=[CollectionState.GENERATED, CollectionState.SENT])
        .values("collection_date")
        .annotate(
            count=Sum("transaction_count"),
            euros=Sum("total"),
            to_send=Count("pk", filter=Q(state=CollectionState.GENERATED)),
        )
        .order_by("collection_date")
    )
    return [{**row, "is_late": row["collection_date"] <= today} for row in rows]


def without_file() -> dict[str, Any]:
    """Mandates that are in no file and should be: how many, and their euros."""
    return in_no_file(Mandate.objects.all()).aggregate(count=Count("pk"), euros=Sum("amount"))


def has_collected(entity_id: int) -> bool:
    """Whether a bank was ever given a file of this entity."""
    return Collection.everywhere.filter(entity=entity_id).exists()
