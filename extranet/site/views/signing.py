"""Step 2 of a payment: the mandate, its code and its signature."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from core.database.iban import bic_warning
from core.database.visitor import client_ip
from core.people.access import signed_in
from core.screens import toasts
from core.text.errors import BusinessError
from extranet.publication.models import PublishedAccount
from extranet.site import selectors
from extranet.site.services.sign_payment import sign_payment
from extranet.site.views.client import ClientRequest, own_payment, password_is_right
from sepa.mandates.rules.mandate_text import mandate_text
from sepa.requests.enums import RequestState
from sepa.requests.models import OneOffRequest
from sepa.requests.selectors.mandate_rows import mandate_rows
from sepa.requests.services.signing import (
    SignatureContext,
    amount_warning,
    code_wait,
    send_code,
    sentence_about,
    waiting_words,
)


@signed_in
@sensitive_post_parameters("code", "password")
@require_http_methods(["GET", "POST"])
def sign(request: ClientRequest, uid: UUID) -> HttpResponse:
    """Step 2: the mandate, and its signature."""
    asked = own_payment(request, uid)
    if asked.state != RequestState.DRAFT:
        return redirect("site:payment", uid=uid)
    account = selectors.account_paid_by(request.client_access, asked)
    if account is None:
        return render(request, "extranet/withdrawn.html", {"asked": asked}, status=410)
    error = ""
    if request.method == "POST":
        error = _signature_refusal(request, asked, account)
        if not error:
            return redirect("site:signed", uid=uid)
        asked = own_payment(request, uid)
    return render(
        request,
        "extranet/sign.html",
        _to_sign(request, asked, account) | {"error": error},
        status=422 if error else 200,
    )


def _to_sign(
    request: ClientRequest, asked: OneOffRequest, account: PublishedAccount
) -> dict[str, Any]:
    """What the page of the mandate shows, with what was ticked and typed."""
    payments = selectors.payments_on([account])
    position = selectors.position_of(
        account, payments, request.client_access, today=timezone.localdate()
    )
    told = selectors.to_be_told(asked, account, payments)
    wait = code_wait(asked, now=timezone.now())
    return {
        "asked": asked,
        "account": account,
        "rows": mandate_rows(asked),
        "text": mandate_text(asked.creditor_name, asked.text_version),
        "warning": amount_warning(asked.amount, position.payable),
        "bic_warning": bic_warning(asked.iban, asked.bic),
        "told": [(each.uid, sentence_about(each)) for each in told],
        # One who comes to tick this box has typed the code already.
        "code": request.POST.get("code", "") if told else "",
        "accepted": request.POST.get("accepted") == "on",
        "wait": wait,
        "wait_words": waiting_words(wait),
    }


def _signature_refusal(
    request: ClientRequest, asked: OneOffRequest, account: PublishedAccount
) -> str:
    """Sign; why it is refused, or an empty string."""
    try:
        accepted = request.POST.get("accepted") == "on"
        sign_payment(
            asked,
            acting_user=request.user,
            account=account,
            paid_besides=_paid_besides(request),
            now=timezone.now(),
            accepted=accepted,
            context=SignatureContext(
                session_key=request.session.session_key or "",
                ip_address=client_ip(request),
                user_agent=request.headers.get("User-Agent", ""),
            ),
            code=request.POST.get("code", ""),
            password_checked=accepted and not asked.email and password_is_right(request),
        )
    except BusinessError as refusal:
        return str(refusal)
    return ""


def _paid_besides(request: ClientRequest) -> set[UUID]:
    """The payments that the page told of, where the client ticked to pay on top of them."""
    if request.POST.get("again") != "on":
        return set()
    try:
        return {UUID(uid) for uid in request.POST.getlist("told")}
    except ValueError:
        return set()


@signed_in
@require_POST
def resend_code(request: ClientRequest, uid: UUID) -> HttpResponse:
    asked = own_payment(request, uid)
    if selectors.account_paid_by(request.client_access, asked) is None:
        return redirect("site:sign", uid=uid)
    try:
        send_code(asked, acting_user=request.user, now=timezone.now())
    except BusinessError as refusal:
        toasts.refused(request, refusal)
    else:
        toasts.done(request, _("Un nouveau code est parti à %(email)s.") % {"email": asked.email})
    return redirect("site:sign", uid=uid)
