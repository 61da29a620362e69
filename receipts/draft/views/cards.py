"""What the cards of the dashboard show of the draft."""

from typing import Any

from django.http import HttpRequest

from receipts.draft.selectors.dashboard import received_this_week, waiting_by_channel
from receipts.draft.views.answers import staff


def received(request: HttpRequest) -> dict[str, Any]:
    return {"received": received_this_week(staff(request))}


def waiting(request: HttpRequest) -> dict[str, Any]:
    return {"waiting": waiting_by_channel(staff(request))}
