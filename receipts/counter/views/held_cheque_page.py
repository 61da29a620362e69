"""One kept cheque: what it is for, and what becomes of it."""

from collections.abc import Callable, Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from core.people.access import right_required
from core.screens import toasts
from core.screens.lists.records import HISTORY, GoTo, RecordPage, RecordTab
from core.screens.pdf import pdf_response, render_pdf
from core.text.errors import BusinessError
from ledger.books.views.book_links import account_url
from receipts.counter.enums import HeldState
from receipts.counter.forms.batch_forms import problems_of
from receipts.counter.forms.held_cheque_forms import AgreedDateForm, KeeperForm, LeaveForm
from receipts.counter.models import Cheque, HeldCheque
from receipts.counter.selectors import held_cheques as selectors
from receipts.counter.services import release_held_cheque as releasing
from receipts.counter.services.keep_cheque_again import keep_cancelled
from receipts.counter.services.put_held_in_batch import TwinNumberError, put_in_batch
from receipts.counter.views.batches import KEY
from receipts.counter.views.held_cheque_list import HeldList
from receipts.draft.views.answers import staff

END = "receipts_counter.end_held_cheque"


def _links(held: HeldCheque) -> list[GoTo]:
    links = [
        GoTo(f"{held.entity.code} {share.account.code}", account_url(share.account), "address-book")
        for share in held.shares.all()
    ]
    if held.cheque is not None:
        url = reverse("receipts:cheque", args=[held.cheque_id])
        links.append(GoTo(str(held.cheque.batch), url, "writing-sign"))
    return links


RECORD = RecordPage(
    kind="receipts.held",
    list_page=HeldList,
    tabs=(
        RecordTab("overview", gettext_lazy("Aperçu"), "receipts:held"),
        RecordTab(HISTORY, gettext_lazy("Historique"), "receipts:held_history"),
    ),
    links=_links,
)


def _get(pk: int) -> HeldCheque:
    return get_object_or_404(selectors.all_held().select_related("first"), pk=pk)


def _page(request: HttpRequest, held: HeldCheque, *, found: Sequence[Cheque] = ()) -> HttpResponse:
    kept = held.state == HeldState.KEPT
    response = RECORD.render(
        request,
        held,
        tab="overview",
        template="receipts/counter/held/record.html",
        held=held,
        twins=found,
        batch=selectors.batch_in_hand(staff(request)) if kept else None,
        others=selectors.other_kept(held),
        date_form=AgreedDateForm(auto_id="date_%s") if kept else None,
        keeper_form=KeeperForm(
            auto_id="keeper_%s",
            initial={"keeper": held.keeper_id},
            entity_id=held.entity_id,
        )
        if kept
        else None,
        back_form=LeaveForm(auto_id="back_%s") if kept else None,
        cancel_form=LeaveForm(auto_id="cancel_%s") if kept else None,
    )
    response.status_code = 422 if found else 200
    return response


@right_required(KEY)
@require_GET
def record(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, _get(pk))


@right_required(KEY)
@require_GET
def history(request: HttpRequest, pk: int) -> HttpResponse:
    return RECORD.history(request, _get(pk))


@right_required(KEY)
@require_POST
def key(request: HttpRequest, pk: int) -> HttpResponse:
    """Put it into the user's open batch; a number keyed already is shown and asked about."""
    batch = selectors.batch_in_hand(staff(request))
    if batch is None:
        toasts.refused(request, _("Ouvrez d’abord un lot au guichet : ce chèque y ira."))
        return redirect("receipts:counter")
    try:
        cheque = put_in_batch(
            pk, batch.pk, acting_user=staff(request), accept_twin="accept" in request.POST
        )
    except TwinNumberError as error:
        return _page(request, _get(pk), found=error.twins)
    except BusinessError as error:
        toasts.refused(request, error)
        return redirect("receipts:held", pk=pk)
    said = _("%(cheque)s : dans le %(batch)s.") % {"cheque": cheque, "batch": batch}
    toasts.done(request, said, undo=reverse("receipts:cheque_remove", args=[cheque.pk]))
    return redirect("receipts:batch", pk=batch.pk)


def _do(
    request: HttpRequest, pk: int, act: Callable[[], HeldCheque], said: str, *, undo: str = ""
) -> HttpResponse:
    try:
        held = act()
    except BusinessError as error:
        toasts.refused(request, error)
    else:
        undo_url = reverse(undo, args=[pk]) if undo else ""
        toasts.done(request, said % {"cheque": held}, undo=undo_url)
    return redirect("receipts:held", pk=pk)


def _leave(
    request: HttpRequest, pk: int, service: Callable[..., HeldCheque], said: str
) -> HttpResponse:
    form = LeaveForm(request.POST)
    if not form.is_valid():
        toasts.refused(request, problems_of(form))
        return redirect("receipts:held", pk=pk)
    values: dict[str, Any] = form.cleaned_data
    return _do(
        request,
        pk,
        lambda: service(pk, acting_user=staff(request), **values),
        said,
        undo="receipts:held_restore",
    )


@right_required(KEY)
@require_POST
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Another day, agreed with the drawer."""
    form = AgreedDateForm(request.POST)
    if not form.is_valid():
        toasts.refused(request, problems_of(form))
        return redirect("receipts:held", pk=pk)
    values = form.cleaned_data
    return _do(
        request,
        pk,
        lambda: releasing.change_agreed_date(pk, acting_user=staff(request), **values),
        _("%(cheque)s : nouvelle date convenue."),
    )


@right_required(KEY)
@require_POST
def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """A colleague keeps it from now on."""
    form = KeeperForm(request.POST, entity_id=get_object_or_404(HeldCheque, pk=pk).entity_id)
    if not form.is_valid():
        toasts.refused(request, problems_of(form))
        return redirect("receipts:held", pk=pk)
    keeper = form.cleaned_data["keeper"]
    return _do(
        request,
        pk,
        lambda: releasing.hand_over(pk, acting_user=staff(request), keeper=keeper),
        _("%(cheque)s : un collègue le garde désormais."),
    )


@right_required(END)
@require_POST
def give_back(request: HttpRequest, pk: int) -> HttpResponse:
    said = _("%(cheque)s : rendu. Imprimez le reçu et faites-le signer.")
    return _leave(request, pk, releasing.give_back, said)


@right_required(END)
@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    return _leave(request, pk, releasing.cancel_held, _("%(cheque)s : annulé."))


@right_required(END)
@require_POST
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo a return or a cancellation."""
    return _do(
        request,
        pk,
        lambda: releasing.restore_held(pk, acting_user=staff(request)),
        _("%(cheque)s : gardé de nouveau."),
    )


@right_required(KEY)
@require_POST
def keep_again(request: HttpRequest, pk: int) -> HttpResponse:
    """The paper of a cancelled cheque is back in the drawer."""
    try:
        held = keep_cancelled(pk, acting_user=staff(request))
    except BusinessError as error:
        toasts.refused(request, error)
        return redirect("receipts:cheque", pk=pk)
    toasts.done(request, _("%(cheque)s : gardé de nouveau.") % {"cheque": held})
    return redirect("receipts:held", pk=held.pk)


@right_required(KEY)
@require_GET
def returned_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The receipt that the drawer signs when the cheque is given back."""
    held = _get(pk)
    if held.state != HeldState.GIVEN_BACK:
        raise Http404
    title = _("Reçu de restitution d’un chèque")
    content = render_pdf("receipts/counter/pdf/held_returned.html", {"held": held}, title=title)
    return pdf_response(content, title=f"{title} {held.number}")
