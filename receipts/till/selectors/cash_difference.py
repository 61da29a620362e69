"""What separates a counted till from the books, and the entry that would bring them together."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from core.text.errors import BusinessError
from core.text.money import ZERO, format_euros
from ledger.books.enums import AccountRole
from ledger.books.models import Account, Entry, Journal, ReceiptJournal
from ledger.books.posting import NewEntry, NewLine
from receipts.till.models import CashCount, TillDifferenceAccounts
from receipts.till.selectors.cash_book import cash_day, net_of, posted_in

#: Accounts proposed first (plan comptable général): what is missing, and what is too much.
SHORTAGE, SURPLUS = "658", "758"
#: How the voucher of such an entry begins.
VOUCHER = "CAISSE"


def difference_now(count: CashCount) -> Decimal:
    """Counted less what the book says today of that day's evening, in euros: what was posted since,
    this difference included, counts; were it on a later day, its own year being closed."""
    counted: Decimal = count.counted
    return counted - cash_day(count.account, count.day).closing - _posted_later(count)


def _posted_later(count: CashCount) -> Decimal:
    """What differences of that day and of earlier ones come to on later days, in euros."""
    until = (f"{VOUCHER}000000", f"{VOUCHER}{count.day:%y%m%d}")
    later = posted_in(count.account).filter(paid_on__gt=count.day)
    return net_of(
        later.filter(Q(entry__voucher__range=until) | Q(entry__reverses__voucher__range=until))
    )


def changed_since(count: CashCount) -> Decimal:
    """By how much that evening's book changed since it was counted, in euros, but for differences
    posted since. What changed it was not counted: nothing tells whether money is missing."""
    posted = posted_in(count.account).filter(
        paid_on__lte=count.day, entry__posted_at__gt=count.counted_at
    )
    differences = posted.filter(
        Q(entry__voucher__startswith=VOUCHER) | Q(entry__reverses__voucher__startswith=VOUCHER)
    )
    closing = cash_day(count.account, count.day).closing
    changed: Decimal = closing - count.expected - net_of(differences)
    return changed


def require_standing(count: CashCount) -> None:
    """Raise BusinessError where the count was reopened: the till is to be counted again."""
    if count.reopened_at is not None:
        raise BusinessError(
            _(
                "Ce comptage a été rouvert le %(day)s par %(by)s : recomptez la caisse, l’écart se "
                "passe depuis le nouveau comptage."
            )
            % {
                "day": f"{timezone.localtime(count.reopened_at):%d/%m/%Y}",
                "by": count.reopened_by or "",
            }
        )


def standing_entry(count: CashCount) -> Entry | None:
    """The entry of the difference, unless it was reversed."""
    if count.entry is None or Entry.objects.filter(reverses=count.entry).exists():
        return None
    return count.entry


def accounts_for(count: CashCount, *, is_shortage: bool) -> list[Account]:
    """Accounts that may take the difference, the likeliest first: the entity's own choice, 658 or
    758, then other charges or products, then the rest."""
    rows = Account.objects.filter(
        entity=count.account.entity_id, role=AccountRole.OTHER, closed_on__isnull=True
    ).filter(Q(code__startswith="6") | Q(code__startswith="7") | Q(code__startswith="47"))
    usual = SHORTAGE if is_shortage else SURPLUS
    chosen = chosen_account_id(count, is_shortage=is_shortage)
    return sorted(
        rows,
        key=lambda each: (
            each.pk != chosen,
            not each.code.startswith(usual),
            not each.code.startswith(usual[0]),
            each.code,
        ),
    )


def chosen_account_id(count: CashCount, *, is_shortage: bool) -> int | None:
    """What the entity chose for such differences; None until it did."""
    row = TillDifferenceAccounts.objects.filter(entity=count.account.entity_id).first()
    if row is None:
        return None
    return row.shortage_id if is_shortage else row.surplus_id


def journal_of(till: Account) -> Journal:
    """The till's own journal. Raises BusinessError where it has none."""
    rows: QuerySet[Journal] = Journal.objects.filter(
        entity=till.entity_id, treasury_account=till, active=True
    ).order_by("pk")
    of_cash = ReceiptJournal.objects.filter(entity=till.entity_id, channel="cash")
    journal = rows.filter(pk__in=of_cash.values("journal")).first() or rows.first()
    if journal is None:
        raise BusinessError(
            _("Aucun journal actif n’a %(till)s pour trésorerie : créez celui de la caisse.")
            % {"till": till.code}
        )
    return journal


def difference_entry(
    count: CashCount, account: Account, amount: Decimal, *, on: date | None = None
) -> NewEntry:
    """The entry that brings the till to what was counted: ``amount`` in euros, negative for what is
    missing. Dated the day of the count, or ``on`` a later one. Raises BusinessError for an earlier
    one, and where the till has no journal, or its book changed since."""
    if on and on < count.day:
        raise BusinessError(_("L’écriture ne peut pas précéder le comptage."))
    changed = changed_since(count)
    if changed:
        raise BusinessError(
            _(
                "Le journal de ce jour a changé de %(amount)s depuis le comptage : l’écart ne dit "
                "plus ce qui manque. Rouvrez le jour et recomptez."
            )
            % {"amount": format_euros(changed)}
        )
    # Not translated: the law wants the books in French (C. com. L123-22).
    label = f"Écart de caisse du {count.day:%d/%m/%Y}"
    size = abs(amount)
    gained, lost = (size, ZERO) if amount > ZERO else (ZERO, size)
    return NewEntry(
        entity_id=count.account.entity_id,
        journal_id=journal_of(count.account).pk,
        date=on or count.day,
        voucher=f"{VOUCHER}{count.day:%y%m%d}",
        label=label,
        lines=(
            NewLine(count.account_id, gained, lost, label),
            NewLine(account.pk, lost, gained, label),
        ),
    )


@dataclass(frozen=True)
class PreviewLine:
    """A line of the entry before it is written, in euros."""

    account: Account
    debit: Decimal
    credit: Decimal


def preview(entry: NewEntry, accounts: Iterable[Account]) -> list[PreviewLine]:
    """The entry's lines with their accounts, debit first."""
    known = {account.pk: account for account in accounts}
    lines = [PreviewLine(known[line.account_id], line.debit, line.credit) for line in entry.lines]
    return sorted(lines, key=lambda line: line.debit == ZERO)
