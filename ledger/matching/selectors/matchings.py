"""The letters of an account, with the lines that they hold."""

from django.db.models import Prefetch, QuerySet

from ledger.books.models import Account
from ledger.matching.models import MatchedLine, Matching


def latest_matchings(account: Account, *, limit: int) -> QuerySet[Matching]:
    """Matchings that hold lines, latest letter first, with their lines in the order of dates."""
    held = MatchedLine.objects.select_related("line__entry__journal")
    lines = Prefetch("lines", queryset=held.order_by("line__date", "line_id"))
    return (
        Matching.objects.filter(account=account, pk__in=MatchedLine.objects.values("matching"))
        .select_related("matched_by")
        .prefetch_related(lines)
        .order_by("-number")[:limit]
    )
