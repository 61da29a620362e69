"""What the till brings to the house."""

from django.utils.translation import gettext_lazy as _

from core.database.actions import name_actions
from core.screens.navigation import MENU, MenuItem
from ledger.books.selectors.journal_settings import JOURNAL_SETTINGS, JournalSetting
from receipts.draft.channels import CHANNELS
from receipts.draft.hooks import FOLLOWERS, KEYING_CHECKS, Follower
from receipts.till.channel import CashChannel
from receipts.till.services.count_till import follow_receipt
from receipts.till.services.reopen_till_day import refuse_closed_day

CHANNELS.add(CashChannel())
JOURNAL_SETTINGS.add(
    JournalSetting(CashChannel.code, CashChannel.label, order=CashChannel.order, is_cash=True)
)
# Of whatever channel: a line may be written in the till's journal.
KEYING_CHECKS.add(refuse_closed_day)
FOLLOWERS.add(Follower("cash_receipt", follow_receipt))

MENU.add(
    MenuItem(
        "counter", _("Journal de caisse"), "receipts:cash_book", "cash", "receipts_draft.see_draft"
    )
)
name_actions(
    {
        "receipt.issue_cash_receipt": _("Reçu d’espèces délivré"),
        "account.count_till": _("Caisse comptée"),
        "account.reopen_till": _("Jour de caisse rouvert"),
        "account.post_cash_difference": _("Écart de caisse passé"),
    }
)
