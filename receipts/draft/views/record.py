"""One receipt: its drawer in the draft, and its own page."""

from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from core.database import actions
from core.people.access import right_required
from core.screens import toasts
from core.screens.answers import done_or_refused
from core.screens.lists import neighbours
from core.text.errors import BusinessError
from receipts.draft.channels import CHANNELS, Transition
from receipts.draft.enums import ReceiptStatus
from receipts.draft.forms import AssignForm, ReverseForm
from receipts.draft.models import DraftReceipt
from receipts.draft.selectors import receipt as selectors
from receipts.draft.selectors.cash_refusals import cash_panels
from receipts.draft.services.assign_receipt import assign_receipt
from receipts.draft.services.lock_receipts import channel_refusals
from receipts.draft.services.reverse_receipt import redraft_receipt, redrafted_key, reverse_receipt
from receipts.draft.views.answers import changed, refusals_shown, staff

FIELDS = {
    "journal": _("journal"),
    "voucher": _("pièce"),
    "label": _("libellé"),
    "account": _("compte"),
}


def _common(request: HttpRequest, receipt: DraftReceipt) -> dict[str, Any]:
    channel = CHANNELS.get(receipt.channel)
    return {
        "receipt": receipt,
        "channel": channel,
        "steps": selectors.timeline(receipt),
        "panels": [
            {"template": template, "context": context}
            for template, context in [*cash_panels(receipt), *channel.panels(receipt)]
        ],
        "lines": selectors.last_lines(receipt.account),
        "raw": sorted(receipt.raw_data.items()),
        "may_edit": request.user.has_perm("receipts_draft.edit_draft"),
        "account_url": address("ledger:account", receipt.account_id),
        "entry_url": address("ledger:entry", receipt.entry_id),
    }


def address(name: str, pk: int | None) -> str:
    """The page of a record of the books; empty where there is none."""
    try:
        return reverse(name, args=[pk]) if pk else ""
    except NoReverseMatch:
        return ""


@right_required("receipts_draft.see_draft")
@require_GET
def drawer(request: HttpRequest, pk: int) -> HttpResponse:
    """The line, beside the grid: timeline, channel's panels, account's last lines, raw data."""
    receipt = get_object_or_404(selectors.receipts_of(staff(request)), pk=pk)
    context = {**_common(request, receipt), "assign_form": AssignForm()}
    return render(request, "receipts/partials/drawer.html", context)


@right_required("receipts_draft.see_draft")
@require_GET
def record(request: HttpRequest, pk: int) -> HttpResponse:
    """The receipt's page."""
    receipt = get_object_or_404(selectors.receipts_of(staff(request)), pk=pk)
    mirror = _mirror(receipt)
    may_reverse = (
        receipt.status == ReceiptStatus.POSTED
        and mirror is None
        and request.user.has_perm("ledger_books.reverse_entry")
    )
    refusals = channel_refusals([receipt], Transition.REVERSE) if may_reverse else {}
    again = DraftReceipt.objects.filter(
        channel=receipt.channel, source_key=redrafted_key(receipt)
    ).first()
    context = {
        **_common(request, receipt),
        "events": [
            {
                "verb": actions.label_of(event.action),
                "event": event,
                "changes": [
                    (FIELDS[name], *change)
                    for name, change in event.data.items()
                    if name in FIELDS and isinstance(change, list)
                ],
                "reason": event.data.get("reason", ""),
            }
            for event in selectors.history(receipt)
        ],
        "neighbours": neighbours(request, receipt.pk),
        "mirror": mirror,
        "mirror_url": address("ledger:entry", mirror.pk if mirror else None),
        "again": again,
        "may_draft_again": mirror is not None
        and again is None
        and request.user.has_perm("receipts_draft.edit_draft")
        and not channel_refusals([receipt], Transition.REDRAFT),
        "reverse_form": ReverseForm() if may_reverse and not refusals else None,
        "not_reversed_here": " ".join(each.text for each in refusals.get(receipt.pk, ())),
    }
    return render(request, "receipts/record.html", context)


def _mirror(receipt: DraftReceipt) -> Any:
    try:
        return receipt.entry.reversed_by if receipt.entry else None
    except ObjectDoesNotExist:
        return None


@right_required("receipts_draft.edit_draft")
@require_POST
@refusals_shown
def assign(request: HttpRequest, pk: int) -> HttpResponse:
    """Give an unassigned line its account."""
    form = AssignForm(request.POST)
    if not form.is_valid():
        raise BusinessError(" ".join(map(str, form.errors["account"])))
    account = form.cleaned_data["account"]
    receipt = assign_receipt(pk, acting_user=staff(request), account=account)
    return changed(
        request,
        gettext("%(receipt)s : affecté à %(account)s.")
        % {"receipt": receipt.label, "account": account},
    )


@right_required("ledger_books.reverse_entry")
@require_POST
def reverse_posted(request: HttpRequest, pk: int) -> HttpResponse:
    """Reverse a posted receipt, and draft it again where asked."""
    form = ReverseForm(request.POST)
    if not form.is_valid():
        toasts.refused(
            request, gettext("La raison et la date de la contre-passation sont nécessaires.")
        )
        return redirect("receipts:record", pk=pk)
    try:
        mirror = reverse_receipt(
            pk,
            acting_user=staff(request),
            reason=form.cleaned_data["reason"],
            entry_date=form.cleaned_data["entry_date"],
            draft_again=form.cleaned_data["draft_again"],
        )
    except BusinessError as error:
        toasts.refused(request, error)
    else:
        text = gettext("Règlement contre-passé par l’écriture %(mirror)s.") % {"mirror": mirror}
        if form.cleaned_data["draft_again"]:
            again = gettext("Il est de nouveau au brouillard.")
            text = f"{text} {again}"
        toasts.done(request, text)
    return redirect("receipts:record", pk=pk)


@right_required("receipts_draft.edit_draft")
@require_POST
def draft_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a reversed receipt back into the draft."""

    def act() -> str:
        redraft_receipt(pk, acting_user=staff(request))
        return gettext("Ce règlement est de nouveau au brouillard.")

    return done_or_refused(request, act, back=reverse("receipts:record", args=[pk]))
