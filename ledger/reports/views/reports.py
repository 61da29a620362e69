"""Trial balance, general ledger and journal listing: on screen, as PDF, XLSX and CSV."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from core.people.access import right_required
from core.screens import entity_switch, exports
from core.screens.pdf import pdf_response, render_pdf
from core.screens.register import MOST_LAID_OUT, Register, draw_registers
from core.text.money import ZERO
from ledger.books.forms.widgets import JournalsInput
from ledger.books.models import Entity, FiscalYear, Journal
from ledger.books.views.common import SEE
from ledger.reports.selectors import ledger_lines as lines
from ledger.reports.selectors import pages, paper
from ledger.reports.selectors.filters import ReportFilter
from ledger.reports.selectors.trial_balance import COLUMNS, trial_balance


class ReportForm(forms.Form):
    """The filters, in the address so that a report can be pasted."""

    entite = forms.ModelChoiceField(
        Entity.objects.all(), label=gettext_lazy("Entité"), to_field_name="code", empty_label=None
    )
    du = forms.DateField(
        label=gettext_lazy("Du"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    au = forms.DateField(
        label=gettext_lazy("Au"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    compte_de = forms.CharField(label=gettext_lazy("Du compte"), max_length=20, required=False)
    compte_a = forms.CharField(label=gettext_lazy("Au compte"), max_length=20, required=False)
    journaux = forms.MultipleChoiceField(
        label=gettext_lazy("Journaux"), required=False, widget=JournalsInput()
    )

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        journals = Journal.objects.filter(entity__code=data.get("entite", "")).order_by("code")
        self.fields["journaux"].choices = [(j.code, str(j)) for j in journals]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        start, end = self.cleaned_data.get("du"), self.cleaned_data.get("au")
        if start and end and start > end:
            self.add_error("au", _("La fin précède le début : inversez les deux dates."))
        return self.cleaned_data

    def wanted(self) -> ReportFilter:
        data = self.cleaned_data
        return ReportFilter(
            entity=data["entite"],
            start=data["du"],
            end=data["au"],
            account_from=data["compte_de"].upper(),
            account_to=data["compte_a"].upper(),
            journals=tuple(data["journaux"]),
        )


@dataclass(frozen=True)
class Report:
    """One report: its names, its columns, how it is streamed and how it is shown.

    ``is_long`` tells whether it is shown by pages; ``page`` gives the one after a place, and
    ``totals`` what is added up over all of them. ``register`` draws what ``whole`` gives.
    """

    code: str
    title: Any
    columns: Sequence[exports.ExportColumn]
    rows: Callable[[ReportFilter], Iterable[list[Any]]]
    whole: Callable[[ReportFilter], dict[str, Any]]
    is_long: Callable[[ReportFilter], bool]
    page: Callable[[ReportFilter, str], pages.Page[Any]]
    totals: Callable[[ReportFilter], Sequence[Decimal]]
    register: Callable[..., Register]

    @property
    def template(self) -> str:
        return f"ledger/{self.code}.html"


def _form(request: HttpRequest) -> ReportForm:
    """The filters of the address, completed with the chosen entity and its latest year."""
    data = request.GET.copy()
    chosen = entity_switch.current(request)
    entity = data.get("entite") or (chosen.code if chosen else "")
    if not entity:
        first = Entity.objects.order_by("code").values_list("code", flat=True).first()
        entity = first or ""
    data["entite"] = entity
    year = FiscalYear.objects.filter(entity__code=entity).order_by("-start").first()
    if year:
        data.setdefault("du", f"{year.start:%Y-%m-%d}")
        data.setdefault("au", f"{year.end:%Y-%m-%d}")
    return ReportForm(data)


def _answer(request: HttpRequest, report: Report) -> HttpResponseBase:
    form = _form(request)
    kind = request.GET.get("format", "")
    context: dict[str, Any] = {"form": form, "report": report, "is_long": False, "query": ""}
    if not form.is_valid():
        context["is_shown"] = False
        return render(request, report.template, context)
    wanted = form.wanted()
    title = f"{report.title} {wanted.entity.code}"
    if kind in {"xlsx", "csv"}:
        respond = exports.xlsx_response if kind == "xlsx" else exports.csv_response
        return respond(report.rows(wanted), report.columns, title=title)
    if request.GET.get("part") == "totals":
        totals = {"totals": report.totals(wanted), "report": report}
        return render(request, "ledger/partials/report_totals.html", totals)
    context |= {"is_shown": True, "wanted": wanted, "query": _query(request)}
    if report.is_long(wanted):
        after = request.GET.get("apres", "")
        context |= {"is_long": True, "page": report.page(wanted, after), "is_first": not after}
        return render(request, report.template, context)
    whole = report.whole(wanted)
    context |= whole
    if kind == "pdf":
        drawn = report.register(wanted, **whole)
        # Laid out as the page is, or drawn where that would keep the reader waiting.
        if len(drawn.rows) > MOST_LAID_OUT:
            return pdf_response(draw_registers([drawn], title=title), title=title)
        laid_out = render_pdf(f"ledger/pdf/{report.code}.html", context, title=title)
        return pdf_response(laid_out, title=title)
    return render(request, report.template, context)


def _query(request: HttpRequest) -> str:
    """The filters, without the file, the page or the part."""
    query = request.GET.copy()
    for name in ("format", "apres", "part"):
        query.pop(name, None)
    return query.urlencode()


def _balance_rows(wanted: ReportFilter) -> Iterable[list[Any]]:
    balance = trial_balance(wanted)
    yield from (row.cells() for row in balance.rows)
    yield ["", _("Total"), *balance.totals]


def _lines_totals(wanted: ReportFilter) -> Sequence[Decimal]:
    _count, debit, credit = lines.totals(wanted)
    return (debit, credit)


def _with_lines(
    groups: Callable[[ReportFilter], Iterable[lines.Group]],
) -> Callable[[ReportFilter], dict[str, Any]]:
    def context(wanted: ReportFilter) -> dict[str, Any]:
        found = list(groups(wanted))
        return {
            "groups": found,
            "totals": (
                sum((group.debit for group in found), ZERO),
                sum((group.credit for group in found), ZERO),
            ),
        }

    return context


TRIAL_BALANCE = Report(
    "trial_balance",
    gettext_lazy("Balance"),
    COLUMNS,
    _balance_rows,
    lambda wanted: {"balance": trial_balance(wanted)},
    pages.has_many_accounts,
    pages.balance_page,
    pages.balance_totals,
    paper.balance_register,
)
GENERAL_LEDGER = Report(
    "general_ledger",
    gettext_lazy("Grand livre"),
    lines.LEDGER_COLUMNS,
    lambda wanted: (line.ledger_cells() for line in lines.ledger_lines(wanted)),
    _with_lines(lines.ledger_groups),
    pages.has_many_lines,
    pages.ledger_page,
    _lines_totals,
    paper.ledger_register,
)
JOURNAL_LISTING = Report(
    "journal_listing",
    gettext_lazy("Édition des journaux"),
    lines.JOURNAL_COLUMNS,
    lambda wanted: (line.journal_cells() for line in lines.journal_lines(wanted)),
    _with_lines(lines.journal_groups),
    pages.has_many_lines,
    pages.journal_page,
    _lines_totals,
    paper.journal_register,
)


@right_required(SEE)
@require_GET
def trial_balance_page(request: HttpRequest) -> Any:
    return _answer(request, TRIAL_BALANCE)


@right_required(SEE)
@require_GET
def general_ledger_page(request: HttpRequest) -> Any:
    return _answer(request, GENERAL_LEDGER)


@right_required(SEE)
@require_GET
def journal_listing_page(request: HttpRequest) -> Any:
    return _answer(request, JOURNAL_LISTING)
