"""Buildings: list, record, create and edit."""

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from core.people.access import right_required, user_of
from core.screens.lists import Column, CreateLink
from core.screens.lists.records import HISTORY, GoTo, RecordAction, RecordPage, RecordTab
from ledger.books.models import Account
from ledger.books.views.common import EDIT, SEE, LedgerList, edit
from ledger.people.forms import BuildingForm
from ledger.people.models import Building
from ledger.people.selectors import person_records as records
from ledger.people.services import edit_building as services
from ledger.people.views.person_links import building_url


class BuildingList(LedgerList[Building]):
    key = "ledger.buildings"
    title = gettext_lazy("Immeubles")
    url_name = "ledger:buildings"
    access = SEE
    search_fields = ("code", "name", "street", "town")
    default_sort = "code"
    create = CreateLink(gettext_lazy("Nouvel immeuble"), "ledger:building_create", EDIT)
    empty_text = gettext_lazy("Aucun immeuble pour l’instant : créez le premier.")
    columns = (
        Column("entity", gettext_lazy("Entité"), "entity.code"),
        Column("code", gettext_lazy("Code"), link=True),
        Column("name", gettext_lazy("Nom"), width=34),
        Column("street", gettext_lazy("Rue")),
        Column("postal_code", gettext_lazy("Code postal"), visible=False),
        Column("town", gettext_lazy("Ville")),
        Column("accountant", gettext_lazy("Comptable"), sort="accountant__username"),
        Column("lots", gettext_lazy("Lots"), "lot_count", kind="number"),
    )

    def queryset(self) -> QuerySet[Building]:
        return self.in_entity(records.buildings())

    def row_url(self, row: Building) -> str:
        return building_url(row)


RECORD = RecordPage(
    kind="ledger_people.building",
    list_page=BuildingList,
    tabs=(
        RecordTab("overview", gettext_lazy("Aperçu"), "ledger:building"),
        RecordTab(HISTORY, gettext_lazy("Historique"), "ledger:building_history"),
    ),
    actions=(
        RecordAction(
            "edit",
            gettext_lazy("Modifier"),
            "ledger:building_edit",
            "pencil",
            key="F2",
            right=EDIT,
            is_link=True,
        ),
    ),
    links=lambda building: [
        GoTo(_("Lots de l’immeuble"), f"{reverse('ledger:lots')}?immeuble={building.pk}", "door")
    ],
)


def _building(pk: int) -> Building:
    return get_object_or_404(records.buildings(), pk=pk)


@right_required(SEE)
@require_GET
def overview(request: HttpRequest, pk: int) -> HttpResponse:
    building = _building(pk)
    lots = records.lots().filter(building=building)
    return RECORD.render(
        request,
        building,
        tab="overview",
        template="ledger/building.html",
        lots=list(lots),
        accounts=list(Account.objects.filter(building=building).order_by("code")[:200]),
    )


@right_required(SEE)
@require_GET
def history(request: HttpRequest, pk: int) -> HttpResponse:
    return RECORD.history(request, _building(pk))


@right_required(EDIT)
@require_http_methods(["GET", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    return edit(
        request,
        BuildingForm(request.POST or None),
        title=_("Nouvel immeuble"),
        back=reverse("ledger:buildings"),
        save=lambda values, _seen: services.create_building(acting_user=user_of(request), **values),
        address=building_url,
    )


@right_required(EDIT)
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    building = _building(pk)
    return edit(
        request,
        BuildingForm(request.POST or None, instance=building),
        title=_("Modifier l’immeuble %(building)s") % {"building": building},
        back=building_url(building),
        save=lambda values, seen: services.update_building(
            building=building, values=values, seen=seen, acting_user=user_of(request)
        ),
        address=building_url,
    )
