"""What of an account is its holder's own to read, and what is the former one's."""

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from ledger.models import EntryLine
from receipts.models import DraftReceipt


def holders_own() -> Q:
    """Condition on entry lines: dated since their account's party holds it, and neither a payment
    that was received or signed before, however late it was posted, nor the reversal of one."""
    since = OuterRef("account__held_since")
    received = Q(movement_date__lt=since)
    kept = Q(cheque_share__cheque__was_held__kept_at__date__lt=since)
    formers: QuerySet[DraftReceipt] = DraftReceipt.objects.filter(received | kept)
    line = Q(date__gte=F("account__held_since"))
    posted = Exists(formers.filter(entry=OuterRef("entry")))
    reversed_line = EntryLine.objects.filter(
        entry=OuterRef("entry__reverses"), account=OuterRef("account"), date__lt=since
    )
    undone = Exists(reversed_line) | Exists(formers.filter(entry=OuterRef("entry__reverses")))
    return Q(account__held_since__isnull=True) | (line & ~posted & ~Q(undone))
