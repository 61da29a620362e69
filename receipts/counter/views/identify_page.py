"""Receipts of unknown payers: their list, and the act that says whose one is."""

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from core.people.access import right_required
from core.screens import toasts
from core.screens.lists import Column, ListPage
from core.screens.lists.history import history_of
from core.text.errors import BusinessError
from ledger.books.selectors.suspense import SUSPENSE
from receipts.counter.forms.batch_forms import CancelChequeForm
from receipts.counter.forms.identify_form import IdentifyForm
from receipts.draft.channels import label_of
from receipts.draft.models import DraftReceipt
from receipts.draft.selectors.receipt import receipts_of
from receipts.draft.selectors.unidentified import IDENTIFY, standing_identification, unidentified
from receipts.draft.services.identify_receipt import identify_receipt, undo_identification
from receipts.draft.views.answers import staff


class UnidentifiedList(ListPage[DraftReceipt]):
    """What the suspense accounts hold of receipts, the oldest first."""

    key = "receipts.unidentified"
    title = gettext_lazy("À identifier")
    url_name = "receipts:unidentified"
    access = IDENTIFY
    search_fields = ("label", "voucher")
    default_sort = "date"
    empty_text = gettext_lazy(
        "Rien à identifier : un chèque de payeur inconnu viendra ici une fois validé."
    )
    columns = (
        Column("date", gettext_lazy("Date mouvement"), "movement_date", "date"),
        Column("libelle", gettext_lazy("Libellé"), "label", link=True, sort=None),
        Column("montant", gettext_lazy("Montant"), "amount", "amount", total="amount"),
        Column("entite", gettext_lazy("Entité"), "entity.code", sort=None),
        Column("compte", gettext_lazy("N° de compte"), "account.code", sort=None),
        Column("canal", gettext_lazy("Canal"), lambda row: label_of(row.channel), sort=None),
        Column("piece", gettext_lazy("Pièce"), "voucher", sort=None),
    )

    def queryset(self) -> QuerySet[DraftReceipt]:
        return unidentified(self.user).select_related("entity", "account").defer("raw_data")

    def row_url(self, row: DraftReceipt) -> str:
        return reverse("receipts:identify", args=[row.pk])


def _get(request: HttpRequest, pk: int) -> DraftReceipt:
    rows = receipts_of(staff(request)).filter(account__code__startswith=SUSPENSE)
    return get_object_or_404(rows, pk=pk, entry__isnull=False)


@right_required(IDENTIFY)
@require_http_methods(["GET", "POST"])
def identify(request: HttpRequest, pk: int) -> HttpResponse:
    """Say whose it is; once said, the way back."""
    receipt = _get(request, pk)
    assert receipt.entity_id is not None  # noqa: S101 - a posted receipt has its entity
    form = IdentifyForm(request.POST or None, entity_id=receipt.entity_id)
    if request.method == "POST" and form.is_valid():
        try:
            identification = identify_receipt(
                pk, form.owner(), acting_user=staff(request), today=timezone.localdate()
            )
        except BusinessError as refusal:
            form.add_error(None, " ".join([str(refusal), *refusal.problems]))
        else:
            said = _("%(receipt)s : à %(account)s, écriture %(entry)s.")
            facts = {
                "receipt": receipt.label,
                "account": identification.account,
                "entry": identification.entry,
            }
            toasts.done(request, said % facts)
            return redirect("receipts:unidentified")
    known = standing_identification(pk)
    context = {
        "receipt": receipt,
        "known": known,
        "waits": unidentified(staff(request)).filter(pk=pk).exists(),
        "form": form,
        "undo_form": CancelChequeForm(auto_id="undo_%s") if known else None,
        "events": history_of(receipt),
    }
    status = 422 if form.errors else 200
    return render(request, "receipts/counter/identify.html", context, status=status)


@right_required(IDENTIFY)
@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """It was not theirs: the receipt waits again."""
    receipt = _get(request, pk)
    form = CancelChequeForm(request.POST)
    if not form.is_valid():
        toasts.refused(request, _("La raison et la date sont nécessaires."))
        return redirect("receipts:identify", pk=pk)
    try:
        mirror = undo_identification(pk, acting_user=staff(request), **form.cleaned_data)
    except BusinessError as error:
        toasts.refused(request, " ".join([str(error), *error.problems]))
    else:
        said = _("%(receipt)s : de nouveau à identifier, écriture %(entry)s.")
        toasts.done(request, said % {"receipt": receipt.label, "entry": mirror})
    return redirect("receipts:identify", pk=pk)
