"""Which payments in cash the entity or the law refuses (CMF L112-6 and D112-3).

L112-6 forbids cash for « le paiement d’une dette supérieure à » the ceiling of D112-3: the debt
counts, not the instalment, on whatever days and by whatever means the rest of it was paid. What an
account owed before the day's receipts is held to be its latest calls, for payments settle the
oldest first (Code civil, 1342-10); each call that is not settled counts whole, and one that is
settled no longer counts, so that a rent paid each month is a debt each month. Of money paid in
advance nothing is owed yet: an account's cash of one day, posted or not, counts together.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import F, Q, Sum
from django.utils.translation import gettext as _

from core.text.money import ZERO, format_euros
from ledger.books.models import Account, EntryLine
from ledger.people.enums import CashStatus
from receipts.draft.channels import Mark
from receipts.draft.enums import WAITING, ReceiptStatus, RefusalCode
from receipts.draft.errors import Refusal
from receipts.draft.models import CashOverride, CashRule, DraftReceipt
from receipts.draft.services.lock_receipts import by_channel

#: Days and sums, debit then credit, of an account's lines.
_Days = Sequence[tuple[date, Decimal, Decimal]]


@dataclass(frozen=True)
class _Refusal:
    mark: str
    sentence: str


def cash_rule() -> CashRule:
    """The ceilings; those of the law until the firm sets its own."""
    return CashRule.objects.filter(pk=1).first() or CashRule(pk=1)


def cash_refusals(receipts: Sequence[DraftReceipt]) -> dict[int, Refusal]:
    """Why a line may not be posted, by its id; nothing for what somebody let through.

    A constant number of statements, none where nothing was paid in cash.
    """
    found = _refused(_waiting_in_cash(receipts))
    let_through = _overrides(found)
    return {
        pk: Refusal(RefusalCode.CASH_RULE, each.sentence)
        for pk, each in found.items()
        if pk not in let_through
    }


def cash_marks(receipts: Sequence[DraftReceipt]) -> dict[int, Mark]:
    """The mark of each line that the rule refuses, or that somebody let through."""
    found = _refused(_waiting_in_cash(receipts))
    let_through = _overrides(found)
    return {
        pk: Mark(_("Espèces admises"), "warning")
        if pk in let_through
        else Mark(each.mark, "danger")
        for pk, each in found.items()
    }


def cash_panels(receipt: DraftReceipt) -> list[tuple[str, Mapping[str, Any]]]:
    """What the receipt's page says of it: the refusal, who let it through and why."""
    refusal = cash_refusals([receipt]).get(receipt.pk)
    override = CashOverride.objects.select_related("by").filter(receipt=receipt).first()
    if refusal is None and override is None:
        return []
    context = {"receipt": receipt, "refusal": refusal.text if refusal else "", "override": override}
    return [("receipts/partials/cash_panel.html", context)]


def dated_otherwise(receipts: Sequence[DraftReceipt]) -> dict[int, Refusal]:
    """Which cash would be in the books on another day than in the till, by id. ``entry_date`` is
    set; no statement where every line keeps its day."""
    moved = [row for row in receipts if row.entry_date and row.entry_date != row.movement_date]
    text = _("des espèces se comptabilisent au jour où elles entrent en caisse, le %(day)s.")
    return {
        row.pk: Refusal(
            RefusalCode.CASH_ON_ANOTHER_DAY, text % {"day": f"{row.movement_date:%d/%m/%Y}"}
        )
        for row in _in_cash(moved)
    }


def _in_cash(receipts: Iterable[DraftReceipt]) -> list[DraftReceipt]:
    receipts, cash = list(receipts), set[int]()
    for channel, rows in by_channel(receipts).items():
        cash |= channel.in_cash(rows)
    return [row for row in receipts if row.pk in cash]


def _waiting_in_cash(receipts: Sequence[DraftReceipt]) -> list[DraftReceipt]:
    return [row for row in _in_cash(receipts) if row.account_id and row.status in WAITING]


def _overrides(found: Mapping[int, _Refusal]) -> set[int]:
    if not found:
        return set()
    rows = CashOverride.objects.filter(receipt__in=list(found))
    return set(rows.values_list("receipt_id", flat=True))


