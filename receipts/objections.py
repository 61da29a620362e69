"""What the draft holds against what is done to the books below it."""

from collections.abc import Iterable

from django.db.models import Count, Sum
from django.db.models.functions import Coalesce

from core.money import format_euros
from ledger.models import Entry, FiscalYear
from receipts.enums import WAITING
from receipts.models import DraftReceipt


def against_closing(year: FiscalYear) -> Iterable[str]:
    """Money of the year that is not in its books yet: once closed, it could only go to another."""
    waiting = (
        DraftReceipt.objects.filter(entity=year.entity_id, status__in=WAITING)
        .annotate(day=Coalesce("entry_date", "movement_date"))
        .filter(day__range=(year.start, year.end))
        .aggregate(count=Count("pk"), total=Sum("amount"))
    )
    if waiting["count"]:
        lines = "1 ligne" if waiting["count"] == 1 else f"{waiting['count']} lignes"
        yield (
            f"Le brouillard garde {lines} de cet exercice ({format_euros(waiting['total'])}) : "
            "comptabilisez-les, à une autre date au besoin, ou retirez-les."
        )


def against_reversal(entry: Entry) -> str:
    """A receipt's entry is reversed with its receipt, which its channel may refuse."""
    receipt = DraftReceipt.objects.filter(entry=entry).only("label").first()
    if receipt is None:
        return ""
    return (
        f"Cette écriture est celle du règlement « {receipt.label} » : contre-passez-le depuis sa "
        "fiche, d’où il peut revenir au brouillard."
    )
