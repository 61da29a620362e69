"""Lots of the buildings: list, record, create and edit."""

from collections.abc import Iterator

import django_filters
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from core.people.access import right_required, user_of
from core.screens.lists import Column, CreateLink
from core.screens.lists.filters import ListFilter
from core.screens.lists.records import HISTORY, GoTo, RecordAction, RecordPage, RecordTab
from ledger.books.views.book_links import account_url
from ledger.books.views.common import EDIT, SEE, LedgerList, edit
from ledger.people.enums import LotKind
from ledger.people.forms import LotForm
from ledger.people.models import Building, Lot
from ledger.people.selectors import person_records as records
from ledger.people.services import edit_building as services
from ledger.people.views.person_links import building_url, lot_url


class LotFilter(ListFilter):
    immeuble = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Immeuble"),
        field_name="building",
        queryset=Building.objects.all(),
        empty_label=gettext_lazy("Tous"),
    )
    nature = django_filters.ChoiceFilter(
        label=gettext_lazy("Nature"),
        field_name="kind",
        choices=LotKind.choices,
        empty_label=gettext_lazy("Toutes"),
    )


class LotList(LedgerList[Lot]):
    key = "ledger.lots"
    title = gettext_lazy("Lots")
    url_name = "ledger:lots"
    access = SEE
    search_fields = ("number", "owner_account__search_text", "tenant_account__search_text")
    filterset_class = LotFilter
    default_sort = "building"
    create = CreateLink(gettext_lazy("Nouveau lot"), "ledger:lot_create", EDIT)
    empty_text = gettext_lazy("Aucun lot pour l’instant : créez le premier.")
    columns = (
        Column("building", gettext_lazy("Immeuble"), sort=("building__code", "number")),
        Column("number", gettext_lazy("Numéro"), link=True),
        Column("kind", gettext_lazy("Nature"), "get_kind_display", sort="kind"),
        Column("floor", gettext_lazy("Étage")),
        Column(
            "owner",
            gettext_lazy("Propriétaire"),
            "owner_account",
            sort="owner_account__code",
            url=lambda lot: account_url(lot.owner_account) if lot.owner_account else "",
        ),
        Column(
            "tenant",
            gettext_lazy("Locataire"),
            "tenant_account",
            sort="tenant_account__code",
            url=lambda lot: account_url(lot.tenant_account) if lot.tenant_account else "",
        ),
    )

    def queryset(self) -> QuerySet[Lot]:
        return self.in_entity(records.lots(), "building__entity")

    def row_url(self, row: Lot) -> str:
        return lot_url(row)


def _links(lot: Lot) -> Iterator[GoTo]:
    yield GoTo(str(lot.building), building_url(lot.building), "building")
    for account in (lot.owner_account, lot.tenant_account):
        if account:
            yield GoTo(str(account), account_url(account), "address-book")


RECORD = RecordPage(
    kind="ledger_people.lot",
    list_page=LotList,
    tabs=(
        RecordTab("overview", gettext_lazy("Aperçu"), "ledger:lot"),
        RecordTab(HISTORY, gettext_lazy("Historique"), "ledger:lot_history"),
    ),
    actions=(
        RecordAction(
            "edit",
            gettext_lazy("Modifier"),
            "ledger:lot_edit",
            "pencil",
            key="F2",
            right=EDIT,
            is_link=True,
        ),
    ),
    links=lambda lot: list(_links(lot)),
)


def _lot(pk: int) -> Lot:
    return get_object_or_404(records.lots(), pk=pk)


@right_required(SEE)
@require_GET
def overview(request: HttpRequest, pk: int) -> HttpResponse:
    return RECORD.render(request, _lot(pk), tab="overview", template="ledger/lot.html")


@right_required(SEE)
@require_GET
def history(request: HttpRequest, pk: int) -> HttpResponse:
    return RECORD.history(request, _lot(pk))


@right_required(EDIT)
@require_http_methods(["GET", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    return edit(
        request,
        LotForm(request.POST or None, initial={"building": request.GET.get("immeuble")}),
        title=_("Nouveau lot"),
        back=reverse("ledger:lots"),
        save=lambda values, _seen: services.create_lot(acting_user=user_of(request), **values),
        address=lot_url,
    )


@right_required(EDIT)
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    lot = _lot(pk)
    return edit(
        request,
        LotForm(request.POST or None, instance=lot),
        title=_("Modifier le lot %(lot)s") % {"lot": lot},
        back=lot_url(lot),
        save=lambda values, seen: services.update_lot(
            lot=lot, values=values, seen=seen, acting_user=user_of(request)
        ),
        address=lot_url,
    )
