"""The till: its book day by day, its count, and the numbered receipts handed out."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from core.people.access import right_required
from core.screens import entity_switch, toasts
from core.screens.exports import ExportColumn, csv_response, xlsx_response
from core.screens.pdf import pdf_response, render_pdf
from core.text.errors import BusinessError
from core.text.money import MoneyFormField, format_euros
from ledger.books.models import Account
from receipts.draft.services.lock_receipts import SEE_OTHERS
from receipts.draft.views.answers import staff
from receipts.till.models import CashCount, CashReceipt
from receipts.till.selectors.cash_book import (
    CashDay,
    cash_day,
    latest_counts,
    reopened_counts,
    tills,
)
from receipts.till.selectors.cash_difference import difference_now, standing_entry
from receipts.till.services.count_till import count_till
from receipts.till.services.issue_cash_receipt import issue_cash_receipt
from receipts.till.services.reopen_till_day import reopen_day

SEE, COUNT = "receipts_draft.see_draft", "receipts_till.count_cash"
COLUMNS = (
    ExportColumn(gettext_lazy("Écriture")),
    ExportColumn(gettext_lazy("Libellé"), width=36),
    ExportColumn(gettext_lazy("Entrée"), "amount"),
    ExportColumn(gettext_lazy("Sortie"), "amount"),
    ExportColumn(gettext_lazy("Solde"), "amount"),
)


class TillField(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.entity.code} {obj.code}"


class DayForm(forms.Form):
    """Which till, on which day."""

    caisse = TillField(queryset=Account.objects.none(), label=gettext_lazy("Caisse"))
    jour = forms.DateField(
        label=gettext_lazy("Jour"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class CountForm(forms.Form):
    jour = forms.DateField(widget=forms.HiddenInput)
    counted = MoneyFormField(label=gettext_lazy("Compté, en euros"))
    reason = forms.CharField(
        label=gettext_lazy("Explication de l’écart"), max_length=300, required=False
    )


def _day_form(request: HttpRequest) -> DayForm:
    accounts = tills().order_by("entity__code", "code")
    chosen = entity_switch.current(request)
    if chosen:
        accounts = accounts.filter(entity__code=chosen.code)
    data = request.GET.copy()
    first = accounts.first()
    data.setdefault("jour", f"{timezone.localdate():%Y-%m-%d}")
    data.setdefault("caisse", str(first.pk) if first else "")
    form = DayForm(data)
    form.fields["caisse"].queryset = accounts  # type: ignore[attr-defined]
    return form


@right_required(SEE)
@require_GET
def book(request: HttpRequest) -> HttpResponseBase:
    """The cash book of a day: on screen, as PDF (``format=pdf``), XLSX or CSV."""
    form = _day_form(request)
    if not form.is_valid():
        return render(request, "receipts/cash_book.html", {"form": form, "book": None})
    till, day = form.cleaned_data["caisse"], form.cleaned_data["jour"]
    shown = cash_day(till, day, seen_by=staff(request))
    file_kind = request.GET.get("format")
    title = _("Caisse %(till)s du %(day)s") % {"till": till.code, "day": f"{day:%d-%m-%Y}"}
    if file_kind in ("xlsx", "csv"):
        answer = xlsx_response if file_kind == "xlsx" else csv_response
        return answer((line.cells() for line in shown.lines), COLUMNS, title=title)
    if file_kind == "pdf":
        content = render_pdf(
            "receipts/pdf/cash_book.html", {"book": shown}, title=_("Journal de caisse")
        )
        return pdf_response(content, title=title)
    return _page(request, form, shown, CountForm(initial={"jour": day}))


def _page(request: HttpRequest, form: DayForm, shown: CashDay, counting: CountForm) -> HttpResponse:
    context = {
        "form": form,
        "book": shown,
        "counting": counting,
        "counts": latest_counts(shown.account, limit=10),
        "reopened": reopened_counts(shown.account, shown.day),
        "may_count": request.user.has_perm(COUNT),
        "may_post": request.user.has_perm("receipts_draft.post_receipts"),
        "difference": difference_now(shown.count) if shown.count else None,
        "posted": standing_entry(shown.count) if shown.count else None,
        "query": urlencode({"caisse": shown.account.pk, "jour": f"{shown.day:%Y-%m-%d}"}),
    }
    status = 422 if counting.is_bound else 200
    return render(request, "receipts/cash_book.html", context, status=status)


@right_required(COUNT)
@require_POST
def count(request: HttpRequest, pk: int) -> HttpResponse:
    till = get_object_or_404(tills(), pk=pk)
    counting = CountForm(request.POST)
    day = today = timezone.localdate()
    if counting.is_valid():
        values = counting.cleaned_data
        day = values["jour"]
        try:
            made = count_till(
                account=till,
                day=day,
                counted=values["counted"],
                reason=values["reason"],
                acting_user=staff(request),
                today=today,
            )
        except BusinessError as refusal:
            counting.add_error(None, str(refusal))
        else:
            text = _("Caisse comptée : %(counted)s.") % {"counted": format_euros(made.counted)}
            toasts.done(request, text)
            query = urlencode({"caisse": pk, "jour": f"{day:%Y-%m-%d}"})
            return redirect(f"{reverse('receipts:cash_book')}?{query}")
    form = DayForm({"caisse": pk, "jour": day})
    form.fields["caisse"].queryset = tills()  # type: ignore[attr-defined]
    return _page(request, form, cash_day(till, day, seen_by=staff(request)), counting)


@right_required(COUNT)
@require_POST
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Reopen a day, to count it again."""
    count = get_object_or_404(CashCount, pk=pk)
    try:
        reopen_day(
            pk,
            acting_user=staff(request),
            reason=request.POST.get("reason", ""),
            now=timezone.now(),
        )
    except BusinessError as refusal:
        toasts.refused(request, refusal)
    else:
        toasts.done(request, _("Le %(day)s est rouvert.") % {"day": f"{count.day:%d/%m/%Y}"})
    query = urlencode({"caisse": count.account_id, "jour": f"{count.day:%Y-%m-%d}"})
    return redirect(f"{reverse('receipts:cash_book')}?{query}")


@right_required("receipts_draft.edit_draft")
@require_POST
def issue(request: HttpRequest, pk: int) -> HttpResponse:
    """Number the receipt, then show it."""
    try:
        issue_cash_receipt(pk, acting_user=staff(request))
    except BusinessError as refusal:
        toasts.refused(request, refusal)
        return redirect("receipts:receipts")
    return redirect("receipts:cash_receipt_pdf", pk=pk)


@right_required(SEE)
@require_GET
def receipt_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The PDF of a receipt that was numbered."""
    rows = CashReceipt.objects.select_related(
        "entity", "issued_by", "receipt__account__party", "receipt__account__building"
    )
    if not request.user.has_perm(SEE_OTHERS):
        rows = rows.filter(receipt__assigned_to=staff(request))
    known = get_object_or_404(rows, receipt=pk)
    title = _("Reçu d’espèces n° %(number)s") % {"number": known}
    content = render_pdf(
        "receipts/pdf/cash_receipt.html", {"known": known, "line": known.receipt}, title=title
    )
    return pdf_response(content, title=title)
