"""Fiscal years: list, record; open the next one, close, archive, reopen."""

import django_filters
from django.db.models import Count, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.people.access import right_required, user_of
from core.screens.answers import done_or_refused
from core.screens.lists import Column, CreateLink, state_column
from core.screens.lists.filters import ListFilter
from core.screens.lists.records import HISTORY, GoTo, RecordAction, RecordPage, RecordTab
from ledger.books.enums import FiscalYearStatus
from ledger.books.forms.fiscal_year import FiscalYearForm, ReasonForm
from ledger.books.models import Entry, FiscalYear
from ledger.books.selectors import book_records as records
from ledger.books.services import close_year as services
from ledger.books.services.open_next_year import open_next_year
from ledger.books.views.book_links import fiscal_year_url
from ledger.books.views.common import SEE, LedgerList, edit, keep_place

CLOSE = "ledger_books.close_fiscal_year"

_COLOURS = {
    FiscalYearStatus.OPEN: "green",
    FiscalYearStatus.CLOSED_ONLINE: "blue",
    FiscalYearStatus.ARCHIVED: "secondary",
}


class FiscalYearFilter(ListFilter):
    etat = django_filters.ChoiceFilter(
        label=gettext_lazy("État"),
        field_name="status",
        choices=FiscalYearStatus.choices,
        empty_label=gettext_lazy("Tous"),
    )


class FiscalYearList(LedgerList[FiscalYear]):
    key = "ledger.fiscal_years"
    title = gettext_lazy("Exercices")
    url_name = "ledger:fiscal_years"
    access = SEE
    filterset_class = FiscalYearFilter
    default_sort = "-start"
    create = CreateLink(gettext_lazy("Ouvrir un exercice"), "ledger:fiscal_year_open", CLOSE)
    empty_text = gettext_lazy("Aucun exercice : ouvrez le premier pour pouvoir comptabiliser.")
    columns = (
        Column("period", gettext_lazy("Exercice"), str, sort=None, link=True),
        Column("entity", gettext_lazy("Entité"), sort="entity__code"),
        Column("start", gettext_lazy("Du"), kind="date"),
        Column("end", gettext_lazy("Au"), kind="date"),
        state_column("status", gettext_lazy("État"), _COLOURS),
        Column("closed_at", gettext_lazy("Clôturé le"), kind="datetime", visible=False),
    )

    def queryset(self) -> QuerySet[FiscalYear]:
        return self.in_entity(records.fiscal_years())

    def row_url(self, row: FiscalYear) -> str:
        return fiscal_year_url(row)


RECORD = RecordPage(
    kind="ledger.fiscal_year",
    list_page=FiscalYearList,
    tabs=(
        RecordTab("overview", gettext_lazy("Aperçu"), "ledger:fiscal_year"),
        RecordTab(HISTORY, gettext_lazy("Historique"), "ledger:fiscal_year_history"),
    ),
    actions=(
        RecordAction(
            "close",
            gettext_lazy("Clôturer"),
            "ledger:fiscal_year_close",
            "lock",
            right=CLOSE,
            confirm=gettext_lazy(
                "Plus aucune écriture ne pourra y être passée. L’exercice reste lisible."
            ),
            available=lambda year: year.status == FiscalYearStatus.OPEN,
        ),
        RecordAction(
            "archive",
            gettext_lazy("Clôturer hors ligne"),
            "ledger:fiscal_year_archive",
            "archive",
            right=CLOSE,
            confirm=gettext_lazy("L’exercice sortira des listes courantes."),
            available=lambda year: year.status == FiscalYearStatus.CLOSED_ONLINE,
        ),
        RecordAction(
            "reopen",
            gettext_lazy("Rouvrir"),
            "ledger:fiscal_year_reopen",
            "lock-open",
            right=CLOSE,
            is_link=True,
            available=lambda year: year.status != FiscalYearStatus.OPEN,
        ),
    ),
    links=lambda year: [
        GoTo(
            _("Écritures de l’exercice"),
            f"{reverse('ledger:entries')}?du={year.start:%Y-%m-%d}&au={year.end:%Y-%m-%d}",
            "book-2",
        )
    ],
)


def _year(pk: int) -> FiscalYear:
    return get_object_or_404(records.fiscal_years(), pk=pk)


@right_required(SEE)
@require_GET
def overview(request: HttpRequest, pk: int) -> HttpResponse:
    year = _year(pk)
    journals = (
        Entry.objects.filter(fiscal_year=year)
        .order_by("journal__code")
        .values("journal__code", "journal__label")
        .annotate(entries=Count("pk"), total=Sum("total"))
    )
    return RECORD.render(
        request,
        year,
        tab="overview",
        template="ledger/fiscal_year.html",
        journals=list(journals),
        warnings=services.closing_warnings(year, today=timezone.localdate()),
    )


@right_required(SEE)
@require_GET
def history(request: HttpRequest, pk: int) -> HttpResponse:
    return RECORD.history(request, _year(pk))


@right_required(CLOSE)
@require_http_methods(["GET", "POST"])
def open_next(request: HttpRequest) -> HttpResponse:
    return edit(
        request,
        FiscalYearForm(request.POST or None),
        title=_("Ouvrir un exercice"),
        back=reverse("ledger:fiscal_years"),
        save=lambda values, seen: open_next_year(acting_user=user_of(request), seen=seen, **values),
        address=fiscal_year_url,
    )


@right_required(CLOSE)
@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    year = _year(pk)

    def act() -> str:
        services.close_year(fiscal_year=year, acting_user=user_of(request), now=timezone.now())
        return _("L’exercice %(year)s est clôturé.") % {"year": year}

    return done_or_refused(request, act, back=keep_place(request, fiscal_year_url(year), year))


@right_required(CLOSE)
@require_POST
def archive(request: HttpRequest, pk: int) -> HttpResponse:
    year = _year(pk)

    def act() -> str:
        services.archive_year(fiscal_year=year, acting_user=user_of(request))
        return _("L’exercice %(year)s est clôturé hors ligne.") % {"year": year}

    return done_or_refused(request, act, back=keep_place(request, fiscal_year_url(year), year))


@right_required(CLOSE)
@require_http_methods(["GET", "POST"])
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    year = _year(pk)
    return edit(
        request,
        ReasonForm(request.POST or None),
        title=_("Rouvrir l’exercice %(year)s") % {"year": year},
        back=fiscal_year_url(year),
        save=lambda values, _seen: services.reopen_year(
            fiscal_year=year, acting_user=user_of(request), **values
        ),
        address=fiscal_year_url,
        hint=_("Des écritures pourront de nouveau y être passées ; la raison est conservée."),
    )
