"""What matching shows on the dashboard."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from core.people.access import user_of
from core.screens import entity_switch
from ledger.matching.selectors.overdue import OVERDUE_DAYS, overdue
from ledger.people.selectors import reminders


def overdue_card(request: HttpRequest) -> dict[str, Any]:
    """Who has owed money for too long, and what to know before reminding them."""
    chosen = entity_switch.current(request)
    late = overdue(chosen.code if chosen else "", today=timezone.localdate())
    largest = [account.pk for account, _owed in late.largest]
    known = reminders.known_of(largest, reader=user_of(request))
    rows = [(account, owed, known.get(account.pk, ())) for account, owed in late.largest]
    return {"overdue": late, "rows": rows, "days": OVERDUE_DAYS}
