"""Quittances of one tenant, or of the accounts selected in the list."""

from calendar import monthrange
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from core.people.access import right_required, user_of
from core.screens import toasts
from core.screens.pdf import pdf_response, render_pages
from core.text.errors import BusinessError
from core.text.numbers import read_wholes
from ledger.accounts.views.account_list import AccountList
from ledger.books.models import Account
from ledger.books.views.common import show_refusal
from ledger.people.models import Lot
from ledger.reports.selectors.rent import RentReceipt
from ledger.reports.selectors.statements import addressee_of
from ledger.reports.services.issue_rent_receipts import MAX_AT_ONCE, issue_rent_receipts

RIGHT = "ledger_books.issue_rent_receipts"


def _day(label: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget)


class RentPeriodForm(forms.Form):
    """The period that the receipt is for: this month unless another is chosen."""

    start = _day(gettext_lazy("Période du"))
    end = _day(gettext_lazy("au"))
    ids = forms.CharField(widget=forms.HiddenInput)

    @property
    def account_ids(self) -> list[int]:
        text = str(self["ids"].value() or "")
        return read_wholes(text.split(","))[: MAX_AT_ONCE + 1]


@right_required(RIGHT)
@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """The period, for the selection of the account list."""
    page = AccountList.of_selection(request)
    try:
        ids = list(page.selected().values_list("pk", flat=True)[: MAX_AT_ONCE + 1])
    except BusinessError as refusal:
        toasts.refused(request, refusal)
        return redirect(page.address(page.query_string()))
    return _ask(request, _form_for(ids))


@right_required(RIGHT)
@require_GET
def choose_one(request: HttpRequest, pk: int) -> HttpResponse:
    return _ask(request, _form_for([get_object_or_404(Account, pk=pk).pk]))


def _form_for(ids: list[int]) -> RentPeriodForm:
    start = timezone.localdate().replace(day=1)
    end = start.replace(day=monthrange(start.year, start.month)[1])
    initial = {"start": start, "end": end, "ids": ",".join(map(str, ids))}
    return RentPeriodForm(initial=initial)


def _ask(request: HttpRequest, form: RentPeriodForm) -> HttpResponse:
    accounts = Account.objects.select_related("entity").filter(pk__in=form.account_ids)
    ids = form.account_ids
    one = ids[0] if len(ids) == 1 else None
    context = {
        "form": form,
        "accounts": accounts[:8],
        "selected": len(ids),
        "back": reverse("ledger:account", args=[one]) if one else reverse("ledger:accounts"),
    }
    return render(
        request, "ledger/rent_receipts.html", context, status=422 if form.is_bound else 200
    )


@right_required(RIGHT)
@require_POST
def issue(request: HttpRequest) -> HttpResponse:
    """The PDF: a quittance or a reçu a page."""
    form = RentPeriodForm(request.POST)
    if not form.is_valid():
        return _ask(request, form)
    try:
        made = issue_rent_receipts(
            account_ids=form.account_ids,
            start=form.cleaned_data["start"],
            end=form.cleaned_data["end"],
            acting_user=user_of(request),
        )
    except BusinessError as refusal:
        show_refusal(form, refusal)
        return _ask(request, form)
    quittances = all(each.is_quittance for each in made)
    title = _("Quittance de loyer") if quittances else _("Reçu de loyer")
    if len(made) > 1:
        title = _("Quittances de loyer") if quittances else _("Quittances et reçus de loyer")
    content = render_pages("ledger/pdf/rent_receipt.html", _pages(made), title=title)
    return pdf_response(content, title=title)


def _pages(made: list[RentReceipt]) -> list[dict[str, Any]]:
    lots = Lot.objects.select_related("building", "owner_account__party").filter(
        tenant_account__in=[each.account for each in made]
    )
    rented: dict[int, list[Lot]] = {}
    for lot in lots:
        rented.setdefault(lot.tenant_account_id or 0, []).append(lot)
    return [_page(each, rented.get(each.account.pk, [])) for each in made]


def _page(receipt: RentReceipt, lots: list[Lot]) -> dict[str, Any]:
    owners = [lot.owner_account for lot in lots if lot.owner_account]
    names = [owner.party.name if owner.party else owner.label for owner in owners]
    party = receipt.account.party
    return {
        "receipt": receipt,
        "addressee": addressee_of(party) or receipt.account.label,
        "tenant": party.name if party else receipt.account.label,
        "landlord": ", ".join(dict.fromkeys(names)) or receipt.account.entity.name,
        "lots": lots,
    }
