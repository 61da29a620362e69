"""The lists of transfer slips and of all that went, and the services in the settings."""

import django_filters
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from core.people.access import right_required
from core.screens import toasts
from core.screens.lists import Column, CreateLink, ListPage
from core.screens.lists.filters import DayFilter, ListFilter
from core.text.errors import BusinessError
from receipts.counter.forms.batch_forms import problems_of
from receipts.counter.forms.transfer_forms import ServiceForm
from receipts.counter.models import TransferItem, TransferService, TransferSlip
from receipts.counter.selectors import transfer_slips as selectors
from receipts.counter.services.save_transfer_service import save_service
from receipts.counter.views.batches import KEY
from receipts.draft.views.answers import staff

SETTINGS = "core_people.manage_settings"


class SlipFilter(ListFilter):
    service = django_filters.ModelChoiceFilter(
        queryset=TransferService.objects.all(),
        label=gettext_lazy("Service"),
        empty_label=gettext_lazy("Tous"),
    )
    etat = django_filters.ChoiceFilter(
        method="in_state",
        label=gettext_lazy("État"),
        choices=[("open", gettext_lazy("En cours")), ("closed", gettext_lazy("Clos"))],
        empty_label=gettext_lazy("Tous"),
    )

    class Meta:
        model = TransferSlip
        fields: list[str] = []

    def in_state(
        self, rows: "QuerySet[TransferSlip]", _name: str, value: str
    ) -> "QuerySet[TransferSlip]":
        return rows.filter(number__isnull=value == "open")


class TransferSlipList(ListPage[TransferSlip]):
    """Every slip, to whichever service."""

    key = "receipts.transfer_slips"
    title = gettext_lazy("Bordereaux de transmission")
    url_name = "receipts:transfer_slips"
    access = KEY
    filterset_class = SlipFilter
    search_fields = ("service__name", "closed_by__username")
    default_sort = "-opened_at"
    create = CreateLink(gettext_lazy("Transmettre"), "receipts:transfer_add", KEY)
    empty_text = gettext_lazy(
        "Rien n’a été transmis : sur la ligne de saisie, Alt+T ajoute un dossier à un bordereau."
    )
    columns = (
        Column("slip", gettext_lazy("Bordereau"), str, sort=("service__name", "number"), link=True),
        Column("opened_at", gettext_lazy("Ouvert le"), kind="datetime"),
        Column("cases", gettext_lazy("Dossiers"), kind="number", sort="cases"),
        Column("total", gettext_lazy("Total"), kind="amount", sort="total"),
        Column(
            "state",
            gettext_lazy("État"),
            lambda row: _("En cours") if row.is_open else _("Clos"),
            kind="pill",
            sort=None,
            pill=lambda row: "blue" if row.is_open else "green",
        ),
        Column("closed_at", gettext_lazy("Clos le"), kind="datetime"),
        Column("closed_by", gettext_lazy("Par"), sort=None),
    )

    def queryset(self) -> QuerySet[TransferSlip]:
        return selectors.slips()

    def row_url(self, row: TransferSlip) -> str:
        return reverse("receipts:transfer_slip", args=[row.pk])


class ItemFilter(ListFilter):
    service = django_filters.ModelChoiceFilter(
        "slip__service",
        queryset=TransferService.objects.all(),
        label=gettext_lazy("Service"),
        empty_label=gettext_lazy("Tous"),
    )
    compte = django_filters.CharFilter(
        "account__code", "iexact", label=gettext_lazy("N° de compte")
    )
    du = DayFilter("added_at", "date__gte", label=gettext_lazy("Du"))
    au = DayFilter("added_at", "date__lte", label=gettext_lazy("Au"))

    class Meta:
        model = TransferItem
        fields: list[str] = []


class TransferItemList(ListPage[TransferItem]):
    """Every case that went or is about to."""

    key = "receipts.transfer_items"
    title = gettext_lazy("Pièces transmises")
    url_name = "receipts:transfer_items"
    access = KEY
    filterset_class = ItemFilter
    search_fields = ("reference", "note", "account__search_text", "account__party__search_text")
    default_sort = "-added_at"
    empty_text = gettext_lazy(
        "Rien n’a été transmis : sur la ligne de saisie, Alt+T ajoute un dossier à un bordereau."
    )
    columns = (
        Column("added_at", gettext_lazy("Ajouté le"), kind="datetime"),
        Column("slip", gettext_lazy("Bordereau"), sort="slip", link=True),
        Column("papers", gettext_lazy("Pièces"), "papers_label", sort=None),
        Column("entity", gettext_lazy("Entité"), "account.entity.code", sort=None),
        Column("account", gettext_lazy("Compte"), "account.code", sort="account__code"),
        Column("label", gettext_lazy("Client"), "account.label", sort=None),
        Column("reference", gettext_lazy("Référence")),
        Column("amount", gettext_lazy("Montant"), kind="amount", total="amount"),
        Column("note", gettext_lazy("Remarque"), sort=None),
        Column("taken_back", gettext_lazy("Reprend"), "takes_back.slip", sort=None, visible=False),
        Column("added_by", gettext_lazy("Par"), sort=None),
    )

    def queryset(self) -> QuerySet[TransferItem]:
        return selectors.items()

    def row_url(self, row: TransferItem) -> str:
        return reverse("receipts:transfer_slip", args=[row.slip_id])


@right_required(SETTINGS)
@require_http_methods(["GET", "POST"])
def transfer_services(request: HttpRequest) -> HttpResponse:
    """The services to which papers may go: added, renamed, put out of use."""
    if request.method == "POST":
        form = ServiceForm(request.POST)
        if form.is_valid():
            values = form.cleaned_data
            try:
                service = save_service(
                    acting_user=staff(request),
                    name=values["name"],
                    active=values["active"] or values["service"] is None,
                    service_id=values["service"],
                )
            except BusinessError as error:
                toasts.refused(request, error)
            else:
                toasts.done(request, _("« %(service)s » : enregistré.") % {"service": service})
        else:
            toasts.refused(request, problems_of(form))
        return redirect("receipts:transfer_services")
    rows = TransferService.objects.all()
    return render(request, "receipts/counter/transfers/services.html", {"rows": rows})
