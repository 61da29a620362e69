"""Back office: the e-mail addresses that clients ask to change, and the agency's answer."""

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from core.people.access import right_required, user_of
from core.screens import toasts
from core.screens.lists import Column, ListPage, state_column
from core.sign_in.services.end_sessions import end_all_sessions
from extranet.publication.enums import AddressState
from extranet.publication.models import AddressChange, ClientAccess
from extranet.publication.services.change_address import decide_address

MANAGE = "extranet_publication.manage_access"
_TONES = {AddressState.ASKED: "orange", AddressState.CONFIRMED: "green"}


class AddressList(ListPage[AddressChange]):
    key = "extranet.addresses"
    title = gettext_lazy("Adresses à confirmer")
    url_name = "extranet:addresses"
    access = MANAGE
    search_fields = ("access__user__last_name", "access__user__username", "wanted")
    default_sort = "-asked_at"
    empty_text = gettext_lazy(
        "Aucun client n’a demandé à changer d’adresse : ce qu’ils demandent paraîtra ici."
    )
    columns = (
        Column("asked_at", gettext_lazy("Demandée le"), kind="datetime"),
        Column(
            "client",
            gettext_lazy("Client"),
            "access.user",
            sort=("access__user__last_name",),
            link=True,
        ),
        Column("former", gettext_lazy("Ancienne adresse")),
        Column("wanted", gettext_lazy("Nouvelle adresse")),
        state_column("state", gettext_lazy("État"), _TONES),
        Column("decided_at", gettext_lazy("Décidée le"), kind="datetime"),
        Column("decided_by", gettext_lazy("Par"), "decided_by", sort="decided_by__last_name"),
    )

    def queryset(self) -> QuerySet[AddressChange]:
        return AddressChange.objects.select_related("access__user", "decided_by")

    def row_url(self, row: AddressChange) -> str:
        return reverse("extranet:access", args=[row.access_id])


@right_required(MANAGE)
@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """The agency's answer, once it has recognised the client by voice or at the counter."""
    change = get_object_or_404(AddressChange.objects.select_related("access__user"), pk=pk)
    confirmed = request.POST.get("answer") == "confirm"
    decide_address(change, confirmed=confirmed, acting_user=user_of(request), now=timezone.now())
    if confirmed:
        toasts.done(request, _("Nouvelle adresse enregistrée. Les deux adresses sont prévenues."))
    else:
        toasts.done(request, _("Adresse refusée : l’ancienne reste en usage."))
    return redirect("extranet:access", pk=change.access_id)


@right_required(MANAGE)
@require_POST
def end_sessions(request: HttpRequest, pk: int) -> HttpResponse:
    """Every open session of a client, on this installation."""
    access = get_object_or_404(ClientAccess.objects.select_related("user"), pk=pk)
    if end_all_sessions(user=access.user, acting_user=user_of(request)):
        toasts.done(request, _("Les sessions de ce client sont fermées."))
    return redirect("extranet:access", pk=pk)
