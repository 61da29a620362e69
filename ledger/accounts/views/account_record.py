"""The account record: overview, lines between two dates, statement, history; create and edit."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.people.access import right_required, user_of
from core.screens.answers import done_or_refused
from core.screens.exports import csv_response, xlsx_response
from core.screens.lists.records import HISTORY, GoTo, RecordAction, RecordPage, RecordTab
from core.screens.pdf import pdf_response
from core.screens.statement_pdf import statements_pdf
from ledger.accounts import selectors as records
from ledger.accounts.forms import AccountForm, PeriodForm
from ledger.accounts.views.account_list import AccountList
from ledger.books.enums import AccountRole
from ledger.books.forms.widgets import AccountField
from ledger.books.models import Account
from ledger.books.services import edit_account as services
from ledger.books.services import keep_balances as balances
from ledger.books.views.book_links import account_url
from ledger.books.views.common import EDIT, SEE, edit, keep_place, options, typed
from ledger.matching.selectors.due import dues
from ledger.people.models import Lot
from ledger.people.selectors.flags import in_force
from ledger.people.views.person_links import building_url, party_url
from ledger.reports.selectors import account_lines
from ledger.reports.selectors.statements import current_period, latest_statement, statements_of

#: Lines shown at once; the PDF and the exports have them all.
SHOWN_LINES = 500
FILES = {"xlsx": xlsx_response, "csv": csv_response}


def _links(account: Account) -> Iterator[GoTo]:
    if account.party:
        yield GoTo(account.party.name, party_url(account.party), "user")
    if account.building:
        yield GoTo(str(account.building), building_url(account.building), "building")
    entries = f"{reverse('ledger:entries')}?compte={account.code}"
    yield GoTo(_("Écritures du compte"), entries, "book-2")


RECORD = RecordPage(
    kind="ledger_books.account",
    list_page=AccountList,
    tabs=(
        RecordTab("overview", gettext_lazy("Aperçu"), "ledger:account"),
        RecordTab("lines", gettext_lazy("Écritures"), "ledger:account_lines"),
        RecordTab("matching", gettext_lazy("Lettrage"), "ledger:account_matching"),
        RecordTab(HISTORY, gettext_lazy("Historique"), "ledger:account_history"),
    ),
    actions=(
        RecordAction(
            "edit",
            gettext_lazy("Modifier"),
            "ledger:account_edit",
            "pencil",
            key="F2",
            right=EDIT,
            is_link=True,
        ),
        RecordAction(
            "rent_receipt",
            gettext_lazy("Quittance"),
            "ledger:rent_receipt",
            "file-check",
            right="ledger_books.issue_rent_receipts",
            is_link=True,
            available=lambda account: account.role == AccountRole.TENANT,
        ),
        RecordAction(
            "recompute",
            gettext_lazy("Recalculer le solde"),
            "ledger:account_recompute_one",
            "calculator",
            right=EDIT,
        ),
    ),
    links=lambda account: list(_links(account)),
)


def _account(pk: int) -> Account:
    return get_object_or_404(records.accounts(), pk=pk)


@right_required(SEE)
@require_GET
def overview(request: HttpRequest, pk: int) -> HttpResponse:
    account = _account(pk)
    start, end = current_period(account.entity_id, today=timezone.localdate())
    lots = Lot.objects.select_related("building").filter(owner_account=account)
    rented = Lot.objects.select_related("building").filter(tenant_account=account)
    return RECORD.render(
        request,
        account,
        tab="overview",
        template="ledger/account.html",
        flags=in_force(account.party_id),
        lots=[*lots, *rented],
        statement=latest_statement(account, start, end, limit=10),
        due=dues([account], on=timezone.localdate())[account.pk] if account.party_id else None,
    )


def _period(request: HttpRequest, account: Account) -> tuple[PeriodForm, date, date]:
    start, end = current_period(account.entity_id, today=timezone.localdate())
    if "start" not in request.GET:
        return PeriodForm(initial={"start": start, "end": end}), start, end
    form = PeriodForm(request.GET)
    if form.is_valid():
        start, end = form.cleaned_data["start"], form.cleaned_data["end"]
    return form, start, end


@right_required(SEE)
@require_GET
def lines(request: HttpRequest, pk: int) -> HttpResponseBase:
    """On screen; as XLSX or CSV with ``format``."""
    account = _account(pk)
    form, start, end = _period(request, account)
    respond = FILES.get(request.GET.get("format", ""))
    if respond and not form.errors:
        title = _("Écritures %(account)s") % {"account": account.code}
        rows = account_lines.rows(account, start, end, today=timezone.localdate())
        return respond(rows, account_lines.COLUMNS, title=title)
    statement = latest_statement(account, start, end, limit=SHOWN_LINES)
    return RECORD.render(
        request,
        account,
        tab="lines",
        template="ledger/account_lines.html",
        period=form,
        statement=statement,
        is_cut=len(statement.lines) == SHOWN_LINES,
        shown_lines=SHOWN_LINES,
    )


@right_required(SEE)
@require_GET
def statement_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    account = _account(pk)
    form, start, end = _period(request, account)
    if form.errors:
        page = reverse("ledger:account_lines", args=[pk])
        return redirect(f"{page}?{request.GET.urlencode()}")
    title = _("Relevé de compte")
    content = statements_pdf(
        statements_of([account], start, end, today=timezone.localdate()), title=title
    )
    return pdf_response(content, title=f"{title} {account.code}")


@right_required(SEE)
@require_GET
def history(request: HttpRequest, pk: int) -> HttpResponse:
    return RECORD.history(request, _account(pk))


@right_required(EDIT)
@require_POST
def recompute(request: HttpRequest, pk: int) -> HttpResponse:
    account = _account(pk)

    def act() -> str:
        found = balances.recompute(account_ids=[account.pk], acting_user=user_of(request))
        if not found:
            return _("Le solde de ce compte est juste.")
        return _("Le solde était faux : il est corrigé d’après les écritures.")

    return done_or_refused(request, act, back=keep_place(request, account_url(account), account))


@right_required(EDIT)
@require_http_methods(["GET", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    initial = {"entity": request.GET.get("entity"), "party": request.GET.get("party", "")}
    return edit(
        request,
        AccountForm(request.POST or None, initial=initial),
        title=_("Nouveau compte"),
        back=reverse("ledger:accounts"),
        save=lambda values, _seen: services.create_account(acting_user=user_of(request), **values),
        address=account_url,
    )


@right_required(EDIT)
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    account = _account(pk)

    def save(values: dict[str, Any], seen: int | None) -> Account:
        return services.update_account(
            account=account,
            values=values,
            seen=seen,
            acting_user=user_of(request),
            today=timezone.localdate(),
        )

    return edit(
        request,
        AccountForm(request.POST or None, instance=account),
        title=_("Modifier le compte %(account)s") % {"account": account},
        back=account_url(account),
        save=save,
        address=account_url,
    )


@right_required(SEE)
@require_GET
def pick(request: HttpRequest) -> HttpResponse:
    """Suggestions for a field in which one types an account."""
    text = typed(request)
    return options(request, map(AccountField.text_of, records.find_accounts(text)))