def _refused(receipts: Sequence[DraftReceipt]) -> dict[int, _Refusal]:
    if not receipts:
        return {}
    rule = cash_rule()
    accounts = (
        Account.objects.select_related("entity", "party")
        .only("balance", "entity__refuses_cash", "entity__code", "party__cash_status")
        .in_bulk({int(row.account_id or 0) for row in receipts})
    )
    days = _days_since(min(row.movement_date for row in receipts), accounts)
    calls = _calls_until(max(row.movement_date for row in receipts), accounts)
    in_cash = _cash_of_days(receipts)
    found = {}
    for row in receipts:
        account = accounts[int(row.account_id or 0)]
        owed = _owed(account.balance, days.get(account.pk, ()), row.movement_date)
        whole = _whole(owed, calls.get(account.pk, ()), row.movement_date)
        refusal = _refusal(account, whole, in_cash[account.pk, row.movement_date], rule)
        if refusal:
            found[row.pk] = refusal
    return found


def _cash_of_days(receipts: Sequence[DraftReceipt]) -> dict[tuple[int, date], Decimal]:
    """What each account paid in cash on each of these days, in euros, these lines included."""
    standing = Q(status__in=WAITING) | Q(status=ReceiptStatus.POSTED, entry__reversed_by=None)
    rows = DraftReceipt.objects.filter(
        standing,
        account__in={row.account_id for row in receipts},
        movement_date__in={row.movement_date for row in receipts},
    )
    sums: dict[tuple[int, date], Decimal] = defaultdict(lambda: ZERO)
    for row in _in_cash(rows.defer("raw_data")):
        sums[int(row.account_id or 0), row.movement_date] += row.amount
    return sums


def _days_since(first: date, accounts: Mapping[int, Account]) -> dict[int, list[Any]]:
    rows = (
        EntryLine.objects.filter(account__in=list(accounts), date__gte=first)
        .order_by()
        .values_list("account_id", "date")
        .annotate(debits=Sum("debit"), credits=Sum("credit"))
    )
    days: dict[int, list[Any]] = {}
    for account_id, *sums in rows:
        days.setdefault(account_id, []).append(tuple(sums))
    return days


def _calls_until(last: date, accounts: Mapping[int, Account]) -> dict[int, list[Any]]:
    """Day and sum of each entry that calls money and that no letter settles, latest first."""
    rows = (
        EntryLine.objects.filter(account__in=list(accounts), date__lte=last, debit__gt=0)
        .filter(Q(matched=None) | Q(matched__amount__lt=F("debit")))
        .order_by("-date", "-entry_id")
        .values_list("account_id", "date", "entry_id")
        .annotate(called=Sum("debit"))
    )
    calls: dict[int, list[Any]] = {}
    for account_id, day, _entry_id, called in rows:
        calls.setdefault(account_id, []).append((day, called))
    return calls


def _whole(owed: Decimal, calls: Sequence[tuple[date, Decimal]], on: date) -> Decimal:
    """The latest calls that make up what is ``owed``, each in full."""
    whole = ZERO
    for day, called in calls:
        if whole >= owed:
            break
        if day <= on:
            whole += called
    return max(whole, owed)


def _owed(balance: Decimal, days: _Days, on: date) -> Decimal:
    """What was owed on that day: later calls are left out, that day's receipts are added back."""
    called_since = sum((debit for day, debit, _credit in days if day > on), ZERO)
    received_since = sum((credit for day, _debit, credit in days if day >= on), ZERO)
    return balance - called_since + received_since


def _refusal(
    account: Account, debt: Decimal, cash_of_day: Decimal, rule: CashRule
) -> _Refusal | None:
    if account.entity.refuses_cash:
        code = account.entity.code
        return _Refusal(
            _("Espèces refusées"),
            _("l’entité %(code)s n’accepte pas les espèces.") % {"code": code},
        )
    status = account.party.cash_status if account.party else CashStatus.USUAL
    if status == CashStatus.NO_ACCOUNT:
        return None
    ceiling = rule.ceiling_abroad if status == CashStatus.ABROAD else rule.ceiling
    if max(debt, cash_of_day) <= ceiling:
        return None
    sentence = (
        _(
            "la dette est de %(debt)s, et au-delà de %(ceiling)s rien ne s’en règle en espèces, "
            "même en plusieurs fois (CMF D112-3)."
        )
        if debt >= cash_of_day
        else _(
            "%(debt)s en espèces le même jour sur ce compte, et au-delà de %(ceiling)s rien ne se "
            "règle en espèces, même en plusieurs fois (CMF D112-3)."
        )
    )
    return _Refusal(
        _("Dette > %(ceiling)s en espèces") % {"ceiling": format_euros(ceiling)},
        sentence % {"debt": format_euros(max(debt, cash_of_day)), "ceiling": format_euros(ceiling)},
    )
