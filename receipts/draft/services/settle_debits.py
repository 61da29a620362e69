"""The bank has paid direct debits: what their receipts put on the account of debits under way moves
to the bank's own account."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import F, Max, Q, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from core.database.lookups import among
from core.people.models import User
from core.text.errors import BusinessError
from core.text.money import ZERO
from ledger.books.models import BankAccount, Entry, EntryLine, Journal
from ledger.books.posting import NewEntry, NewLine, post_entries
from receipts.draft.selectors.bank_journals import journal_of


@dataclass(frozen=True)
class Moved:
    """The entry, the receipts whose money it moves, and the sum in euros."""

    entry_id: int
    receipt_ids: frozenset[int]
    total: Decimal


@transaction.atomic
def settle_debits(
    receipt_ids: Collection[int],
    *,
    bank: BankAccount,
    paid_on: date,
    label: str,
    voucher: str,
    acting_user: User | None,
) -> Moved | None:
    """Debit the bank, credit each account of debits under way for what these receipts put there;
    None where they put nothing there. The caller sees to it that each is moved once.

    The entry is dated the day on which the bank paid, never before a receipt's own. Raises
    BusinessError where the bank account has no journal, and what posting refuses.
    """
    lines = _held_lines(receipt_ids)
    held = dict(lines.values_list("account").annotate(sum=Sum("debit")).order_by("account"))
    if not held:
        return None
    journal, treasury_id = _journal(bank)
    total = sum(held.values(), ZERO)
    latest = lines.aggregate(day=Max("date"))["day"]
    entry = NewEntry(
        entity_id=journal.entity_id,
        journal_id=journal.pk,
        date=max(paid_on, latest),
        voucher=voucher,
        label=label,
        lines=[
            NewLine(treasury_id, total, ZERO, label),
            *(NewLine(account_id, ZERO, amount, label) for account_id, amount in held.items()),
        ],
    )
    moved = frozenset(lines.values_list("entry__receipt", flat=True))
    (entry_id,) = post_entries([entry], acting_user=acting_user, today=timezone.localdate())
    return Moved(entry_id, moved, total)


def _held_lines(receipt_ids: Collection[int]) -> QuerySet[EntryLine]:
    """What standing entries of these receipts put on an account of debits under way."""
    # A journal of its own may have that very account for treasury.
    held_there = Q(account=F("entry__entity__debits_account"))
    return EntryLine.objects.filter(
        among("entry__receipt", receipt_ids),
        held_there | ~Q(account=F("entry__journal__treasury_account")),
        debit__gt=0,
        entry__reversed_by__isnull=True,
    )


@transaction.atomic
def take_back_debit(receipt_id: int, *, settled: Entry, acting_user: User | None) -> bool:
    """Write the contrary of what ``settled`` moved for this receipt, whose entry was reversed; by
    its mirror the account of debits under way is at nothing again. Whether there was anything to
    take back; the caller sees to it that it is taken back once."""
    line = (
        EntryLine.objects.filter(entry__receipt=receipt_id, debit__gt=0)
        .filter(entry__reversed_by__isnull=False)
        .select_related("entry__reversed_by")
        .first()
    )
    bank = EntryLine.objects.filter(entry=settled, debit__gt=0).first()
    if line is None or bank is None or line.account_id == bank.account_id:
        return False
    # Not translated: the law wants the books in French (C. com. L123-22).
    label = f"Prélèvement repris {line.label[:90]}"
    entry = NewEntry(
        entity_id=settled.entity_id,
        journal_id=settled.journal_id,
        date=max(settled.date, line.entry.reversed_by.date),
        voucher=settled.voucher,
        label=label,
        lines=[
            NewLine(line.account_id, line.debit, ZERO, label),
            NewLine(bank.account_id, ZERO, line.debit, label),
        ],
    )
    post_entries([entry], acting_user=acting_user, today=timezone.localdate())
    return True


def _journal(bank: BankAccount) -> tuple[Journal, int]:
    """The bank's journal and its treasury account. Raises BusinessError."""
    journal = journal_of(bank)
    if journal is None or journal.treasury_account_id is None:
        raise BusinessError(
            _("Donnez au compte bancaire %(bank)s son journal : ses prélèvements y sont réglés.")
            % {"bank": bank}
        )
    return journal, journal.treasury_account_id
