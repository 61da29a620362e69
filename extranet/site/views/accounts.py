"""What a client owes, and why."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET

from core.database.iban import group_iban
from core.people.access import signed_in
from core.screens.pdf import pdf_response, render_pdf
from extranet.publication.models import PublishedAccount
from extranet.site import selectors
from extranet.site.forms import PeriodForm
from extranet.site.views.client import ClientRequest
from sepa.requests.models import OneOffRequest


@signed_in
@require_GET
def home(request: ClientRequest) -> HttpResponse:
    """How much do I owe, how do I pay, what is new."""
    accounts = selectors.accounts_of(request.client_access)
    payments = selectors.payments_of(request.user, accounts, today=timezone.localdate())
    return render(
        request,
        "extranet/home.html",
        {
            "positions": selectors.positions_of(
                accounts, payments, request.client_access, today=timezone.localdate()
            ),
            "lines": selectors.latest_lines(accounts, count=4),
            "labels": {account.pk: account for account in accounts},
            "payments": selectors.first_to_show(
                selectors.signed_by(request.user.pk, payments), count=3
            ),
            "as_of": selectors.as_of(accounts),
        },
    )


@signed_in
@require_GET
def account(request: ClientRequest, pk: int) -> HttpResponse:
    """The account between two dates."""
    form = PeriodForm.of(request.GET)
    position, statement, payments = _statement(request, pk, form)
    return render(
        request,
        "extranet/account.html",
        {
            "position": position,
            "statement": statement,
            "payments": selectors.signed_by(request.user.pk, payments),
            "form": form,
            "iban": group_iban(position.account.creditor_iban),
        },
    )


@signed_in
@require_GET
@xframe_options_sameorigin
def statement_pdf(request: ClientRequest, pk: int) -> HttpResponse:
    """The same account, on paper: shown in its page, or downloaded.

    A period that the page refuses has no paper: back to the page, which says why.
    """
    form = PeriodForm.of(request.GET)
    if not form.is_valid():
        return redirect(f"{reverse('site:account', args=[pk])}?{request.GET.urlencode()}")
    position, statement, _payments = _statement(request, pk, form)
    title = _("Relevé de compte %(code)s") % {"code": position.account.account_code}
    content = render_pdf(
        "extranet/pdf/statement.html",
        {
            "position": position,
            "statement": statement,
            "client": request.user,
        },
        title=title,
    )
    return pdf_response(content, title=title, download="telecharger" in request.GET)


def _statement(
    request: ClientRequest, pk: int, form: PeriodForm
) -> tuple[selectors.Position, selectors.Statement, list[OneOffRequest]]:
    start, end = form.period
    try:
        shown = selectors.account_of(request.client_access, pk, start=start)
    except PublishedAccount.DoesNotExist:
        raise Http404 from None
    payments = selectors.payments_on([shown])
    position = selectors.position_of(
        shown, payments, request.client_access, today=timezone.localdate()
    )
    return position, selectors.statement_of(position, start=start, end=end), payments
