"""Mandates and their proof."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from core import toasts
from core.access import right_required
from core.errors import BusinessError
from core.pdf import pdf_response
from receipts.views.answers import staff
from sepa.enums import SignatureChannel
from sepa.models import Mandate
from sepa.selectors import PROOF_LABELS
from sepa.services.downloads import download_mandate, reveal_iban
from sepa.services.paper_debits import PAPER
from sepa.views.lists import MANDATE, SEE

_MEANS = {**dict(SignatureChannel.choices), PAPER: gettext_lazy("Coupon signé, sur papier")}


def _get(pk: int) -> Mandate:
    rows = Mandate.objects.select_related("receipt__entity", "receipt__account", "pdf")
    return get_object_or_404(rows.defer("iban", "receipt__raw_data"), pk=pk)


def _proof_text(name: str, value: Any) -> str:
    if name.endswith("_utc"):
        return f"{datetime.fromisoformat(value):%d/%m/%Y %H:%M:%S}"
    return str(_MEANS.get(value, value))


@right_required(SEE)
@require_GET
def mandate(request: HttpRequest, pk: int) -> HttpResponse:
    """The mandate, its files and the proof of its signature."""
    record = _get(pk)
    proof = [
        (label, _proof_text(name, record.evidence[name]))
        for name, label in PROOF_LABELS.items()
        if record.evidence.get(name)
    ]
    return MANDATE.render(
        request,
        record,
        tab="mandate",
        template="sepa/mandate.html",
        proof=proof,
        transactions=record.transactions.select_related("collection").order_by("id"),
    )


@right_required(SEE)
@require_GET
def mandate_history(request: HttpRequest, pk: int) -> HttpResponse:
    """Who saw or took what of the mandate."""
    return MANDATE.history(request, _get(pk))


@right_required("core.reveal_iban")
@require_GET
def pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The signed PDF, byte for byte: the debtor's IBAN stands in it in full."""
    record = _get(pk)
    try:
        content = download_mandate(record, acting_user=staff(request))
    except BusinessError as error:
        toasts.refused(request, error)
        return HttpResponseRedirect(reverse("sepa:mandate", args=[pk]), status=303)
    answer = pdf_response(content, title=f"mandat {record.mandate_reference}")
    answer.headers["Cache-Control"] = "no-store"
    return answer


@right_required("core.reveal_iban")
@require_POST
def iban(request: HttpRequest, pk: int) -> HttpResponse:
    """The IBAN in full, put in place of the masked one."""
    shown = reveal_iban(get_object_or_404(Mandate, pk=pk), acting_user=staff(request))
    answer = HttpResponse(format_html('<span class="font-monospace">{}</span>', shown))
    answer.headers["Cache-Control"] = "no-store"
    return answer
