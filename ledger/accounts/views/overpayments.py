"""Overpayments (*trop perçus*): clients' accounts that hold more than they owe."""

from decimal import Decimal

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy

from core.screens.lists import Column
from ledger.accounts import selectors as records
from ledger.books.enums import AccountRole
from ledger.books.models import Account
from ledger.books.views.common import SEE, LedgerList
from ledger.people.views.person_links import party_url


def _overpaid(account: Account) -> Decimal:
    """What the client is owed, in euros."""
    balance: Decimal = account.balance
    return -balance


class OverpaymentList(LedgerList[Account]):
    key = "ledger.overpayments"
    title = gettext_lazy("Trop perçus")
    url_name = "ledger:overpayments"
    access = SEE
    search_fields = ("search_text",)
    default_sort = "overpaid"
    empty_text = gettext_lazy("Aucun trop perçu : aucun client n’a payé plus qu’il ne doit.")
    columns = (
        Column("entity", gettext_lazy("Entité"), "entity.code"),
        Column("code", gettext_lazy("N° de compte"), sort=("code", "entity__code"), link=True),
        Column("label", gettext_lazy("Libellé"), width=34),
        Column("role", gettext_lazy("Rôle"), "get_role_display", sort="role"),
        Column(
            "party",
            gettext_lazy("Tiers"),
            "party.name",
            sort=("party__last_name", "party__company"),
            url=lambda account: party_url(account.party) if account.party else "",
        ),
        Column("building", gettext_lazy("Immeuble"), "building.code"),
        # The most overpaid first: the balance of a creditor is negative.
        Column("overpaid", gettext_lazy("Trop perçu"), _overpaid, kind="amount", sort="balance"),
    )

    def queryset(self) -> QuerySet[Account]:
        clients = (AccountRole.CO_OWNER, AccountRole.TENANT)
        return self.in_entity(records.accounts().filter(role__in=clients, balance__lt=0))

    def row_url(self, row: Account) -> str:
        return reverse("ledger:account_matching", args=[row.pk])
