"""What this room brings to the house."""

from ledger.books.selectors.journal_settings import JOURNAL_SETTINGS, JournalSetting
from receipts.draft.channels import CHANNELS
from sepa.tip.channel import TipChannel

CHANNELS.add(TipChannel())
JOURNAL_SETTINGS.add(JournalSetting(TipChannel.code, TipChannel.label, order=TipChannel.order))
