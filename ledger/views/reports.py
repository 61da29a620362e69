"""Trial balance, general ledger and journal listing: on screen, as PDF, XLSX and CSV."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from core import entity_switch, exports
from core.access import right_required
from core.pdf import pdf_response, render_pdf
from ledger.models import Entity, FiscalYear, Journal
from ledger.reports import lines
from ledger.reports.filters import ReportFilter
from ledger.reports.trial_balance import COLUMNS, TrialBalance, trial_balance
from ledger.views.common import SEE

#: Beyond this many lines, a page or a PDF would not be read: the files are streamed instead.
MAX_SHOWN = 3_000


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
        label=gettext_lazy("Journaux"), required=False, widget=forms.SelectMultiple({"size": 3})
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
    """One report: its names, its columns, how it is streamed and how it is shown."""

    code: str
    title: Any
    columns: Sequence[exports.ExportColumn]
    rows: Callable[[ReportFilter], Iterable[list[Any]]]
    context: Callable[[ReportFilter], dict[str, Any]]


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
    context: dict[str, Any] = {"form": form, "report": report, "too_many": False, "query": ""}
    if not form.is_valid():
        context["is_shown"] = False
        return render(request, f"ledger/{report.code}.html", context)
    wanted = form.wanted()
    title = f"{report.title} {wanted.entity.code}"
    if kind in {"xlsx", "csv"}:
        respond = exports.xlsx_response if kind == "xlsx" else exports.csv_response
        return respond(report.rows(wanted), report.columns, title=title)
    query = request.GET.copy()
    query.pop("format", None)
    context |= {"is_shown": True, "wanted": wanted, "query": query.urlencode()}
    context |= report.context(wanted)
    if kind == "pdf" and not context["too_many"]:
        content = render_pdf(f"ledger/pdf/{report.code}.html", context, title=title)
        return pdf_response(content, title=title)
    return render(request, f"ledger/{report.code}.html", context)


def _balance_rows(wanted: ReportFilter) -> Iterable[list[Any]]:
    balance = trial_balance(wanted)
    yield from (row.cells() for row in balance.rows)
    yield ["", _("Total"), *balance.totals]


def _balance_context(wanted: ReportFilter) -> dict[str, Any]:
    balance: TrialBalance = trial_balance(wanted)
    return {"balance": balance, "too_many": False}


def _lines_context(
    wanted: ReportFilter, groups: Callable[[ReportFilter], Iterable[lines.Group]]
) -> dict[str, Any]:
    count, debit, credit = lines.totals(wanted)
    too_many = count > MAX_SHOWN
    return {
        "count": count,
        "debit": debit,
        "credit": credit,
        "too_many": too_many,
        "max_shown": MAX_SHOWN,
        "groups": [] if too_many else list(groups(wanted)),
    }


TRIAL_BALANCE = Report(
    "trial_balance", gettext_lazy("Balance"), COLUMNS, _balance_rows, _balance_context
)
GENERAL_LEDGER = Report(
    "general_ledger",
    gettext_lazy("Grand livre"),
    lines.LEDGER_COLUMNS,
    lambda wanted: (line.ledger_cells() for line in lines.ledger_lines(wanted)),
    lambda wanted: _lines_context(wanted, lines.ledger_groups),
)
JOURNAL_LISTING = Report(
    "journal_listing",
    gettext_lazy("Édition des journaux"),
    lines.JOURNAL_COLUMNS,
    lambda wanted: (line.journal_cells() for line in lines.journal_lines(wanted)),
    lambda wanted: _lines_context(wanted, lines.journal_groups),
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
