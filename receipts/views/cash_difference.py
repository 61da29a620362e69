"""The difference of a counted till: its entry previewed, then posted."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from core import toasts
from core.access import right_required
from core.errors import BusinessError
from core.money import ZERO, MoneyFormField, format_euros
from ledger.models import Account
from receipts.models import CashCount
from receipts.selectors import cash_difference as selectors
from receipts.services.cash_difference import post_difference
from receipts.views.answers import staff


class DifferenceForm(forms.Form):
    """Which account takes it; ``seen`` is the difference shown, in euros."""

    account = forms.TypedChoiceField(label=gettext_lazy("Compte de l’écart"), coerce=int)
    seen = MoneyFormField(widget=forms.HiddenInput)
    remember = forms.BooleanField(
        label=gettext_lazy("Retenir ce compte pour les prochains écarts de l’entité"),
        required=False,
    )

    def __init__(self, *args: Any, accounts: list[Account], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["account"].choices = [(each.pk, str(each)) for each in accounts]  # type: ignore[attr-defined]


@right_required("receipts.post_receipts")
@require_http_methods(["GET", "POST"])
def difference(request: HttpRequest, pk: int) -> HttpResponse:
    """What will be written, with the account chosen (``account``); posted by POST."""
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
                )
            except BusinessError as refusal:
                form.add_error(None, " ".join([str(refusal), *refusal.problems]))
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
    wanted = request.POST.get("account") or request.GET.get("account", "")
    known = {str(each.pk): each for each in accounts}
    account = known.get(wanted) or next(iter(accounts), None)
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
