"""What clients are told of their personal data (GDPR, art. 13), and their own, to take away."""

from django.db import transaction
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from core.database.retention import KINDS
from core.people.access import public, signed_in
from core.screens.exports import file_name
from extranet.site.services.hand_over_own_data import hand_over_own_data
from extranet.site.views.client import ClientRequest


@public
@require_GET
def notice(request: HttpRequest) -> HttpResponse:
    """Open to whoever is asked for data, before they give any."""
    of_clients = [kind for kind in KINDS if kind.of_clients]
    return render(request, "extranet/privacy.html", {"kinds": of_clients})


@signed_in
@require_POST
@transaction.atomic
def my_data(request: ClientRequest) -> FileResponse:
    dossier = hand_over_own_data(request.client_access)
    return FileResponse(
        dossier,
        as_attachment=True,
        filename=file_name(_("Mes données"), "zip"),
        headers={"Cache-Control": "no-store"},
    )
