"""Deposit slips: prepared, printed, bundled by building."""

from decimal import Decimal
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from core import toasts
from core.access import right_required
from core.errors import BusinessError
from core.iban import group_iban
from core.money import ZERO, format_euros
from core.pdf import pdf_response, render_pdf
from ledger.models import Building, Entity
from receipts.counter_forms import DepositForm
from receipts.models import ChequeShare, DepositSlip
from receipts.selectors.counter import deposits as selectors
from receipts.services.counter.depositing import deposit_cheques
from receipts.views.answers import staff
from receipts.views.counter.batches import KEY

DEPOSIT = "receipts.deposit_cheques"
#: Cheques shown for ticking; beyond it they are all taken.
_TICKED = 500


def _form(entity: Entity, *args: object) -> DepositForm:
    form = DepositForm(*args)  # type: ignore[arg-type]
    banks = selectors.bank_accounts_of(entity.pk)
    form.fields["bank_account"].queryset = banks  # type: ignore[attr-defined]
    form.fields["journal"].queryset = selectors.journals_of(entity.pk)  # type: ignore[attr-defined]
    form.initial.update(
        bank_account=entity.collection_account_id or banks.values_list("pk", flat=True).first(),
        journal=selectors.default_journal_id(entity.pk),
    )
    return form


@right_required(DEPOSIT)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose the bank account and what stays behind; then write the slip."""
    entity = get_object_or_404(Entity, pk=pk)
    if request.method == "POST":
        form = _form(entity, request.POST)
        if form.is_valid():
            try:
                slip = _deposit(request, form)
            except BusinessError as error:
                form.add_error(None, str(error))
            else:
                said = _("Remise n° %(number)d écrite : %(total)s.") % {
                    "number": slip.number,
                    "total": format_euros(slip.total),
                }
                toasts.done(request, said)
                return redirect("receipts:deposit", pk=slip.pk)
    else:
        form = _form(entity)
    cheques = list(selectors.to_deposit(entity.pk).order_by("pk"))
    back = list(selectors.to_take_back(entity.pk).order_by("pk"))
    total: Decimal = sum((each.amount for each in cheques), ZERO)
    context = {
        "entity": entity,
        "form": form,
        "cheques": cheques[:_TICKED],
        "more": max(0, len(cheques) - _TICKED),
        "count": len(cheques) + len(back),
        "back": back,
        "total": total - sum((each.amount for each in back), ZERO),
    }
    return render(request, "receipts/counter/deposit_new.html", context)


def _deposit(request: HttpRequest, form: DepositForm) -> DepositSlip:
    left_out = [int(each) for each in request.POST.getlist("left_out") if each.isdecimal()]
    values = form.cleaned_data
    return deposit_cheques(
        acting_user=staff(request),
        form_id=values["form_id"],
        bank_account_id=values["bank_account"].pk,
        journal_id=values["journal"].pk,
        day=values["day"],
        left_out=left_out,
    )


def _get(pk: int) -> DepositSlip:
    rows = DepositSlip.objects.select_related("entity", "bank_account", "entry__journal")
    return get_object_or_404(rows.defer("bank_account__iban"), pk=pk)


def _shares(slip: DepositSlip) -> list[ChequeShare]:
    return list(
        ChequeShare.objects.filter(cheque__deposit_lines__slip=slip)
        .select_related("cheque", "account__building", "account__entity")
        .order_by("account__building__code", "cheque", "pk")
        .distinct()
    )


@right_required(KEY)
@require_GET
def deposit(request: HttpRequest, pk: int) -> HttpResponse:
    """A slip: its lines, its entry, its papers."""
    slip = _get(pk)
    buildings = {share.account.building_id or 0: share.account.building for share in _shares(slip)}
    context = {
        "slip": slip,
        "rows": selectors.rows_of(slip),
        "bundles": [
            (building_id, str(building) if building else _("sans immeuble"))
            for building_id, building in buildings.items()
        ],
    }
    return render(request, "receipts/counter/deposit.html", context)


def _paper(slip: DepositSlip) -> dict[str, Any]:
    """What is printed for the bank, which wants the agency's own IBAN in full."""
    iban = group_iban(slip.bank_account.iban)
    return {"slip": slip, "rows": selectors.rows_of(slip), "iban": iban}


@right_required(KEY)
@require_GET
def deposit_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The slip for the bank."""
    slip = _get(pk)
    context = {**_paper(slip), "copy": ""}
    title = _("Bordereau de remise de chèques")
    return pdf_response(
        render_pdf("receipts/counter/pdf/deposit.html", context, title=title), title=f"remise-{pk}"
    )


@right_required(KEY)
@require_GET
def bundle(request: HttpRequest, pk: int, building: int) -> HttpResponse:
    """The liasse of one building: its receipt slip, its cheques, the client's copy."""
    slip = _get(pk)
    shares = [each for each in _shares(slip) if (each.account.building_id or 0) == building]
    if not shares:
        raise Http404
    place = Building.objects.filter(pk=building).first()
    cheques = {share.cheque_id for share in shares}
    paper = _paper(slip)
    context = {
        "place": str(place) if place else str(slip.entity),
        "shares": shares,
        "total": sum((each.amount for each in shares), ZERO),
        "its_rows": [row for row in paper["rows"] if row.line.cheque_id in cheques],
        **paper,
        "copy": _("Exemplaire client"),
    }
    title = _("Liasse %(place)s") % {"place": context["place"]}
    content = render_pdf("receipts/counter/pdf/bundle.html", context, title=title)
    return pdf_response(content, title=title)
