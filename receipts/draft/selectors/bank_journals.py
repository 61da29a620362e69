"""In which journal a bank account is written."""

from ledger.books.models import BankAccount, Journal, ReceiptJournal
from receipts.draft.channels import CHANNELS


def journal_of(bank: BankAccount) -> Journal | None:
    """The bank account's own journal; where it has none and is the only one of its entity, that of
    transfers. None where there is none fit for use."""
    usable = Journal.objects.filter(active=True, treasury_account__isnull=False)
    usable = usable.select_related("treasury_account")
    if bank.journal_id:
        return usable.filter(pk=bank.journal_id).first()
    if BankAccount.objects.filter(entity=bank.entity_id).count() > 1:
        return None
    codes = [each.code for each in CHANNELS if each.goes_to_the_bank]
    chosen = ReceiptJournal.objects.filter(entity=bank.entity_id, channel__in=codes)
    return usable.filter(pk__in=chosen.values("journal")).first()
