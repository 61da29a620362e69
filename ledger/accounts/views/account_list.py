"""The account list: find, add up, print, recompute."""

from datetime import date

import django_filters
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from core.people.access import right_required, user_of
from core.screens import toasts
from core.screens.lists import Column, CreateLink, ListAction, perform
from core.screens.lists.filters import ListFilter
from core.screens.pdf import pdf_response
from core.screens.statement import Statement
from core.screens.statement_pdf import statements_pdf
from core.text.errors import BusinessError
from ledger.accounts import selectors as records
from ledger.books.enums import AccountRole
from ledger.books.models import Account
from ledger.books.services import keep_balances as balances
from ledger.books.views.book_links import account_url
from ledger.books.views.common import EDIT, SEE, LedgerList
from ledger.people.views.person_links import party_url
from ledger.reports.selectors.statements import current_period, statements_of

#: More statements than this in one PDF would keep the reader waiting.
MAX_STATEMENTS = 100


class AccountFilter(ListFilter):
    role = django_filters.ChoiceFilter(
        label=gettext_lazy("Rôle"), choices=AccountRole.choices, empty_label=gettext_lazy("Tous")
    )
    solde = django_filters.ChoiceFilter(
        label=gettext_lazy("Solde"),
        empty_label=gettext_lazy("Tous"),
        method="by_balance",
        choices=[
            ("debiteur", gettext_lazy("Débiteur")),
            ("crediteur", gettext_lazy("Créditeur")),
            ("nul", gettext_lazy("Soldé")),
        ],
    )
    publie = django_filters.ChoiceFilter(
        label=gettext_lazy("Extranet"),
        field_name="published",
        empty_label=gettext_lazy("Tous"),
        choices=[("True", gettext_lazy("Publié")), ("False", gettext_lazy("Non publié"))],
    )

    def by_balance(self, rows: QuerySet[Account], _name: str, value: str) -> QuerySet[Account]:
        wanted = {
            "debiteur": Q(balance__gt=0),
            "crediteur": Q(balance__lt=0),
            "nul": Q(balance=0),
        }
        return rows.filter(wanted[value])


class AccountList(LedgerList[Account]):
    key = "ledger.accounts"
    title = gettext_lazy("Comptes")
    url_name = "ledger:accounts"
    access = SEE
    search_fields = ("search_text",)
    filterset_class = AccountFilter
    default_sort = "code"
    create = CreateLink(gettext_lazy("Nouveau compte"), "ledger:account_create", EDIT)
    empty_text = gettext_lazy("Aucun compte pour l’instant : créez le premier.")
    columns = (
        Column("entity", gettext_lazy("Entité"), "entity.code"),
        Column("code", gettext_lazy("N° de compte"), sort=("code", "entity__code"), link=True),
        Column("label", gettext_lazy("Libellé"), width=34),
        Column("role", gettext_lazy("Rôle"), "get_role_display", sort="role", visible=False),
        Column(
            "party",
            gettext_lazy("Tiers"),
            "party.name",
            sort=("party__last_name", "party__company"),
            url=lambda account: party_url(account.party) if account.party else "",
        ),
        Column("building", gettext_lazy("Immeuble"), "building.code"),
        Column("accountant", gettext_lazy("Comptable"), sort="accountant__username", visible=False),
        Column("published", gettext_lazy("Publié"), kind="bool"),
        Column("closed_on", gettext_lazy("Soldé le"), kind="date", visible=False),
        Column("balance", gettext_lazy("Solde"), kind="balance", total="balance"),
    )
    actions = (
        ListAction(
            "statements",
            gettext_lazy("Relevés"),
            "ledger:account_statements",
            icon="printer",
            key="F7",
            opens=True,
        ),
        ListAction(
            "rent_receipts",
            gettext_lazy("Quittances"),
            "ledger:rent_receipts",
            icon="file-check",
            right="ledger_books.issue_rent_receipts",
            asks=True,
        ),
        ListAction(
            "match",
            gettext_lazy("Lettrer"),
            "ledger:accounts_match",
            icon="link",
            right="ledger_matching.match_lines",
            confirm=gettext_lazy(
                "Lettrer les lignes dont les sommes s’accordent au centime ? "
                "Un lettrage se défait à tout moment."
            ),
        ),
        ListAction(
            "recompute",
            gettext_lazy("Recalculer le solde"),
            "ledger:account_recompute",
            icon="calculator",
            right=EDIT,
            confirm=gettext_lazy(
                "Recalculer les soldes d’après les écritures ? Les écritures ne changent pas."
            ),
        ),
    )

    def queryset(self) -> QuerySet[Account]:
        return self.in_entity(records.accounts())

    def row_url(self, row: Account) -> str:
        return account_url(row)

    def row_css(self, row: Account) -> str:
        return "list-muted" if row.closed_on else ""


@right_required(EDIT)
@require_POST
def recompute(request: HttpRequest) -> HttpResponse:
    """Compare the stored balances of the selection with their lines, and mend them."""

    def act(rows: QuerySet[Account]) -> str:
        ids = list(rows.values_list("pk", flat=True))
        found = balances.recompute(account_ids=ids, acting_user=user_of(request))
        if not found:
            return ngettext(
                "Le solde de ce compte est juste.",
                "Les soldes de ces %(count)d comptes sont justes.",
                len(ids),
            ) % {"count": len(ids)}
        return ngettext(
            "%(count)d solde était faux : il est corrigé (%(codes)s).",
            "%(count)d soldes étaient faux : ils sont corrigés (%(codes)s).",
            len(found),
        ) % {"count": len(found), "codes": ", ".join(each.account.code for each in found[:10])}

    return perform(request, AccountList, act)


@right_required(SEE)
@require_POST
def statements(request: HttpRequest) -> HttpResponse:
    """One PDF with the statement of each selected account, over its current fiscal year."""
    page = AccountList.of_selection(request)
    try:
        accounts = list(page.selected()[: MAX_STATEMENTS + 1])
        if len(accounts) > MAX_STATEMENTS:
            raise BusinessError(
                _("Imprimez %(count)d relevés à la fois au plus : réduisez la sélection.")
                % {"count": MAX_STATEMENTS}
            )
    except BusinessError as refusal:
        toasts.refused(request, refusal)
        return HttpResponseRedirect(page.address(page.query_string()), status=303)
    title = _("Relevés de compte") if len(accounts) > 1 else _("Relevé de compte")
    return pdf_response(statements_pdf(_by_entity(accounts), title=title), title=title)


def _by_entity(accounts: list[Account]) -> list[Statement]:
    """Statements in the order of the selection, each over its own entity's current year."""
    periods: dict[int, tuple[date, date]] = {}
    for account in accounts:
        if account.entity_id not in periods:
            periods[account.entity_id] = current_period(
                account.entity_id, today=timezone.localdate()
            )
    made: dict[int, Statement] = {}
    for entity_id, (start, end) in periods.items():
        mine = [account for account in accounts if account.entity_id == entity_id]
        made |= dict(
            zip(
                (each.pk for each in mine),
                statements_of(mine, start, end, today=timezone.localdate()),
                strict=True,
            )
        )
    return [made[account.pk] for account in accounts]
