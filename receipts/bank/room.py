"""What this room brings to the house."""

from ledger.books.selectors.journal_settings import JOURNAL_SETTINGS, JournalSetting
from receipts.bank.channel import TransferChannel
from receipts.draft.channels import CHANNELS

CHANNELS.add(TransferChannel())
JOURNAL_SETTINGS.add(
    JournalSetting(TransferChannel.code, TransferChannel.label, order=TransferChannel.order)
)
