"""Transfer slips: what is on them, and what went of an account."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from core.database.portfolio import in_force
from core.people.models import User
from core.text.money import ZERO
from receipts.counter.models import TransferItem, TransferService, TransferSlip

#: An account's record tells the latest; the list has them all.
SHOWN = 3


def slips() -> QuerySet[TransferSlip]:
    """Every slip, with how many cases and what they amount to."""
    # A slip is the agency's; what is counted of it is the reader's.
    seen = None if in_force().is_whole else Q(items__in=TransferItem.objects.order_by())
    return TransferSlip.objects.select_related("service", "closed_by").annotate(
        cases=Count("items", filter=seen), total=Sum("items__amount", filter=seen)
    )


def items() -> QuerySet[TransferItem]:
    """Every case on a slip, with what the list shows."""
    return TransferItem.objects.select_related(
        "slip__service",
        "account__entity",
        "account__party",
        "added_by",
        "takes_back__slip__service",
    )


@dataclass(frozen=True)
class Content:
    """What is on a slip; ``total`` in euros, None where nothing on it has an amount."""

    items: list[TransferItem]
    total: Decimal | None

    @property
    def count(self) -> int:
        return len(self.items)

    @property
    def taken_back(self) -> int:
        return sum(1 for item in self.items if item.takes_back_id)


def content_of(slip: TransferSlip) -> Content:
    """The cases of a slip, in the order in which they were added."""
    rows = list(items().filter(slip=slip).select_related("taken_back_by__slip").order_by("pk"))
    amounts = [item.amount for item in rows if item.amount is not None]
    return Content(rows, sum(amounts, ZERO) if amounts else None)


def services() -> QuerySet[TransferService]:
    return TransferService.objects.filter(active=True)


def usual_service(user: User) -> int | None:
    """The service to which this user handed something on last."""
    last = TransferItem.objects.filter(added_by=user, slip__service__active=True).order_by("-pk")
    return last.values_list("slip__service", flat=True).first()


def open_slips() -> list[TransferSlip]:
    """The slips that wait to be closed."""
    return list(slips().filter(number__isnull=True).order_by("service__name"))


def went_of(account: Any) -> list[TransferItem]:
    """The latest papers of an account that went to another service, less those taken back."""
    rows = items().filter(account=account, takes_back__isnull=True, taken_back_by__isnull=True)
    return list(rows.order_by("-pk")[:SHOWN])
