"""Entries: search, the entry itself, its reversal."""

from decimal import Decimal
from typing import Any

import django_filters
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from core.people.access import right_required, user_of
from core.screens.lists import Column
from core.screens.lists.filters import AmountFilter, DayFilter, ListFilter, WholeFilter
from core.screens.lists.records import HISTORY, GoTo, RecordAction, RecordPage, RecordTab
from ledger.books.forms.reversal_form import ReversalForm
from ledger.books.models import Entry, EntryLine
from ledger.books.selectors import book_records as records
from ledger.books.services import reverse_entry as reversal
from ledger.books.views.book_links import entry_url, journal_url
from ledger.books.views.common import SEE, LedgerList, edit


class EntryFilter(ListFilter):
    du = DayFilter("date", "gte", label=gettext_lazy("Du"))
    au = DayFilter("date", "lte", label=gettext_lazy("Au"))
    journal = django_filters.CharFilter("journal__code", "iexact", label=gettext_lazy("Journal"))
    compte = django_filters.CharFilter(label=gettext_lazy("Compte"), method="by_account")
    montant = AmountFilter(label=gettext_lazy("Montant"), method="by_amount")
    piece = django_filters.CharFilter("voucher", "iexact", label=gettext_lazy("Pièce"))
    numero = WholeFilter("number", label=gettext_lazy("N°"))

    def by_account(self, rows: QuerySet[Entry], _name: str, value: str) -> QuerySet[Entry]:
        """Entries with a line on an account whose number begins so."""
        lines = EntryLine.objects.filter(
            entry=OuterRef("pk"), account__code__startswith=value.strip().upper()
        )
        return rows.filter(Exists(lines))

    def by_amount(self, rows: QuerySet[Entry], _name: str, value: Decimal) -> QuerySet[Entry]:
        """Entries whose total, or one line, is this amount."""
        lines = EntryLine.objects.filter(Q(debit=value) | Q(credit=value), entry=OuterRef("pk"))
        return rows.filter(Q(total=value) | Exists(lines))


class EntryList(LedgerList[Entry]):
    key = "ledger.entries"
    title = gettext_lazy("Écritures")
    url_name = "ledger:entries"
    access = SEE
    search_fields = ("label", "voucher")
    filterset_class = EntryFilter
    default_sort = "-posted_at"
    empty_text = gettext_lazy(
        "Aucune écriture pour l’instant : elles arrivent du brouillard d’encaissement."
    )
    columns = (
        Column("entity", gettext_lazy("Entité"), "entity.code"),
        Column("date", gettext_lazy("Date"), kind="date"),
        Column("journal", gettext_lazy("Journal"), "journal.code"),
        Column("number", gettext_lazy("N°"), kind="number"),
        Column("voucher", gettext_lazy("Pièce")),
        Column("label", gettext_lazy("Libellé"), link=True, width=40),
        Column("total", gettext_lazy("Montant"), kind="amount", total="total"),
        Column(
            "state",
            gettext_lazy("État"),
            lambda entry: _state(entry),  # noqa: PLW0108 - defined below
            kind="pill",
            sort=None,
            pill=lambda entry: "orange",
        ),
        # Entries are numbered by the database as they are posted: the key sorts at no cost.
        Column("posted_at", gettext_lazy("Validée le"), kind="datetime", sort="pk", visible=False),
        Column("posted_by", gettext_lazy("Validée par"), sort=None, visible=False),
    )

    def queryset(self) -> QuerySet[Entry]:
        return self.in_entity(records.entries())

    def row_url(self, row: Entry) -> str:
        return entry_url(row)


def _state(entry: Entry) -> str:
    if entry.reverses_id:
        return _("Contre-passation")
    return _("Contre-passée") if hasattr(entry, "reversed_by") else ""


RECORD = RecordPage(
    kind="ledger_books.entry",
    list_page=EntryList,
    tabs=(
        RecordTab("overview", gettext_lazy("Écriture"), "ledger:entry"),
        RecordTab(HISTORY, gettext_lazy("Historique"), "ledger:entry_history"),
    ),
    actions=(
        RecordAction(
            "reverse",
            gettext_lazy("Contre-passer"),
            "ledger:entry_reverse",
            "arrow-back-up",
            right="ledger_books.reverse_entry",
            is_link=True,
            available=lambda entry: not entry.reverses_id and not hasattr(entry, "reversed_by"),
        ),
    ),
    links=lambda entry: [GoTo(str(entry.journal), journal_url(entry.journal), "notebook")],
)


def _entry(pk: int) -> Entry:
    return get_object_or_404(records.entry_in_full(), pk=pk)


@right_required(SEE)
@require_GET
def overview(request: HttpRequest, pk: int) -> HttpResponse:
    entry = _entry(pk)
    return RECORD.render(
        request,
        entry,
        tab="overview",
        template="ledger/entry.html",
        reversed_by=getattr(entry, "reversed_by", None),
    )


@right_required(SEE)
@require_GET
def history(request: HttpRequest, pk: int) -> HttpResponse:
    return RECORD.history(request, _entry(pk))


@right_required("ledger_books.reverse_entry")
@require_http_methods(["GET", "POST"])
def reverse_it(request: HttpRequest, pk: int) -> HttpResponse:
    entry = _entry(pk)
    initial = {"date": max(timezone.localdate(), entry.date), "voucher": entry.voucher}

    def save(values: dict[str, Any], _seen: int | None) -> Entry:
        return reversal.reverse_by_hand(
            entry=entry, acting_user=user_of(request), **values, today=timezone.localdate()
        )

    return edit(
        request,
        ReversalForm(request.POST or None, initial=initial),
        title=_("Contre-passer l’écriture %(entry)s") % {"entry": entry},
        back=entry_url(entry),
        save=save,
        address=entry_url,
        hint=_(
            "L’écriture reste dans les livres ; une écriture miroir l’annule. Rien n’est effacé."
        ),
    )
