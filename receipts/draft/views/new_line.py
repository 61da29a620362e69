"""A line keyed by hand."""

from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.people.access import right_required
from core.text.errors import BusinessError
from core.text.money import format_euros
from receipts.draft.channels import CHANNELS
from receipts.draft.forms import KeyReceiptForm
from receipts.draft.services.key_receipt import key_receipt
from receipts.draft.views.answers import changed, staff


@right_required("receipts_draft.edit_draft")
@require_http_methods(["GET", "POST"])
def new_line(request: HttpRequest) -> HttpResponse:
    """The form, in the draft's dialog; sent twice, it is one line. For what is keyed in batches,
    the way to the counter."""
    if request.method == "GET":
        code = request.GET.get("canal", "")
        channel = CHANNELS.find(code)
        if channel and channel.keyed_in_batches:
            context = {"channel": channel, "today": timezone.localdate(), "page": uuid4()}
            return render(request, "receipts/partials/key_at_counter.html", context)
        form = KeyReceiptForm(initial={"channel": code})
        return render(request, "receipts/partials/new_line.html", {"form": form})
    form = KeyReceiptForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        try:
            receipt = key_receipt(
                acting_user=staff(request),
                form_id=data["form_id"],
                channel_code=data["channel"],
                account=data["account"],
                amount=data["amount"],
                movement_date=data["movement_date"],
                label=data["label"],
                movement_reference=data["movement_reference"],
                journal=data["journal"],
                voucher=data["voucher"],
                today=timezone.localdate(),
            )
        except BusinessError as error:
            form.add_error(None, " ".join([str(error), *error.problems]))
        else:
            return changed(
                request,
                _("%(receipt)s, %(amount)s : au brouillard.")
                % {"receipt": receipt.label, "amount": format_euros(receipt.amount)},
            )
    return render(request, "receipts/partials/new_line.html", {"form": form}, status=422)
