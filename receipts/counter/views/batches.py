"""The counter's home, and the life of a batch."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from core.people.access import right_required
from core.people.models import User
from core.screens import toasts
from core.screens.answers import done_or_refused
from core.screens.pdf import pdf_response, render_pdf
from core.text.errors import BusinessError
from core.text.money import format_euros
from receipts.counter.forms.batch_forms import OpenBatchForm, TapeForm, problems_of
from receipts.counter.models import Batch
from receipts.counter.selectors import batches_in_hand as selectors
from receipts.counter.selectors.batch_outcomes import outcome_lines
from receipts.counter.selectors.cheques_to_deposit import waiting_by_entity
from receipts.counter.services import close_batch as closing
from receipts.counter.services import open_batch as batches
from receipts.draft.views.answers import staff

KEY = "receipts_counter.key_receipts"
CLOSE = "receipts_counter.close_batch"


def get_batch(request: HttpRequest, pk: int) -> Batch:
    """The batch, where this user may see it."""
    return get_object_or_404(selectors.visible(staff(request)), pk=pk)


@right_required(KEY)
@require_GET
def counter(request: HttpRequest) -> HttpResponse:
    """Batches in hand, what waits for the bank, and the form of a new batch."""
    context = {
        "rows": selectors.in_hand(staff(request)),
        "waiting": waiting_by_entity(),
        "form": OpenBatchForm(),
    }
    return render(request, "receipts/counter/home.html", context)


@right_required(KEY)
@require_POST
def open_new(request: HttpRequest) -> HttpResponse:
    """Open a batch and go to key in it."""
    form = OpenBatchForm(request.POST)
    if not form.is_valid():
        toasts.refused(request, problems_of(form))
        return redirect("receipts:counter")
    try:
        batch = batches.open_batch(
            acting_user=staff(request),
            channel_code=form.cleaned_data["channel"],
            arrival_date=form.cleaned_data["arrival_date"],
            with_open_items=form.cleaned_data["with_open_items"],
            page=form.cleaned_data["page"],
        )
    except BusinessError as error:
        toasts.refused(request, error)
        return redirect("receipts:counter")
    return redirect("receipts:batch", pk=batch.pk)


@right_required(KEY)
@require_POST
def tape(request: HttpRequest, pk: int) -> HttpResponse:
    """Save the control tape."""
    form = TapeForm(request.POST)
    if not form.is_valid():
        toasts.refused(request, problems_of(form))
        return redirect("receipts:batch", pk=pk)
    values = form.cleaned_data

    def save(user: User) -> str:
        batches.set_tape(
            pk,
            acting_user=user,
            count=values["count"],
            total=values["total"],
            amounts=values["amounts"],
        )
        return _("Bande de contrôle enregistrée.")

    return _change(request, pk, save)


def _change(request: HttpRequest, pk: int, act: Callable[[User], str]) -> HttpResponse:
    back = reverse("receipts:batch", args=[pk])
    return done_or_refused(request, lambda: act(staff(request)), back=back)


@right_required(KEY)
@require_POST
def pre_close(request: HttpRequest, pk: int) -> HttpResponse:
    def act(user: User) -> str:
        batches.pre_close_batch(pk, acting_user=user)
        return _("Lot pré-clos : imprimez son bordereau, contrôlez, puis clôturez.")

    return _change(request, pk, act)


@right_required(KEY)
@require_POST
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    def act(user: User) -> str:
        batches.reopen_batch(pk, acting_user=user)
        return _("Lot rouvert : vous pouvez saisir encore.")

    return _change(request, pk, act)


@right_required(CLOSE)
@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    def act(user: User) -> str:
        batch = closing.close_batch(pk, acting_user=user, reason=request.POST.get("reason", ""))
        tally = closing.agreement(batch)
        return ngettext(
            "Lot clos : %(count)d chèque au brouillard, pour %(total)s.",
            "Lot clos : %(count)d chèques au brouillard, pour %(total)s.",
            tally.count,
        ) % {"count": tally.count, "total": format_euros(tally.total)}

    return _change(request, pk, act)


@right_required(KEY)
@require_GET
def slip(request: HttpRequest, pk: int) -> HttpResponse:
    """The receipt slips of a batch, one page or more per building."""
    batch = get_batch(request, pk)
    title = _("Bordereau de saisie, %(batch)s") % {"batch": batch}
    content = render_pdf(
        "receipts/counter/pdf/receipt_slips.html", slip_context(batch), title=title
    )
    return pdf_response(content, title=title)


def slip_context(batch: Batch) -> dict[str, Any]:
    """What the receipt slips of a batch print."""
    return {
        "batch": batch,
        "slips": selectors.building_slips(batch),
        "its": closing.agreement(batch),
        "outcomes": outcome_lines(batch),
    }
