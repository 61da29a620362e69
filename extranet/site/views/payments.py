"""*Paiement par prélèvement unique*: the form, the mandate to sign, the life of the payment."""

import secrets
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRedirect

from core.database.iban import bank_of, bic_warning, clean_bic, clean_iban, group_iban
from core.database.services.log_security import masked_email
from core.files.services import archive
from core.people.access import signed_in
from core.screens import toasts
from core.screens.pdf import pdf_response
from core.text.errors import BusinessError
from core.text.money import to_cents
from extranet.publication.models import PublishedAccount
from extranet.site import selectors
from extranet.site.forms import PaymentForm
from extranet.site.selectors.own_ibans import AGENCY_IBAN, is_agency_iban
from extranet.site.views.client import ClientRequest, own_account, own_payment
from sepa.requests.enums import RequestState
from sepa.requests.models import OneOffRequest
from sepa.requests.services.signing import Payer, RequestRefusedError, send_code, start_request

#: Where the session keeps, by account, the request begun on it: « Précédent » finds it again.
_BEGUN = "one_off_begun"
_ANSWERS = ("title", "last_name", "first_name", "company", "amount", "bic")


@signed_in
@sensitive_post_parameters("iban", "bic")
@require_http_methods(["GET", "POST"])
def pay(request: ClientRequest, pk: int) -> HttpResponse:
    """Step 1: who pays, how much, from which account."""
    account = own_account(request, pk)
    position = _position(request, account)
    if not account.one_off_allowed:
        toasts.refused(
            request,
            _("Le paiement par prélèvement n’est pas proposé pour ce compte : contactez l’agence."),
        )
        return redirect("site:account", pk=pk)
    without_email: bool = request.client_access.payment_without_email  # type: ignore[attr-defined]
    form = PaymentForm(request.POST or None, initial=_initial(request, account, position))
    if request.method == "POST" and form.is_valid():
        try:
            asked = _start(request, account, form, without_email)
        except RequestRefusedError as refusal:
            form.add_refusals(refusal.fields)
        except BusinessError as refusal:
            form.add_error(None, str(refusal))
        else:
            request.session[_BEGUN] = request.session.get(_BEGUN, {}) | {str(pk): str(asked.uid)}
            return _go_on(request, asked)
    context = {
        "form": form,
        "position": position,
        "account": account,
        "due_cents": to_cents(position.payable),
        "email": masked_email(request.user.email),
        "without_email": without_email,
        "begun": _draft(request, account) is not None,
    }
    # HTMX keeps what was typed on the page when the session has expired meanwhile.
    template = "extranet/partials/pay.html" if request.htmx else "extranet/pay.html"
    return render(request, template, context, status=422 if form.errors else 200)


def _position(request: ClientRequest, account: PublishedAccount) -> selectors.Position:
    payments = selectors.payments_on([account])
    return selectors.position_of(
        account, payments, request.client_access, today=timezone.localdate()
    )


def _go_on(request: ClientRequest, asked: OneOffRequest) -> HttpResponse:
    """To the mandate, with a code on its way; to the payment where it is signed already."""
    name = "site:sign" if asked.state == RequestState.DRAFT else "site:payment"
    if asked.state == RequestState.DRAFT and asked.email and not asked.code_hash:
        try:
            send_code(asked, acting_user=request.user, now=timezone.now())
        except BusinessError as refusal:
            toasts.refused(request, refusal)
    target = reverse(name, kwargs={"uid": asked.uid})
    return HttpResponseClientRedirect(target) if request.htmx else redirect(target)


def _start(
    request: ClientRequest, account: PublishedAccount, form: PaymentForm, without_email: bool
) -> OneOffRequest:
    answers = form.cleaned_data
    return start_request(
        acting_user=request.user,
        # Bound to the account: a key carried over to another form makes another request.
        submission_key=f"{account.pk}-{answers['submission_key']}",
        payable=selectors.payable(account),
        payer=Payer(
            title=answers["title"],
            last_name=answers["last_name"],
            first_name=answers["first_name"],
            company=answers["company"],
            iban=answers["iban"],
            bic=answers["bic"],
        ),
        amount=answers["amount"],
        now=timezone.now(),
        opened_at=answers["opened_at"],
        allow_without_email=without_email,
    )


def _initial(
    request: ClientRequest, account: PublishedAccount, position: selectors.Position
) -> dict[str, Any]:
    """What was typed before, when one comes back from the mandate; else what is known."""
    shown = {"opened_at": timezone.now().isoformat()}
    draft = _draft(request, account)
    if draft is not None:
        answers = {name: getattr(draft, name) for name in _ANSWERS}
        key = draft.submission_key.partition("-")[2]
        return shown | answers | {"iban": group_iban(draft.iban), "submission_key": key}
    return shown | {
        "amount": position.left_to_pay or None,
        "last_name": request.user.last_name,
        "first_name": request.user.first_name,
        "submission_key": secrets.token_urlsafe(24),
    }


def _draft(request: ClientRequest, account: PublishedAccount) -> OneOffRequest | None:
    """The request begun on this account and not signed, unless a new one is asked for."""
    if "nouveau" in request.GET:
        return None
    begun = request.session.get(_BEGUN, {}).get(str(account.pk), "")
    try:
        uid = UUID(request.GET.get("demande", begun))
    except ValueError:
        return None
    return OneOffRequest.objects.filter(
        uid=uid,
        client=request.user,
        state=RequestState.DRAFT,
        entity_code=account.entity_code,
        account_code=account.account_code,
    ).first()


@signed_in
@require_GET
def payment(request: ClientRequest, uid: UUID, *, signed: bool = False) -> HttpResponse:
    """Step 3 just after the signature; the life of the payment ever after."""
    asked = own_payment(request, uid)
    if asked.state == RequestState.DRAFT:
        return redirect("site:sign", uid=uid)
    context = {
        "asked": asked,
        "account": selectors.account_paid_by(request.client_access, asked),
        "milestones": selectors.milestones(asked),
        "signed": signed,
    }
    return render(request, "extranet/payment.html", context)


@signed_in
@require_GET
def mandate_pdf(request: ClientRequest, uid: UUID) -> HttpResponse:
    """The very PDF that was signed."""
    asked = own_payment(request, uid)
    if asked.pdf is None:
        raise Http404
    title = _("Mandat %(reference)s") % {"reference": asked.mandate_reference}
    return pdf_response(archive.read(asked.pdf), title=title)


@signed_in
@sensitive_post_parameters("iban")
@require_POST
def bank(request: ClientRequest) -> HttpResponse:
    """Whether an IBAN can be debited, its bank and its BIC, and whether the ``bic`` that was typed
    goes with it. By POST: an IBAN is never in a URL."""
    typed = request.POST.get("bic", "").strip()
    try:
        iban = clean_iban(request.POST.get("iban", ""))
        typed = clean_bic(typed) if typed else ""
    except ValidationError as error:
        return JsonResponse({"error": error.messages[0]})
    if is_agency_iban(iban):
        return JsonResponse({"error": AGENCY_IBAN})
    bic, name = bank_of(iban)
    return JsonResponse({"bank": name, "bic": bic, "warning": bic_warning(iban, typed)})
