"""What of an account is its holder's own, and what is the former one's."""

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from ledger.books.models import EntryLine
from receipts.draft.channels import any_channel
from receipts.draft.models import DraftReceipt


def lines_of_the_holder() -> Q:
    """Condition on entry lines: dated since their account's party holds it, and neither a payment
    that was received or signed before, however late it was posted, nor the reversal of one."""
    since = OuterRef("account__held_since")
    formers = _received_before(since)
    posted = Exists(formers.filter(entry=OuterRef("entry")))
    reversed_line = EntryLine.objects.filter(
        entry=OuterRef("entry__reverses"), account=OuterRef("account"), date__lt=since
    )
    undone = Exists(reversed_line) | Exists(formers.filter(entry=OuterRef("entry__reverses")))
    line = Q(date__gte=F("account__held_since"))
    return Q(account__held_since__isnull=True) | (line & ~posted & ~Q(undone))


def receipts_of_the_holder(*, receipt: str = "pk", account: str = "account") -> Q:
    """Condition on receipts, or on what hangs on one: received, or signed, since then."""
    formers = _received_before(OuterRef(f"{account}__held_since"))
    return ~Q(Exists(formers.filter(pk=OuterRef(receipt))))


def since_it_is_held(day: str, *, account: str = "account") -> Q:
    """Condition on what bears ``day``: from the first day on which the account is its party's."""
    since = F(f"{account}__held_since")
    return Q(**{f"{account}__held_since__isnull": True}) | Q(**{f"{day}__gte": since})


def _received_before(since: OuterRef) -> "QuerySet[DraftReceipt]":
    kept = any_channel(lambda each: each.in_hand_before(since))
    return DraftReceipt.objects.filter(Q(movement_date__lt=since) | kept)
