"""Parties: list, record, create and edit."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from core.people.access import right_required, user_of
from core.screens.lists import Column, CreateLink, ListPage
from core.screens.lists.records import HISTORY, GoTo, RecordAction, RecordPage, RecordTab
from ledger.books.models import Account
from ledger.books.views.book_links import account_url
from ledger.books.views.common import EDIT, SEE, edit, options, typed
from ledger.people.forms import PartyField, PartyForm
from ledger.people.models import Lot, Party
from ledger.people.selectors import person_records as records
from ledger.people.selectors.flags import in_force
from ledger.people.services import edit_party as services
from ledger.people.views.person_links import party_url

SEE_CONTACTS = "ledger_people.see_contacts"


class PartyList(ListPage[Party]):
    key = "ledger.parties"
    title = pgettext_lazy("plusieurs", "Tiers")
    url_name = "ledger:parties"
    access = SEE_CONTACTS
    search_fields = ("search_text",)
    default_sort = "name"
    create = CreateLink(gettext_lazy("Nouveau tiers"), "ledger:party_create", EDIT)
    empty_text = gettext_lazy("Aucun tiers pour l’instant : créez le premier.")
    columns = (
        Column("name", gettext_lazy("Nom"), sort=("last_name", "first_name", "company"), link=True),
        Column("company", gettext_lazy("Raison sociale"), visible=False),
        Column("email", gettext_lazy("E-mail"), width=30),
        Column("phone", gettext_lazy("Téléphone"), sort=None),
        Column("street", gettext_lazy("Rue"), visible=False),
        Column("postal_code", gettext_lazy("Code postal"), visible=False),
        Column("town", gettext_lazy("Ville")),
        Column("accounts", gettext_lazy("Comptes"), "account_count", kind="number"),
    )

    def queryset(self) -> Any:
        return records.parties()

    def row_url(self, row: Party) -> str:
        return party_url(row)


RECORD = RecordPage(
    kind="ledger_people.party",
    list_page=PartyList,
    tabs=(
        RecordTab("overview", gettext_lazy("Aperçu"), "ledger:party"),
        RecordTab("flags", gettext_lazy("Signalements"), "ledger:party_flags"),
        RecordTab(HISTORY, gettext_lazy("Historique"), "ledger:party_history"),
    ),
    actions=(
        RecordAction(
            "edit",
            gettext_lazy("Modifier"),
            "ledger:party_edit",
            "pencil",
            key="F2",
            right=EDIT,
            is_link=True,
        ),
        RecordAction(
            "hand_over",
            gettext_lazy("Remettre ses données"),
            "ledger:party_hand_over",
            "file-zip",
            right="ledger_people.hand_over_data",
        ),
        RecordAction(
            "erase",
            gettext_lazy("Effacer cette personne"),
            "ledger:party_erase",
            "user-off",
            right="ledger_people.erase_parties",
            confirm=gettext_lazy(
                "Son nom et ses coordonnées sont effacés pour de bon, ici et sur ses comptes. Les "
                "écritures restent. Continuer ?"
            ),
        ),
    ),
    links=lambda party: [
        GoTo(f"{account.entity.code} {account.code}", account_url(account), "address-book")
        for account in party.accounts.select_related("entity")[:8]
    ],
)


@right_required(SEE_CONTACTS)
@require_GET
def overview(request: HttpRequest, pk: int) -> HttpResponse:
    party = get_object_or_404(Party, pk=pk)
    accounts = Account.objects.select_related("entity", "building").filter(party=party)
    lots = Lot.objects.select_related("building").filter(owner_account__party=party)
    rented = Lot.objects.select_related("building").filter(tenant_account__party=party)
    return RECORD.render(
        request,
        party,
        tab="overview",
        template="ledger/party.html",
        flags=in_force(party.pk),
        accounts=accounts,
        lots=[*lots, *rented],
    )


@right_required(SEE_CONTACTS)
@require_GET
def history(request: HttpRequest, pk: int) -> HttpResponse:
    return RECORD.history(request, get_object_or_404(Party, pk=pk))


@right_required(EDIT)
@require_http_methods(["GET", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    return edit(
        request,
        PartyForm(request.POST or None),
        title=_("Nouveau tiers"),
        back=reverse("ledger:parties"),
        save=lambda values, _seen: services.create_party(acting_user=user_of(request), **values),
        address=party_url,
        hint=_("Une personne a un nom ; une société, une raison sociale."),
    )


@right_required(EDIT)
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    party = get_object_or_404(Party, pk=pk)
    return edit(
        request,
        PartyForm(request.POST or None, instance=party),
        title=_("Modifier %(party)s") % {"party": party},
        back=party_url(party),
        save=lambda values, seen: services.update_party(
            party=party, values=values, seen=seen, acting_user=user_of(request)
        ),
        address=party_url,
    )


@right_required(SEE)
@require_GET
def pick(request: HttpRequest) -> HttpResponse:
    """Suggestions for a field in which one types a party."""
    text = typed(request)
    return options(request, map(PartyField.text_of, records.find_parties(text)))
