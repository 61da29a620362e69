"""What this room brings to the house."""

from cards.channel import CardTerminalChannel
from ledger.books.selectors.journal_settings import JOURNAL_SETTINGS, JournalSetting
from receipts.draft.channels import CHANNELS

CHANNELS.add(CardTerminalChannel())
JOURNAL_SETTINGS.add(
    JournalSetting(
        CardTerminalChannel.code, CardTerminalChannel.label, order=CardTerminalChannel.order
    )
)
