"""*Journées de l’automate*."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from connectic.selectors import states_of_nights as selectors
from connectic.selectors.kiosk_settings import kiosk_settings
from connectic.views.access import with_subscription
from core.people.access import right_required


@right_required("connectic.see_kiosk")
@with_subscription
@require_GET
def nights(request: HttpRequest) -> HttpResponse:
    """Each night side by side, and a chart of the last thirty."""
    shown = selectors.nights(today=timezone.localdate())
    settings = kiosk_settings()
    context = {
        "nights": shown,
        "chart": selectors.chart_of(shown),
        "summary": selectors.summary_of_month(shown),
        "is_set_up": settings.balances_folder_id and settings.payments_folder_id,
    }
    return render(request, "connectic/nights.html", context)
