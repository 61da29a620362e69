"""Journals: list, record, create and edit."""

import django_filters
from django.db.models import Count, QuerySet, Sum
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
from ledger.books.forms.journal import JournalForm
from ledger.books.models import Entry, Journal
from ledger.books.selectors import book_records as records
from ledger.books.services import edit_journal as services
from ledger.books.views.book_links import account_url, journal_url
from ledger.books.views.common import EDIT, SEE, LedgerList, edit


class JournalFilter(ListFilter):
    actif = django_filters.ChoiceFilter(
        label=gettext_lazy("État"),
        field_name="active",
        empty_label=gettext_lazy("Tous"),
        choices=[("True", gettext_lazy("Actifs")), ("False", gettext_lazy("Inactifs"))],
    )


class JournalList(LedgerList[Journal]):
    key = "ledger.journals"
    title = gettext_lazy("Journaux")
    url_name = "ledger:journals"
    access = SEE
    search_fields = ("code", "label")
    filterset_class = JournalFilter
    default_sort = "code"
    create = CreateLink(gettext_lazy("Nouveau journal"), "ledger:journal_create", EDIT)
    empty_text = gettext_lazy("Aucun journal pour l’instant : créez le premier.")
    columns = (
        Column("entity", gettext_lazy("Entité"), "entity.code"),
        Column("code", gettext_lazy("Code"), sort=("code", "entity__code"), link=True),
        Column("label", gettext_lazy("Libellé"), width=34),
        Column(
            "treasury",
            gettext_lazy("Compte de trésorerie"),
            "treasury_account",
            sort="treasury_account__code",
        ),
        Column("requires_voucher", gettext_lazy("Pièce obligatoire"), kind="bool"),
        Column("active", gettext_lazy("Actif"), kind="bool"),
    )

    def queryset(self) -> QuerySet[Journal]:
        return self.in_entity(records.journals())

    def row_url(self, row: Journal) -> str:
        return journal_url(row)

    def row_css(self, row: Journal) -> str:
        return "" if row.active else "list-muted"


def _links(journal: Journal) -> list[GoTo]:
    url = f"{reverse('ledger:entries')}?journal={journal.code}"
    links = [GoTo(_("Écritures du journal"), url, "book-2")]
    treasury = journal.treasury_account
    if treasury:
        links.append(GoTo(str(treasury), account_url(treasury), "address-book"))
    return links


RECORD = RecordPage(
    kind="ledger_books.journal",
    list_page=JournalList,
    tabs=(
        RecordTab("overview", gettext_lazy("Aperçu"), "ledger:journal"),
        RecordTab(HISTORY, gettext_lazy("Historique"), "ledger:journal_history"),
    ),
    actions=(
        RecordAction(
            "edit",
            gettext_lazy("Modifier"),
            "ledger:journal_edit",
            "pencil",
            key="F2",
            right=EDIT,
            is_link=True,
        ),
    ),
    links=_links,
)


def _journal(pk: int) -> Journal:
    return get_object_or_404(records.journals(), pk=pk)


@right_required(SEE)
@require_GET
def overview(request: HttpRequest, pk: int) -> HttpResponse:
    journal = _journal(pk)
    years = (
        Entry.objects.filter(journal=journal)
        .order_by("-fiscal_year__start")
        .values("fiscal_year__start", "fiscal_year__end")
        .annotate(entries=Count("pk"), total=Sum("total"))
    )
    return RECORD.render(
        request, journal, tab="overview", template="ledger/journal.html", years=list(years)
    )


@right_required(SEE)
@require_GET
def history(request: HttpRequest, pk: int) -> HttpResponse:
    return RECORD.history(request, _journal(pk))


@right_required(EDIT)
@require_http_methods(["GET", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    return edit(
        request,
        JournalForm(request.POST or None),
        title=_("Nouveau journal"),
        back=reverse("ledger:journals"),
        save=lambda values, _seen: services.create_journal(acting_user=user_of(request), **values),
        address=journal_url,
    )


@right_required(EDIT)
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    journal = _journal(pk)
    return edit(
        request,
        JournalForm(request.POST or None, instance=journal),
        title=_("Modifier le journal %(journal)s") % {"journal": journal},
        back=journal_url(journal),
        save=lambda values, seen: services.update_journal(
            journal=journal, values=values, seen=seen, acting_user=user_of(request)
        ),
        address=journal_url,
    )
