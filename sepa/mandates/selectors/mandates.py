"""Mandates by what is still to be done with them, and by their IBAN."""

from collections.abc import Iterable

from django.db.models import QuerySet

from core.database.iban import marks_of_iban
from receipts.draft.enums import ReceiptStatus
from sepa.mandates.models import Mandate


def in_no_file(mandates: "QuerySet[Mandate]") -> "QuerySet[Mandate]":
    """Those that are still to be debited: in no living file, neither given up nor reversed.

    A line may be posted before its file is made, or its file be cancelled after.
    """
    awaited = mandates.exclude(receipt__status=ReceiptStatus.CANCELLED)
    awaited = awaited.filter(receipt__entry__reversed_by__isnull=True)
    return awaited.exclude(transactions__live=True)


def mandates_of_iban(iban: str) -> Iterable[Mandate]:
    """The mandates of this very IBAN, the latest first; none for what is no IBAN."""
    marks = marks_of_iban(iban)
    rows = Mandate.objects.filter(iban_index__in=marks) if marks else Mandate.objects.none()
    return rows.order_by("-pk").defer("iban", "evidence")
