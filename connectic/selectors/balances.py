"""What clients owe, as the kiosk shows it."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import F, IntegerField, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, NullIf

from connectic.models import KioskSettings
from core.database.bulk import stream_rows
from ledger.books.enums import AccountRole
from ledger.books.models import Account
from ledger.matching.selectors.due import left_of_lines, lines_to_come
from receipts.coupons.models import PaymentCoupon
from receipts.draft.selectors.on_its_way import cents_on_their_way

#: Who may pay at the kiosk.
ROLES = (AccountRole.TENANT, AccountRole.LANDLORD, AccountRole.CO_OWNER)

#: Values in the order of ``BALANCE_COLUMNS``; ``due`` and ``under_way`` in cents.
BalanceRow = tuple[Any, ...]


def balance_rows(settings: KioskSettings, *, today: date) -> Iterator[BalanceRow]:
    """One row for each client's account of the subscribed entities, streamed: what is due
    ``today``.

    What is announced or received and not yet in the books is taken off what is due, so that the
    kiosk does not ask twice; an advance is shown as nothing due.
    """
    for (
        entity,
        account,
        title,
        name,
        first_name,
        building,
        balance,
        waiting,
        to_come,
        *coupon,
    ) in stream_rows(account_balances(settings, today=today)):
        under_way = int(waiting)
        due = int(balance) - int(to_come) - under_way
        yield (
            entity, account, title, name, first_name, building, max(due, 0), under_way, *coupon
        )  # fmt: skip


def account_balances(settings: KioskSettings, *, today: date) -> QuerySet[Account, Any]:
    """The query that :func:`balance_rows` streams."""
    to_come = (
        lines_to_come(after=today)
        .filter(account=OuterRef("pk"))
        .values("account")
        .annotate(cents=left_of_lines())
        .values("cents")
    )
    coupons = PaymentCoupon.objects.filter(account=OuterRef("pk")).order_by("-issued_on", "-pk")
    return (
        Account.objects.filter(
            entity__in=settings.entities.values("pk"), role__in=ROLES, closed_on__isnull=True
        )
        .order_by("entity__code", "code")
        .annotate(
            under_way=cents_on_their_way(OuterRef("pk")),
            to_come=Coalesce(Subquery(to_come, output_field=IntegerField()), Value(0)),
            name=Coalesce(NullIf("party__last_name", Value("")), F("party__company"), F("label")),
            coupon=Subquery(coupons.values("code")[:1]),
            due_on=Subquery(coupons.values("due_on")[:1]),
        )
        .values_list(
            "entity__code", "code", "party__title", "name", "party__first_name",
            "building__name", "balance", "under_way", "to_come", "coupon", "due_on",
        )
    )  # fmt: skip
