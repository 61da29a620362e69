"""What the account, as a person works on it, brings to the house."""

from django.utils.translation import gettext_lazy as _

from core.screens.navigation import MENU, MenuItem
from core.screens.search import SOURCES, Source
from ledger.accounts.views.find_accounts import find_accounts
from ledger.books.views.common import SEE

MENU.add(
    MenuItem("accounts", _("Comptes"), "ledger:accounts", "address-book", order=10),
    MenuItem("accounts", _("Trop perçus"), "ledger:overpayments", "coins", order=11),
)
SOURCES.add(Source("accounts", _("Comptes"), "address-book", find_accounts, SEE, order=10))
