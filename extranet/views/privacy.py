"""What clients are told of their personal data (GDPR, art. 13)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from core.access import public
from core.retention import kinds


@public
@require_GET
def notice(request: HttpRequest) -> HttpResponse:
    """Open to whoever is asked for data, before they give any."""
    of_clients = [kind for kind in kinds() if kind.of_clients]
    return render(request, "extranet/privacy.html", {"kinds": of_clients})
