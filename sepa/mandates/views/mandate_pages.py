"""Mandates and their proof."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from core.people.access import right_required
from core.screens import toasts
from core.screens.pdf import pdf_response
from core.text.errors import BusinessError
from receipts.draft.views.answers import staff
from sepa.mandates.enums import PAPER, SignatureChannel
from sepa.mandates.models import Mandate
from sepa.mandates.services.download_mandate import download_mandate
from sepa.mandates.services.reveal_mandate_iban import reveal_iban
from sepa.mandates.views.mandate_list import MANDATE, SEE

#: What of the proof is shown, in this order, and what it is called.
_PROOF_LABELS = {
    "signed_at_utc": gettext_lazy("Signé (UTC)"),
    "channel": gettext_lazy("Moyen"),
    "seen_by": gettext_lazy("Vu par"),
    "seen_at_utc": gettext_lazy("Vu (UTC)"),
    "filed_with": gettext_lazy("Classé avec"),
    "form_opened_at_utc": gettext_lazy("Formulaire ouvert (UTC)"),
    "paid_besides": gettext_lazy("Payé en plus de (RUM)"),
    "code_sent_at_utc": gettext_lazy("Code envoyé (UTC)"),
    "wrong_codes": gettext_lazy("Codes erronés avant le bon"),
    "login": gettext_lazy("Identifiant de connexion"),
    "debtor_email": gettext_lazy("E-mail"),
    "ip_address": gettext_lazy("Adresse IP"),
    "user_agent": gettext_lazy("Navigateur"),
    "session_sha256": gettext_lazy("Empreinte de la session"),
    "text_version": gettext_lazy("Version du texte"),
    "text_sha256": gettext_lazy("Empreinte du texte"),
    "pdf_sha256": gettext_lazy("Empreinte du PDF"),
    "iban_fingerprint": gettext_lazy("Empreinte de l’IBAN"),
}
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
        for name, label in _PROOF_LABELS.items()
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


@right_required("core_people.reveal_iban")
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


@right_required("core_people.reveal_iban")
@require_POST
def iban(request: HttpRequest, pk: int) -> HttpResponse:
    """The IBAN in full, put in place of the masked one."""
    shown = reveal_iban(get_object_or_404(Mandate, pk=pk), acting_user=staff(request))
    answer = HttpResponse(format_html('<span class="font-monospace">{}</span>', shown))
    answer.headers["Cache-Control"] = "no-store"
    return answer
