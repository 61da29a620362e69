"""Kept cheques: the register, what is due, and what a debt already has in the drawer."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import ngettext

from core.people.enums import UserKind
from core.people.models import User
from core.text.money import ZERO, format_euros
from core.text.words import fold
from ledger.books.models import PortfolioEntity
from receipts.counter.enums import BatchState, HeldState
from receipts.counter.models import Batch, Cheque, HeldCheque, HeldShare


def all_held() -> QuerySet[HeldCheque]:
    """Every cheque that was ever kept, with what the list shows."""
    return HeldCheque.objects.select_related(
        "entity", "keeper", "cheque__batch", "ended_by"
    ).prefetch_related("shares__account__party")


def due() -> QuerySet[HeldCheque]:
    """Kept cheques whose day has come, the earliest first."""
    return (
        all_held()
        .filter(state=HeldState.KEPT, agreed_date__lte=timezone.localdate())
        .order_by("agreed_date", "pk")
    )


def due_count(_user: object, _entity: str) -> int:
    """How many kept cheques wait to be put into a batch; the same for everyone."""
    rows = HeldCheque.objects.filter(state=HeldState.KEPT, agreed_date__lte=timezone.localdate())
    return rows.count()


def total_of(held: Iterable[HeldCheque]) -> Decimal:
    """Their sum, in euros."""
    return sum((each.amount for each in held), ZERO)


def keepers(entity_id: int) -> QuerySet[User]:
    """The staff who may keep this entity's cheques: those who key them, and work on it."""
    everywhere = Q(is_superuser=True) | Q(every_entity=True)
    here = Exists(PortfolioEntity.objects.filter(user=OuterRef("pk"), entity=entity_id))
    return (
        User.objects.with_perm(
            "receipts_counter.key_receipts", backend="core.sign_in.auth.SiteBackend"
        )
        .filter(everywhere | Q(here), kind=UserKind.STAFF)
        .order_by("last_name", "username")
    )


def batch_in_hand(user: Any) -> Batch | None:
    """The user's latest open batch: where a kept cheque goes by one key."""
    return Batch.objects.filter(owner=user, state=BatchState.OPEN).order_by("-pk").first()


@dataclass(frozen=True)
class Kept:
    """What is kept for a debt; ``total`` in euros, ``next_day`` the first date agreed."""

    count: int
    total: Decimal
    next_day: date

    def __str__(self) -> str:
        """« 3 chèques gardés, 174,00 €, prochain le 05/12 »."""
        form = f"{self.next_day:%d/%m}"
        if self.next_day.year != timezone.localdate().year:
            form = f"{self.next_day:%d/%m/%Y}"
        return ngettext(
            "%(count)d chèque gardé, %(total)s, le %(day)s",
            "%(count)d chèques gardés, %(total)s, prochain le %(day)s",
            self.count,
        ) % {"count": self.count, "total": format_euros(self.total), "day": form}


def kept_for(accounts: Q) -> Kept | None:
    """What is kept for the accounts that ``accounts`` filters shares by; None for nothing."""
    found = HeldShare.objects.filter(accounts, held__state=HeldState.KEPT).aggregate(
        count=Count("held", distinct=True), total=Sum("amount"), day=Min("held__agreed_date")
    )
    return Kept(found["count"], found["total"], found["day"]) if found["count"] else None


def twins_kept(number: str, *, drawee_bank: str, account_key: str) -> list[HeldCheque]:
    """Kept cheques with the same number of the same bank account, or of the same bank where one
    of the two was not read by machine."""
    rows = HeldCheque.objects.filter(number=number, state=HeldState.KEPT).order_by("-pk")[:50]
    bank = fold(drawee_bank)
    return [
        each
        for each in rows
        if (
            each.account_key == account_key
            if each.account_key and account_key
            else fold(each.drawee_bank) == bank
        )
    ]


def next_number(number: str, step: int = 1) -> str:
    """The number that follows in a cheque book: ``4521007`` → ``4521008``; empty where unknown."""
    if not (number.isascii() and number.isdecimal()):
        return ""
    return f"{int(number) + step:0{len(number)}d}"


def last_keyed(batch: Batch, user: Any) -> Cheque | None:
    """The last cheque that this user keyed into the batch; failing that, anyone's."""
    rows = batch.cheques.order_by("-pk")
    return rows.filter(keyed_by=user).first() or rows.first()


def other_kept(held: HeldCheque) -> Sequence[HeldCheque]:
    """The other cheques still kept for the same accounts, by date."""
    accounts = held.shares.values("account")
    rows = HeldCheque.objects.filter(shares__account__in=accounts, state=HeldState.KEPT)
    return list(rows.exclude(pk=held.pk).distinct().order_by("agreed_date", "pk"))
