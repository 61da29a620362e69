"""The fastest screen: one line to key, the tape beside it, what was keyed below."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from core.people.access import right_required
from core.screens import toasts
from core.text.errors import BusinessError
from core.text.money import ZERO, format_amount, format_euros, from_cents
from core.text.numbers import read_wholes
from receipts.counter.enums import BatchState
from receipts.counter.forms.batch_forms import ChequeForm, problems_of
from receipts.counter.forms.choices import Choices
from receipts.counter.models import Batch, Cheque, HeldCheque
from receipts.counter.selectors import batches_in_hand as selectors
from receipts.counter.selectors import find_payer as search_selectors
from receipts.counter.selectors.batch_outcomes import outcome_lines
from receipts.counter.selectors.counter_rule import counter_rule
from receipts.counter.selectors.held_cheques import twins_kept
from receipts.counter.services import key_cheque as keying
from receipts.counter.services.close_batch import agreement
from receipts.counter.services.keep_unfinished_line import keep_unfinished, unfinished
from receipts.counter.views.batches import KEY, get_batch
from receipts.counter.views.cheques import get_cheque
from receipts.counter.views.open_items_panel import panel_context
from receipts.draft.views.answers import staff

#: Fields of the line that hold one text each.
TEXTS = (
    *("form_id", "figures", "words", "number", "drawer", "bank", "date"),
    *("account_key", "bank_key", "cheque", "replaces"),
)


@right_required(KEY)
@require_GET
def batch(request: HttpRequest, pk: int) -> HttpResponse:
    """A batch: its line to key while it is open, its agreement and its cheques."""
    shown = get_batch(request, pk)
    line = _line(request, shown) if shown.state == BatchState.OPEN else None
    banks = search_selectors.bank_names() if line else []
    return render(request, "receipts/counter/batch.html", _context(shown, line, banks=banks))


def _context(batch: Batch, line: dict[str, Any] | None, **more: Any) -> dict[str, Any]:
    cheques = selectors.last_lines(batch)
    return {
        "batch": batch,
        "its": agreement(batch),
        "late": batch.pk in selectors.late_batches([batch]),
        "cheques": cheques,
        "line": line,
        "words_above": counter_rule().words_above if line else ZERO,
        "last": cheques[0] if cheques else None,
        "outcomes": outcome_lines(batch),
        **panel_context(batch, line),
        "tape": " + ".join(format_amount(from_cents(cents)) for cents in batch.tape),
        "error": "",
        "twins": [],
        "kept": [],
        **more,
    }


def _line(request: HttpRequest, batch: Batch) -> dict[str, Any]:
    """The line to show: one to correct, one to key again, one left half typed, or an empty one."""
    cheque_id = request.GET.get("ligne", "") or request.GET.get("reprendre", "")
    if cheque_id.isdecimal() and len(cheque_id) < 19:
        cheque = get_cheque(request, int(cheque_id))
        correcting = "ligne" in request.GET and cheque.batch_id == batch.pk
        return _of_cheque(cheque, correcting=correcting)
    kept = unfinished(batch, staff(request))
    return _of_values(kept) if kept else _empty(batch)


def _empty(batch: Batch) -> dict[str, Any]:
    return {
        **dict.fromkeys(TEXTS, ""),
        "form_id": str(uuid4()),
        "date": f"{timezone.localdate():%Y-%m-%d}",
        "paid": [],
        "choices": Choices(),
        "restored": False,
    }


def _of_values(values: dict[str, str]) -> dict[str, Any]:
    ids = read_wholes(values.get("account", "").split(","))
    shares = values.get("share", "").split(";")
    accounts = search_selectors.accounts_shown(ids)
    paid = [
        (account, shares[rank] if rank < len(shares) else "")
        for rank, account in enumerate(accounts)
    ]
    return {
        **{name: values.get(name, "") for name in TEXTS},
        "form_id": values.get("form_id") or str(uuid4()),
        "paid": paid,
        "choices": Choices.restored(values),
        "restored": True,
    }


def _of_cheque(cheque: Cheque, *, correcting: bool) -> dict[str, Any]:
    amounts = dict(cheque.shares.values_list("account", "amount"))
    paid = [
        (account, format_amount(amounts[account.pk]))
        for account in search_selectors.accounts_shown(list(amounts))
    ]
    return {
        "form_id": str(uuid4()),
        "figures": format_amount(cheque.amount_in_figures),
        "words": format_amount(cheque.amount),
        "number": cheque.number,
        "drawer": cheque.drawer,
        "bank": cheque.drawee_bank,
        "date": f"{cheque.cheque_date:%Y-%m-%d}",
        "account_key": cheque.account_key,
        "bank_key": cheque.bank_key,
        "cheque": str(cheque.pk) if correcting else "",
        "replaces": "" if correcting else str(cheque.pk),
        "paid": paid,
        "choices": Choices.of_shares(cheque.shares.all()) if correcting else Choices(),
        "restored": False,
    }


@right_required(KEY)
@require_POST
def key(request: HttpRequest, pk: int) -> HttpResponse:
    """Save the line; sent twice, it is one cheque. Answers with the next empty line."""
    batch = get_batch(request, pk)
    form = ChequeForm(request.POST)
    if not form.is_valid():
        return _again(request, batch, problems_of(form))
    keyed = form.keyed()
    correcting = form.cleaned_data["cheque"]
    twins = search_selectors.twins(
        keyed.number,
        drawee_bank=keyed.drawee_bank,
        account_key=keyed.account_key,
        but=correcting,
    )
    twins = [each for each in twins if each.form_id != keyed.form_id]
    kept = twins_kept(keyed.number, drawee_bank=keyed.drawee_bank, account_key=keyed.account_key)
    if (twins or kept) and not form.cleaned_data["accept"]:
        return _again(request, batch, "", twins=twins, kept=kept)
    try:
        if correcting:
            cheque = keying.change_cheque(correcting, keyed, acting_user=staff(request))
        else:
            cheque = keying.key_cheque(pk, keyed, acting_user=staff(request))
    except BusinessError as error:
        return _again(request, batch, str(error))
    _tell(request, cheque)
    return render(
        request, "receipts/counter/partials/work.html", _context(batch, _empty(batch), saved=cheque)
    )


def _tell(request: HttpRequest, cheque: Cheque) -> None:
    if cheque.amounts_differ:
        toasts.done(
            request,
            _(
                "Chiffres et lettres diffèrent : %(words)s est retenu, pas %(figures)s "
                "(art. L131-10 du Code monétaire et financier)."
            )
            % {
                "words": format_euros(cheque.amount),
                "figures": format_euros(cheque.amount_in_figures),
            },
        )


def _again(
    request: HttpRequest,
    batch: Batch,
    error: str,
    *,
    twins: Sequence[Cheque] = (),
    kept: Sequence[HeldCheque] = (),
) -> HttpResponse:
    """The line as it was typed, with what is wrong."""
    batch.refresh_from_db()
    line = {**_of_values(_typed(request)), "restored": False}
    context = _context(batch, line, error=error, twins=twins, kept=kept)
    return render(request, "receipts/counter/partials/work.html", context, status=422)


def _typed(request: HttpRequest) -> dict[str, str]:
    """The line as texts: what is kept of it until it is saved."""
    return {
        **{name: request.POST.get(name, "") for name in TEXTS},
        "account": ",".join(request.POST.getlist("account")),
        "share": ";".join(request.POST.getlist("share")),
        **Choices.read(request.POST.lists()).kept(),
    }


@right_required(KEY)
@require_POST
def keep(request: HttpRequest, pk: int) -> HttpResponse:
    """Remember what is typed so far."""
    try:
        keep_unfinished(pk, acting_user=staff(request), values=_typed(request))
    except BusinessError as error:
        return JsonResponse({"message": str(error)}, status=422)
    return HttpResponse(status=204)
