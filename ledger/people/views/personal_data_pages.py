"""A person's data: hand all of it over, or erase it when nothing obliges to keep it."""

from django.http import FileResponse, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.people.access import right_required, user_of
from core.screens import toasts
from core.screens.answers import done_or_refused
from core.screens.exports import file_name
from core.text.errors import BusinessError
from ledger.people.models import Party
from ledger.people.services.erase_party import erase_party
from ledger.people.services.hand_over_data import hand_over_data


@right_required("ledger_people.hand_over_data")
@require_POST
def hand_over(request: HttpRequest, pk: int) -> HttpResponseBase:
    party = get_object_or_404(Party, pk=pk)
    try:
        dossier = hand_over_data(party, acting_user=user_of(request))
    except BusinessError as refusal:
        toasts.refused(request, refusal)
        return redirect("ledger:party", pk=pk)
    name = file_name(_("Données de %(party)s") % {"party": party}, "zip")
    return FileResponse(
        dossier, as_attachment=True, filename=name, headers={"Cache-Control": "no-store"}
    )


@right_required("ledger_people.erase_parties")
@require_POST
def erase(request: HttpRequest, pk: int) -> HttpResponseBase:
    party = get_object_or_404(Party, pk=pk)

    def act() -> str:
        erase_party(party, acting_user=user_of(request), today=timezone.localdate())
        return _("Cette personne est effacée ; ses écritures restent.")

    return done_or_refused(request, act, back=reverse("ledger:party", args=[pk]))
