"""Keep the later cheques of a debt: a page that starts from what the first one gave."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from core.people.access import right_required
from core.screens import toasts
from core.text.dates import months_later
from core.text.errors import BusinessError
from core.text.money import format_amount, format_euros
from core.text.numbers import read_wholes
from ledger.books.models import Account
from receipts.counter.forms.batch_forms import problems_of
from receipts.counter.forms.held_cheque_forms import MOST, HoldForm
from receipts.counter.models import Batch, Cheque, HeldCheque
from receipts.counter.selectors import held_cheques as selectors
from receipts.counter.selectors.batches_in_hand import visible
from receipts.counter.selectors.find_payer import accounts_shown, twins
from receipts.counter.services.keep_cheques import hold_cheques
from receipts.counter.services.keep_unfinished_line import unfinished
from receipts.counter.services.undo_keeping import undo_keeping
from receipts.counter.views.batches import KEY, get_batch
from receipts.counter.views.cheques import get_cheque
from receipts.draft.views.answers import staff, undo_ids, undo_url

_TEXTS = ("form_id", "drawer", "bank", "date", "account_key", "bank_key", "first", "lot", "line")


@right_required(KEY)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """The cheques to keep, proposed after the first; sent twice, they are kept once."""
    if request.method == "POST":
        return _save(request)
    values = _proposed(request)
    if values is None:
        toasts.refused(
            request,
            _("Rien à reprendre : saisissez le premier chèque, ou dites au moins qui paie."),
        )
        return redirect("receipts:batch", pk=int(request.GET["lot"]))
    return _page(request, values)


def _proposed(request: HttpRequest) -> dict[str, Any] | None:
    """What the first cheque gave: the one named, else the line half typed, else the last keyed."""
    named = request.GET.get("cheque", "")
    if named.isdecimal() and len(named) < 19:
        return _after_cheque(get_cheque(request, int(named)), lot="")
    lot = request.GET.get("lot", "")
    batch = get_batch(request, int(lot) if lot.isdecimal() and len(lot) < 19 else 0)
    line = unfinished(batch, staff(request))
    if line.get("account"):
        return _of_line(batch, line)
    last = selectors.last_keyed(batch, staff(request))
    return _after_cheque(last, lot=str(batch.pk)) if last else None


def _after_cheque(first: Cheque, *, lot: str) -> dict[str, Any]:
    amount, day = format_amount(first.amount), months_later(timezone.localdate(), 1)
    return {
        "form_id": str(uuid4()),
        "drawer": first.drawer,
        "bank": first.drawee_bank,
        "date": f"{first.cheque_date:%Y-%m-%d}",
        "account_key": first.account_key,
        "bank_key": first.bank_key,
        "first": str(first.pk),
        "lot": lot,
        "line": "",
        "paid": [
            (account_id, format_amount(share))
            for account_id, share in first.shares.values_list("account", "amount")
        ],
        "rows": [(selectors.next_number(first.number), amount, f"{day:%Y-%m-%d}")],
        "after": first,
    }


def _of_line(batch: Batch, line: dict[str, str]) -> dict[str, Any]:
    """The line itself is to be kept: nothing of it goes into the batch."""
    ids = read_wholes(line["account"].split(","))
    shares = line.get("share", "").split(";")
    written = line.get("date", "")
    today = timezone.localdate()
    later = written if written > f"{today:%Y-%m-%d}" else f"{months_later(today, 1):%Y-%m-%d}"
    return {
        "form_id": str(uuid4()),
        **{name: line.get(name, "") for name in ("drawer", "bank", "account_key", "bank_key")},
        "date": written or f"{today:%Y-%m-%d}",
        "first": "",
        "lot": str(batch.pk),
        "line": "1",
        "paid": list(zip(ids, [*shares, *[""] * len(ids)], strict=False)),
        "rows": [(line.get("number", ""), line.get("words") or line.get("figures", ""), later)],
        "after": None,
    }


def _page(
    request: HttpRequest,
    values: dict[str, Any],
    *,
    error: str = "",
    found: Sequence[Cheque] = (),
    kept: Sequence[HeldCheque] = (),
) -> HttpResponse:
    weights = dict(values["paid"])
    accounts: list[Account] = accounts_shown(list(weights))
    context = {
        "values": {name: values[name] for name in _TEXTS},
        "paid": [(account, weights[account.pk]) for account in accounts],
        "rows": values["rows"],
        "after": values["after"],
        "most": MOST,
        "error": error,
        "twins": found,
        "kept": kept,
    }
    wrong = bool(error or found or kept)
    return render(request, "receipts/counter/held/new.html", context, status=422 if wrong else 200)


def _typed(request: HttpRequest) -> dict[str, Any]:
    """The form as it was sent, to show it again."""
    ids = read_wholes(request.POST.getlist("account"))
    weights = [*request.POST.getlist("weight"), *[""] * len(ids)]
    names = ("number", "amount", "agreed")
    return {
        **{name: request.POST.get(name, "") for name in _TEXTS},
        "paid": list(zip(ids, weights, strict=False)),
        "rows": list(zip(*(request.POST.getlist(name) for name in names), strict=False))[:MOST],
        "after": _first(request),
    }


def _first(request: HttpRequest) -> Cheque | None:
    """The first cheque of the debt, where it is still there and this user may see it."""
    text = request.POST.get("first", "")
    if not text.isdecimal() or len(text) > 18:
        return None
    return Cheque.objects.filter(pk=int(text), batch__in=visible(staff(request))).first()


def _save(request: HttpRequest) -> HttpResponse:
    form = HoldForm(request.POST)
    if not form.is_valid():
        return _page(request, _typed(request), error=problems_of(form))
    to_hold = form.to_hold(after=_first(request))
    if not form.cleaned_data["accept"]:
        bank, key = to_hold.drawee_bank, to_hold.account_key
        numbers = [row.number for row in to_hold.later]
        found = [each for n in numbers for each in twins(n, drawee_bank=bank, account_key=key)]
        kept = [
            each
            for n in numbers
            for each in selectors.twins_kept(n, drawee_bank=bank, account_key=key)
            if each.form_id != to_hold.form_id
        ]
        if found or kept:
            return _page(request, _typed(request), found=found, kept=kept)
    try:
        held = hold_cheques(to_hold, acting_user=staff(request))
    except BusinessError as error:
        return _page(request, _typed(request), error=str(error))
    undo = undo_url(request, "receipts:held_undo", [each.pk for each in held])
    toasts.done(request, _told(held), undo=undo)
    lot = form.cleaned_data["lot"]
    if lot and visible(staff(request)).filter(pk=lot).exists():
        return redirect("receipts:batch", pk=lot)
    if to_hold.first_id:
        return redirect("receipts:cheque", pk=to_hold.first_id)
    return redirect("receipts:held_cheques")


def _told(held: Sequence[HeldCheque]) -> str:
    first: date = min(each.agreed_date for each in held)
    return ngettext(
        "%(count)d chèque gardé jusqu’au %(day)s : %(total)s. Rien n’en va au lot ni à sa bande.",
        "%(count)d chèques gardés, le premier jusqu’au %(day)s : %(total)s. Rien n’en va au lot ni "
        "à sa bande.",
        len(held),
    ) % {
        "count": len(held),
        "day": f"{first:%d/%m/%Y}",
        "total": format_euros(selectors.total_of(held)),
    }


@right_required(KEY)
@require_POST
def undo(request: HttpRequest) -> HttpResponse:
    """Take back what was just kept."""
    try:
        undo_keeping(undo_ids(request) or [], acting_user=staff(request))
    except BusinessError as error:
        toasts.refused(request, error)
    else:
        toasts.done(request, _("Ces chèques ne sont plus gardés."))
    return redirect("receipts:held_cheques")
