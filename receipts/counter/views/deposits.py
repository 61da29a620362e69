"""Deposit slips: prepared, printed, bundled by building."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from core.database.iban import bank_of, group_iban
from core.people.access import right_required
from core.screens import toasts
from core.screens.pdf import pdf_response, render_pdf
from core.text.errors import BusinessError
from core.text.money import ZERO, format_euros, to_cents
from core.text.numbers import read_whole, read_wholes
from ledger.books.models import BankAccount, Entity
from ledger.people.models import Building
from receipts.counter.forms.batch_forms import DepositForm
from receipts.counter.models import ChequeShare, DepositSlip
from receipts.counter.selectors import cheques_to_deposit as selectors
from receipts.counter.selectors.cheques_to_deposit import DEPOSIT
from receipts.counter.services.deposit_cheques import deposit_cheques
from receipts.counter.views.batches import KEY
from receipts.draft.selectors.bank_journals import journal_of
from receipts.draft.views.answers import staff

#: Cheques shown for ticking; beyond it they are all taken.
_TICKED = 500


def _chosen(request: HttpRequest, entity: Entity) -> tuple[BankAccount | None, list[BankAccount]]:
    """The bank account of the slip (``compte``), else that of the entity's debits; and all."""
    banks = {bank.pk: bank for bank in selectors.bank_accounts_of(entity.pk)}
    asked = request.POST.get("bank_account") or request.GET.get("compte", "")
    found = banks.get(read_whole(asked) or 0)
    found = found or banks.get(entity.collection_account_id or 0)
    return found or next(iter(banks.values()), None), list(banks.values())


@right_required(DEPOSIT)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose the bank account and what stays behind; then write the slip."""
    entity = get_object_or_404(Entity, pk=pk)
    form = DepositForm(request.POST or None, entity_id=pk)
    if request.method == "POST" and form.is_valid():
        try:
            slip = _deposit(request, form)
        except BusinessError as error:
            form.add_error(None, " ".join([str(error), *error.problems]))
        else:
            said = _("Remise n° %(number)d écrite : %(total)s.") % {
                "number": slip.number,
                "total": format_euros(slip.total),
            }
            toasts.done(request, said)
            return redirect("receipts:deposit", pk=slip.pk)
    bank, banks = _chosen(request, entity)
    cheques = list(selectors.to_deposit(entity.pk).order_by("pk"))
    back = list(selectors.to_take_back(bank.pk).order_by("pk")) if bank else []
    total = sum((each.amount for each in cheques), ZERO) - sum((each.amount for each in back), ZERO)
    context = {
        "entity": entity,
        "form": form,
        "bank": bank,
        "banks": banks,
        "journal": journal_of(bank) if bank else None,
        "cheques": cheques[:_TICKED],
        "more": max(0, len(cheques) - _TICKED),
        "count": len(cheques),
        "back": back,
        "total": total,
        "shown": f"{len(cheques) + len(back)}:{to_cents(total)}",
        "left_out": _left_out(request),
    }
    return render(request, "receipts/counter/deposit_new.html", context)


def _left_out(request: HttpRequest) -> list[int]:
    """The cheques that were shown and are not ticked: they stay for a later slip."""
    taken = set(read_wholes(request.POST.getlist("taken")))
    return [pk for pk in read_wholes(request.POST.getlist("listed")) if pk not in taken]


def _deposit(request: HttpRequest, form: DepositForm) -> DepositSlip:
    values = form.cleaned_data
    return deposit_cheques(
        acting_user=staff(request),
        form_id=values["form_id"],
        bank_account_id=values["bank_account"].pk,
        day=values["day"],
        today=timezone.localdate(),
        left_out=_left_out(request),
        shown=values["shown"],
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
    rows = selectors.rows_of(slip, staff(request))
    buildings = {share.account.building_id or 0: share.account.building for share in _shares(slip)}
    context = {
        "slip": slip,
        "rows": rows,
        "prints": all(row.is_shown for row in rows),
        "back": selectors.taken_back(slip),
        "bundles": [
            (building_id, str(building) if building else _("sans immeuble"))
            for building_id, building in buildings.items()
        ],
    }
    return render(request, "receipts/counter/deposit.html", context)


def _paper(request: HttpRequest, slip: DepositSlip) -> dict[str, Any]:
    """What is printed for the bank, which wants the agency's own IBAN in full. Raises Http404 where
    a cheque on it is not this user's to see."""
    rows = selectors.rows_of(slip, staff(request))
    if not all(row.is_shown for row in rows):
        raise Http404
    iban = group_iban(slip.bank_account.iban)
    return {
        "bank_name": bank_of(slip.bank_account.iban)[1],
        "slip": slip,
        "rows": rows,
        "back": selectors.taken_back(slip),
        "iban": iban,
    }


@right_required(KEY)
@require_GET
def deposit_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The slip for the bank."""
    slip = _get(pk)
    context = {**_paper(request, slip), "copy": ""}
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
    paper = _paper(request, slip)
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
