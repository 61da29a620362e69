"""Bank accounts of the entities: list, record, create and edit; an IBAN shown on demand."""

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.people.access import right_required, user_of
from core.screens.lists import Column, CreateLink
from core.screens.lists.records import HISTORY, RecordAction, RecordPage, RecordTab
from ledger.books.forms.bank_account import BankAccountForm
from ledger.books.models import BankAccount, BankDetailsChange
from ledger.books.selectors import book_records as records
from ledger.books.services import edit_bank_account as services
from ledger.books.views.bank_details_pages import proof_of
from ledger.books.views.book_links import bank_account_url
from ledger.books.views.common import EDIT, SEE, LedgerList, edit


class BankAccountList(LedgerList[BankAccount]):
    key = "ledger.bank_accounts"
    title = gettext_lazy("Comptes bancaires")
    url_name = "ledger:bank_accounts"
    access = SEE
    search_fields = ("label", "bic", "entity__code", "entity__name")
    default_sort = "entity"
    create = CreateLink(gettext_lazy("Nouveau compte bancaire"), "ledger:bank_account_create", EDIT)
    empty_text = gettext_lazy("Aucun compte bancaire pour l’instant : créez le premier.")
    columns = (
        Column("entity", gettext_lazy("Entité"), sort="entity__code"),
        Column("label", gettext_lazy("Libellé"), link=True),
        Column("iban", gettext_lazy("IBAN"), "iban_masked", sort=None),
        Column("bic", gettext_lazy("BIC")),
        Column("journal", gettext_lazy("Journal"), sort="journal__code"),
        Column("pain_version", gettext_lazy("Format des prélèvements"), visible=False),
        Column("lead_days", gettext_lazy("Délai de remise"), kind="number"),
        Column("folder", gettext_lazy("Dossier de dépôt"), sort=None),
    )

    def queryset(self) -> QuerySet[BankAccount]:
        return self.in_entity(records.bank_accounts())

    def row_url(self, row: BankAccount) -> str:
        return bank_account_url(row)


RECORD = RecordPage(
    kind="ledger.bank_account",
    list_page=BankAccountList,
    tabs=(
        RecordTab("overview", gettext_lazy("Aperçu"), "ledger:bank_account"),
        RecordTab(HISTORY, gettext_lazy("Historique"), "ledger:bank_account_history"),
    ),
    actions=(
        RecordAction(
            "edit",
            gettext_lazy("Modifier"),
            "ledger:bank_account_edit",
            "pencil",
            key="F2",
            right=EDIT,
            is_link=True,
        ),
    ),
)


def _bank_account(pk: int) -> BankAccount:
    return get_object_or_404(records.bank_accounts(), pk=pk)


@right_required(SEE)
@require_GET
def overview(request: HttpRequest, pk: int) -> HttpResponse:
    return RECORD.render(
        request, _bank_account(pk), tab="overview", template="ledger/bank_account.html"
    )


@right_required(SEE)
@require_GET
def history(request: HttpRequest, pk: int) -> HttpResponse:
    return RECORD.history(request, _bank_account(pk))


@right_required("core_people.reveal_iban")
@require_POST
@never_cache
def reveal(request: HttpRequest, pk: int) -> HttpResponse:
    """The IBAN in full, for the page to show in place of the masked one."""
    iban = services.reveal_iban(bank_account=_bank_account(pk), acting_user=user_of(request))
    return render(request, "ledger/partials/iban.html", {"iban": iban})


@right_required(EDIT)
@require_http_methods(["GET", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    return edit(
        request,
        BankAccountForm(request.POST or None),
        title=_("Nouveau compte bancaire"),
        back=reverse("ledger:bank_accounts"),
        save=lambda values, _seen: services.create_bank_account(
            acting_user=user_of(request), proof=proof_of(request), **values, now=timezone.now()
        ),
        address=_address,
    )


def _address(made: BankAccount | BankDetailsChange) -> str:
    """The account's record; that of what waits, where it is not in force yet."""
    if isinstance(made, BankDetailsChange):
        return reverse("ledger:bank_details")
    return bank_account_url(made)


@right_required(EDIT)
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    account = _bank_account(pk)
    return edit(
        request,
        BankAccountForm(request.POST or None, instance=account),
        title=_("Modifier le compte bancaire %(account)s") % {"account": account.label},
        back=bank_account_url(account),
        save=lambda values, seen: services.update_bank_account(
            bank_account=account,
            values=values,
            seen=seen,
            acting_user=user_of(request),
            proof=proof_of(request),
            now=timezone.now(),
        ),
        address=bank_account_url,
    )
