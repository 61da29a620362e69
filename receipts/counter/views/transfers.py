"""Transfer slips: cases are added by a key, the slip is closed, printed and final."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.people.access import right_required
from core.screens import toasts
from core.screens.lists.records import HISTORY, RecordPage, RecordTab
from core.screens.pdf import pdf_response, render_pdf
from core.text.errors import BusinessError
from core.text.money import format_amount
from core.text.numbers import read_wholes
from ledger.books.models import Account
from ledger.books.views.book_links import account_url
from receipts.counter.forms.transfer_forms import CaseForm
from receipts.counter.models import Batch, Cheque, TransferItem, TransferSlip
from receipts.counter.selectors import transfer_slips as selectors
from receipts.counter.selectors.batches_in_hand import visible
from receipts.counter.selectors.held_cheques import last_keyed
from receipts.counter.services import transfer_case as transferring
from receipts.counter.services.keep_unfinished_line import unfinished
from receipts.counter.views.batches import KEY, get_batch
from receipts.counter.views.cheques import get_cheque
from receipts.counter.views.transfer_lists import TransferSlipList
from receipts.draft.views.answers import staff

CLOSE = "receipts_counter.close_transfer_slip"

RECORD = RecordPage(
    kind="receipts.transfer_slip",
    list_page=TransferSlipList,
    tabs=(
        RecordTab("overview", gettext_lazy("Dossiers"), "receipts:transfer_slip"),
        RecordTab(HISTORY, gettext_lazy("Historique"), "receipts:transfer_slip_history"),
    ),
)


def _slip(pk: int) -> TransferSlip:
    return get_object_or_404(selectors.slips(), pk=pk)


@right_required(KEY)
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Add a case to the open slip of a service. ``pk`` is the account that it is about."""
    if request.method == "POST":
        form = CaseForm(request.POST)
        if form.is_valid():
            try:
                item = transferring.add_case(form.case(), acting_user=staff(request))
            except BusinessError as error:
                form.add_error(None, str(error))
            else:
                return _added(request, item, form.cleaned_data)
    else:
        form = CaseForm(initial=_proposed(request, pk))
    context = {"form": form, "open_slips": selectors.open_slips()}
    status = 422 if form.is_bound else 200
    return render(request, "receipts/counter/transfers/add.html", context, status=status)


def _added(request: HttpRequest, item: TransferItem, values: dict[str, Any]) -> HttpResponse:
    said = _("%(papers)s : sur le bordereau de « %(slip)s ».") % {
        "papers": item.papers_label,
        "slip": item.slip,
    }
    toasts.done(request, said, undo=reverse("receipts:transfer_remove", args=[item.pk]))
    if values["lot"] and visible(staff(request)).filter(pk=values["lot"]).exists():
        return redirect("receipts:batch", pk=values["lot"])
    if item.cheque_id:
        return redirect("receipts:cheque", pk=item.cheque_id)
    if item.account:
        return redirect(account_url(item.account))
    return redirect("receipts:transfer_slip", pk=item.slip_id)


def _number(request: HttpRequest, name: str) -> int:
    text = request.GET.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 19 else 0


def _proposed(request: HttpRequest, account_id: int | None) -> dict[str, Any]:
    """What the page one comes from already says: an account, a cheque, a line half typed."""
    proposed: dict[str, Any] = {"service": selectors.usual_service(staff(request))}
    if account_id is not None:
        get_object_or_404(Account, pk=account_id)
        return {**proposed, "account": account_id}
    if "cheque" in request.GET:
        return {**proposed, **_of_cheque(get_cheque(request, _number(request, "cheque")))}
    if "lot" in request.GET:
        return {**proposed, **_of_batch(request, get_batch(request, _number(request, "lot")))}
    return proposed


def _of_batch(request: HttpRequest, batch: Batch) -> dict[str, Any]:
    line = unfinished(batch, staff(request))
    accounts = read_wholes(line.get("account", "").split(","))
    if accounts:
        return {
            "lot": batch.pk,
            "account": accounts[0],
            "amount": line.get("words") or line.get("figures"),
            "reference": line.get("number"),
        }
    last = last_keyed(batch, staff(request))
    return {"lot": batch.pk, **(_of_cheque(last) if last else {})}


def _of_cheque(cheque: Cheque) -> dict[str, Any]:
    share = cheque.shares.first()
    return {
        "cheque": cheque.pk,
        "account": share.account_id if share else None,
        "reference": cheque.number,
        "amount": format_amount(cheque.amount),
    }


@right_required(KEY)
@require_GET
def record(request: HttpRequest, pk: int) -> HttpResponse:
    slip = _slip(pk)
    return RECORD.render(
        request,
        slip,
        tab="overview",
        template="receipts/counter/transfers/record.html",
        slip=slip,
        content=selectors.content_of(slip),
    )


@right_required(KEY)
@require_GET
def history(request: HttpRequest, pk: int) -> HttpResponse:
    return RECORD.history(request, _slip(pk))


@right_required(KEY)
@require_GET
def pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The slip that goes with the papers."""
    slip = _slip(pk)
    title = _("Bordereau de transmission")
    context = {"slip": slip, "content": selectors.content_of(slip)}
    content = render_pdf("receipts/counter/pdf/transfer.html", context, title=title)
    return pdf_response(content, title=f"{title} {slip}")


def _do(request: HttpRequest, act: Callable[[], tuple[str, int]], back: int) -> HttpResponse:
    """``act`` returns what to say and the slip to go to."""
    try:
        said, slip_id = act()
    except BusinessError as error:
        toasts.refused(request, error)
        return redirect("receipts:transfer_slip", pk=back)
    toasts.done(request, said)
    return redirect("receipts:transfer_slip", pk=slip_id)


@right_required(CLOSE)
@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    slip = _slip(pk)

    def act() -> tuple[str, int]:
        closed = transferring.close_slip(slip.pk, acting_user=staff(request))
        said = _("%(slip)s : clos. Imprimez-le et joignez-le aux pièces.") % {"slip": closed}
        return said, slip.pk

    return _do(request, act, slip.pk)


@right_required(KEY)
@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a case off an open slip."""
    item = get_object_or_404(TransferItem, pk=pk)

    def act() -> tuple[str, int]:
        transferring.remove_case(pk, acting_user=staff(request))
        return _("%(item)s : retiré du bordereau.") % {"item": item}, item.slip_id

    return _do(request, act, item.slip_id)


@right_required(KEY)
@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back, on the next slip, a case of a closed one."""
    item = get_object_or_404(TransferItem, pk=pk)

    def act() -> tuple[str, int]:
        reason = request.POST.get("reason", "")
        taken = transferring.take_back(pk, acting_user=staff(request), reason=reason)
        said = _("%(item)s : repris sur le bordereau en cours.") % {"item": item}
        return said, taken.slip_id

    return _do(request, act, item.slip_id)
