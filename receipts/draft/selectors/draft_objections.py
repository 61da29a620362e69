"""What the draft holds against what is done to the books below it."""

from collections.abc import Iterable

from django.db.models import Count, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.text.money import format_euros
from ledger.books.models import Entry, FiscalYear
from receipts.draft.enums import WAITING
from receipts.draft.models import DraftReceipt, Identification


def against_closing(year: FiscalYear) -> Iterable[str]:
    """Money of the year that is not in its books yet: once closed, it could only go to another."""
    waiting = (
        DraftReceipt.objects.filter(entity=year.entity_id, status__in=WAITING)
        .annotate(day=Coalesce("entry_date", "movement_date"))
        .filter(day__range=(year.start, year.end))
        .aggregate(count=Count("pk"), total=Sum("amount"))
    )
    if waiting["count"]:
        yield ngettext(
            "Le brouillard garde %(count)d ligne de cet exercice (%(amount)s) : "
            "comptabilisez-les, à une autre date au besoin, ou retirez-les.",
            "Le brouillard garde %(count)d lignes de cet exercice (%(amount)s) : "
            "comptabilisez-les, à une autre date au besoin, ou retirez-les.",
            waiting["count"],
        ) % {"count": waiting["count"], "amount": format_euros(waiting["total"])}


def against_reversal(entry: Entry) -> str:
    """What the draft wrote is reversed there, with what hangs on it."""
    receipt = DraftReceipt.objects.filter(entry=entry).only("label").first()
    if receipt is not None:
        return _(
            "Cette écriture est celle du règlement « %(receipt)s » : contre-passez-le "
            "depuis sa fiche, d’où il peut revenir au brouillard."
        ) % {"receipt": receipt.label}
    known = Identification.objects.filter(entry=entry).select_related("receipt").first()
    if known is not None:
        return _(
            "Cette écriture identifie le règlement « %(receipt)s » : annulez l’identification "
            "depuis « À identifier », où il retourne."
        ) % {"receipt": known.receipt.label}
    return ""
