"""Cheques to keep, as a form would send them."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import count
from typing import Any
from uuid import uuid4

from django.utils import timezone

from core.people.models import User
from ledger.books.models import Account
from receipts.counter.models import HeldCheque
from receipts.counter.services.keep_cheques import Later, ToHold, hold_cheques
from tests.factories import euros

_numbers = count(7001)


def in_days(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


def to_hold(account: Account, amounts: list[str], **fields: Any) -> ToHold:
    """Cheques of the account's owner, a month apart from the first one, 30 days from now."""
    defaults: dict[str, Any] = {
        "form_id": uuid4(),
        "drawer": account.label,
        "drawee_bank": "Crédit Agricole",
        "cheque_date": timezone.localdate(),
        "weights": [(account.pk, euros("1,00"))],
        "later": [
            Later(f"{next(_numbers):07}", euros(text), in_days(30 * rank))
            for rank, text in enumerate(amounts, start=1)
        ],
    }
    return ToHold(**{**defaults, **fields})


def hold(account: Account, amounts: list[str], *, user: User, **fields: Any) -> list[HeldCheque]:
    return hold_cheques(to_hold(account, amounts, **fields), acting_user=user)


def comes_up(*held: HeldCheque, days_ago: int = 0) -> None:
    """The day agreed is today, or ``days_ago``."""
    ids = [each.pk for each in held]
    HeldCheque.objects.filter(pk__in=ids).update(agreed_date=in_days(-days_ago))


def received(held: HeldCheque, *, days_ago: int) -> None:
    """It was received, and is dated, ``days_ago``."""
    at = timezone.now() - timedelta(days=days_ago)
    HeldCheque.objects.filter(pk=held.pk).update(kept_at=at, cheque_date=at.date())
