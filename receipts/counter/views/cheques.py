"""One cheque: what it is, and what can still be done to it."""

from uuid import uuid4

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from core.people.access import right_required
from core.screens import toasts
from core.screens.lists.history import history_of
from core.text.errors import BusinessError
from core.text.money import ZERO
from receipts.counter.enums import BatchState, ChequeState
from receipts.counter.forms.batch_forms import BounceForm, CancelChequeForm, problems_of
from receipts.counter.models import Batch, Cheque, HeldCheque
from receipts.counter.selectors.batch_outcomes import chosen_debts
from receipts.counter.selectors.batches_in_hand import visible_cheques, with_shares
from receipts.counter.selectors.cheques_to_deposit import to_take_back
from receipts.counter.services import (
    bounce_cheque as bouncing,
)
from receipts.counter.services import (
    cancel_cheque as correcting,
)
from receipts.counter.services import (
    key_cheque as keying,
)
from receipts.counter.views.batches import CLOSE, KEY, get_batch
from receipts.draft.views.answers import UNDO_SECONDS, staff

DEPOSIT = "receipts_counter.deposit_cheques"


def get_cheque(request: HttpRequest, pk: int) -> Cheque:
    """The cheque, where this user may see it."""
    return get_object_or_404(with_shares(visible_cheques(staff(request))), pk=pk)


@right_required(KEY)
@require_GET
def cheque(request: HttpRequest, pk: int) -> HttpResponse:
    """Its facts, its shares, its deposits; the forms of what may happen to it."""
    cheque = get_cheque(request, pk)
    standing = cheque.state in (ChequeState.DRAFTED, ChequeState.DEPOSITED)
    fallen = cheque.state in (ChequeState.CANCELLED, ChequeState.BOUNCED)
    again = Cheque.objects.filter(replaces=cheque).first()
    context = {
        "cheque": cheque,
        "lines": cheque.deposit_lines.select_related("slip"),
        "to_take_back": to_take_back().filter(pk=cheque.pk).exists(),
        "again": again,
        "open_batch": _batch_in_hand(request) if fallen and again is None else None,
        "may_key_again": fallen and again is None,
        "cancel_form": CancelChequeForm(auto_id="cancel_%s") if standing else None,
        "bounce_form": BounceForm(entity_id=cheque.entity_id, auto_id="bounce_%s")
        if cheque.state == ChequeState.DEPOSITED
        else None,
        "debts": chosen_debts(cheque),
        "undo_form": CancelChequeForm(auto_id="undo_%s")
        if cheque.state == ChequeState.BOUNCED
        and (again is None or again.state == ChequeState.CANCELLED)
        else None,
        "events": history_of(cheque),
    }
    return render(request, "receipts/counter/cheque.html", context)


def _batch_in_hand(request: HttpRequest) -> Batch | None:
    """The user's latest open batch: where a cheque would be keyed again."""
    return Batch.objects.filter(owner=staff(request), state=BatchState.OPEN).order_by("-pk").first()


@right_required(KEY)
@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a line out of an open batch."""
    cheque = get_cheque(request, pk)
    keyed = keying.keyed_again(cheque)
    # One that was kept is kept again: it is put in a batch from there, not from here.
    was_kept = HeldCheque.objects.filter(cheque=cheque).exists()
    try:
        keying.remove_cheque(pk, acting_user=staff(request))
    except BusinessError as error:
        toasts.refused(request, error)
    else:
        said = _("%(cheque)s : retiré du lot.") % {"cheque": cheque}
        undo = "" if was_kept else _undo_removal(request, cheque.batch_id, keyed)
        toasts.done(request, said, undo=undo)
    return redirect("receipts:batch", pk=cheque.batch_id)


def _undo_removal(request: HttpRequest, batch_id: int, keyed: keying.KeyedCheque) -> str:
    """The address that writes the cheque again; good for ten minutes, for whoever removed it."""
    token = uuid4().hex
    cache.set(f"cheque-removed:{token}", (staff(request).pk, batch_id, keyed), UNDO_SECONDS)
    return f"{reverse('receipts:cheque_restore', args=[batch_id])}?retrait={token}"


@right_required(KEY)
@require_POST
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a cheque that was just taken out back into its batch."""
    token = request.GET.get("retrait", "")[:32]
    user_id, batch_id, keyed = cache.get(f"cheque-removed:{token}") or (None, 0, None)
    if keyed is None or (user_id, batch_id) != (staff(request).pk, pk):
        toasts.refused(request, _("Il est trop tard pour revenir en arrière par ce bouton."))
        return redirect("receipts:batch", pk=get_batch(request, pk).pk)
    try:
        cheque = keying.key_cheque(pk, keyed, acting_user=staff(request))
    except BusinessError as error:
        toasts.refused(request, error)
    else:
        toasts.done(request, _("%(cheque)s : rétabli.") % {"cheque": cheque})
    return redirect("receipts:batch", pk=pk)


@right_required(CLOSE)
@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Cancel a cheque of a closed batch."""
    form = CancelChequeForm(request.POST)
    if not form.is_valid():
        toasts.refused(request, _("La raison et la date sont nécessaires."))
        return redirect("receipts:cheque", pk=pk)
    try:
        cheque = correcting.cancel_cheque(pk, acting_user=staff(request), **form.cleaned_data)
    except BusinessError as error:
        toasts.refused(request, " ".join([str(error), *error.problems]))
    else:
        toasts.done(request, _("%(cheque)s : annulé.") % {"cheque": cheque})
    return redirect("receipts:cheque", pk=pk)


@right_required(DEPOSIT)
@require_POST
def bounce(request: HttpRequest, pk: int) -> HttpResponse:
    """The bank took the cheque back."""
    form = BounceForm(request.POST, entity_id=get_cheque(request, pk).entity_id)
    if not form.is_valid():
        toasts.refused(request, problems_of(form))
        return redirect("receipts:cheque", pk=pk)
    values = form.cleaned_data
    account = values["fee_account"]
    try:
        entries = bouncing.bounce_cheque(
            pk,
            acting_user=staff(request),
            reason=values["reason"],
            day=values["day"],
            fee=values["fee"] or ZERO,
            fee_account_id=account.pk if account else None,
        )
    except BusinessError as error:
        toasts.refused(request, error)
    else:
        said = _(" et ").join(str(entry) for entry in entries)
        toasts.done(request, _("Impayé écrit (%(said)s) : la dette est rouverte.") % {"said": said})
    return redirect("receipts:cheque", pk=pk)


@right_required(DEPOSIT)
@require_POST
def undo_bounce(request: HttpRequest, pk: int) -> HttpResponse:
    """The bank paid it after all, or it never bounced."""
    form = CancelChequeForm(request.POST)
    if not form.is_valid():
        toasts.refused(request, _("La raison et la date sont nécessaires."))
        return redirect("receipts:cheque", pk=pk)
    try:
        mirror = bouncing.undo_bounce(pk, acting_user=staff(request), **form.cleaned_data)
    except BusinessError as error:
        toasts.refused(request, " ".join([str(error), *error.problems]))
    else:
        said = _("Impayé annulé par l’écriture %(mirror)s : le chèque a retrouvé sa remise.")
        toasts.done(request, said % {"mirror": mirror})
    return redirect("receipts:cheque", pk=pk)
