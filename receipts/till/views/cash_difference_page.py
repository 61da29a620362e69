"""The difference of a counted till: its entry previewed, then posted."""

from datetime import date
from typing import Any, cast
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from core.people.access import right_required
from core.screens import toasts
from core.text.errors import BusinessError
from core.text.money import ZERO, MoneyFormField, format_euros
from ledger.books.enums import UNDATED
from ledger.books.models import Account
from ledger.books.selectors.open_days import first_open_day
from receipts.draft.views.answers import staff
from receipts.till.models import CashCount
from receipts.till.selectors import cash_difference as selectors
from receipts.till.services.post_cash_difference import post_difference


class DifferenceForm(forms.Form):
    """Which account takes it; ``seen`` is the difference shown, in euros."""

    account = forms.TypedChoiceField(label=gettext_lazy("Compte de l’écart"), coerce=int)
    seen = MoneyFormField(widget=forms.HiddenInput)
    remember = forms.BooleanField(
        label=gettext_lazy("Retenir ce compte pour les prochains écarts de l’entité"),
        required=False,
    )
    entry_date = forms.DateField(
        label=gettext_lazy("Date de l’écriture"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    #: Where the year of the count is closed; else the entry is of that day.
    offers_day = False

    def __init__(self, *args: Any, accounts: list[Account], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["account"].choices = [(each.pk, str(each)) for each in accounts]  # type: ignore[attr-defined]

    def offer_day(self, count: CashCount, *, today: date) -> None:
        """Offer the first day that still takes the entry, if there is one."""
        day = first_open_day(count.account.entity_id, since=count.day, until=today)
        if day is None:
            return
        self.offers_day = True
        data = cast("QueryDict", self.data).copy()
        data["entry_date"] = f"{day:%Y-%m-%d}"
        self.data = data
        bounds = {"min": f"{count.day:%Y-%m-%d}", "max": f"{today:%Y-%m-%d}"}
        self.fields["entry_date"].widget.attrs.update(bounds)


@right_required("receipts_draft.post_receipts")
@require_http_methods(["GET", "POST"])
def difference(request: HttpRequest, pk: int) -> HttpResponse:
    """What will be written, with the account chosen (``account``); posted by POST. Where the year
    of that day takes no entry any more, the first open day is offered (``entry_date``)."""
    counts = CashCount.objects.select_related("account__entity", "counted_by", "entry__journal")
    count = get_object_or_404(counts, pk=pk)
    amount = selectors.difference_now(count)
    accounts = selectors.accounts_for(count, is_shortage=amount < ZERO)
    if request.method == "POST":
        form = DifferenceForm(request.POST, accounts=accounts)
        if form.is_valid():
            try:
                entry = post_difference(
                    count.pk,
                    account_id=form.cleaned_data["account"],
                    seen=form.cleaned_data["seen"],
                    remember=form.cleaned_data["remember"],
                    acting_user=staff(request),
                    today=timezone.localdate(),
                    entry_date=form.cleaned_data["entry_date"],
                )
            except BusinessError as refusal:
                form.add_error(None, " ".join([str(refusal), *refusal.problems]))
                if refusal.code in UNDATED:
                    form.offer_day(count, today=timezone.localdate())
            else:
                said = _("Écart de %(amount)s en comptabilité : écriture %(entry)s.")
                toasts.done(request, said % {"amount": format_euros(amount), "entry": entry})
                return redirect(book_url(count))
        status = 422
    else:
        form = DifferenceForm(
            initial={"seen": amount, "account": request.GET.get("account")}, accounts=accounts
        )
        status = 200
    context = {"count": count, "amount": amount, "form": form, "book_url": book_url(count)}
    context |= _shown(request, count, amount, accounts)
    return render(request, "receipts/cash_difference.html", context, status=status)


def _shown(
    request: HttpRequest, count: CashCount, amount: Any, accounts: list[Account]
) -> dict[str, Any]:
    """The entry as it would be, with the account asked for, else the likeliest."""
    account_id = request.POST.get("account") or request.GET.get("account", "")
    known = {str(each.pk): each for each in accounts}
    account = known.get(account_id) or next(iter(accounts), None)
    posted = selectors.standing_entry(count)
    if account is None or amount == ZERO or posted is not None:
        return {"lines": [], "posted": posted}
    try:
        selectors.require_standing(count)
        entry = selectors.difference_entry(count, account, amount)
    except BusinessError as refusal:
        return {"lines": [], "posted": None, "refusal": refusal}
    lines = selectors.preview(entry, [count.account, account])
    return {
        "lines": lines,
        "posted": None,
        "entry": entry,
        "size": abs(amount),
        "is_shortage": amount < ZERO,
    }


def book_url(count: CashCount) -> str:
    """The cash book of the day that was counted."""
    query = urlencode({"caisse": count.account_id, "jour": f"{count.day:%Y-%m-%d}"})
    return f"{reverse('receipts:cash_book')}?{query}"
