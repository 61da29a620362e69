"""Cheques that wait for the bank, and the slips that took others there."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import accumulate

from django.db.models import Count, Exists, Max, OuterRef, QuerySet, Sum

from core.database.lookups import among
from core.people.models import User
from core.text.money import ZERO
from ledger.books.models import BankAccount, Entity, EntryLine
from receipts.counter.enums import ChequeState
from receipts.counter.models import Cheque, ChequeShare, DepositLine, DepositSlip
from receipts.draft.enums import ReceiptStatus
from receipts.draft.selectors.draft_lines import SEE_OTHERS

DEPOSIT = "receipts_counter.deposit_cheques"


def to_deposit(entity_id: int | None = None) -> QuerySet[Cheque]:
    """Cheques whose every line is in the books, and that no slip took yet."""
    unposted = ChequeShare.objects.filter(cheque=OuterRef("pk")).exclude(
        receipt__status=ReceiptStatus.POSTED
    )
    rows = Cheque.objects.filter(state=ChequeState.DRAFTED).filter(~Exists(unposted))
    return rows if entity_id is None else rows.filter(entity_id=entity_id)


def to_take_back(bank_account_id: int | None = None) -> QuerySet[Cheque]:
    """Cheques cancelled since a slip took them to this bank account, or to any: the account's next
    slip has them with a minus sign."""
    lines = DepositLine.objects.filter(cheque=OuterRef("pk"))
    taken = lines.filter(amount__gt=0)
    if bank_account_id is not None:
        taken = taken.filter(slip__bank_account=bank_account_id)
    return Cheque.objects.filter(
        Exists(taken), ~Exists(lines.filter(amount__lt=0)), state=ChequeState.CANCELLED
    )


def posted_sums(
    cheque_ids: Collection[int], *, reversed_too: bool = False
) -> tuple[dict[int, Decimal], date | None]:
    """What the receipts of these cheques debited when they were posted, in euros by account, and
    the day of the latest of their entries, or with ``reversed_too`` of their mirrors."""
    if not cheque_ids:
        return {}, None
    receipt = "entry__reverses__receipt" if reversed_too else "entry__receipt"
    side = "credit" if reversed_too else "debit"
    rows = EntryLine.objects.filter(
        among(f"{receipt}__cheque_share__cheque", cheque_ids), **{f"{side}__gt": 0}
    )
    found = rows.order_by().values_list("account").annotate(Sum(side), Max("date"))
    sums = {account_id: total for account_id, total, _latest in found}
    return sums, max((latest for _account, _total, latest in found), default=None)


def debited_by_slips(cheque_ids: Collection[int]) -> dict[int, int]:
    """By cheque, the account of the books (512) that the slip which took it debited."""
    if not cheque_ids:
        return {}
    taken = DepositLine.objects.filter(among("cheque", cheque_ids), amount__gt=0)
    entry_of = dict(taken.values_list("cheque", "slip__entry"))
    lines = EntryLine.objects.filter(among("entry", set(entry_of.values()))).order_by("-id")
    first = dict(lines.values_list("entry", "account"))
    return {cheque_id: first[entry_id] for cheque_id, entry_id in entry_of.items()}


@dataclass(frozen=True)
class Waiting:
    """What one entity has to take to its bank, and to take back from its earlier slips.

    In euros, ``back`` positive: ``total`` is what its account of cheques in hand (5112) holds.
    """

    entity: Entity
    count: int
    in_hand: Decimal
    back_count: int
    back: Decimal

    @property
    def total(self) -> Decimal:
        return self.in_hand - self.back


def waiting_by_entity() -> list[Waiting]:
    """Entities with posted cheques in hand, or with cancelled ones that a slip took, in the order
    of their codes."""
    in_hand, back = _sums(to_deposit()), _sums(to_take_back())
    entities = Entity.objects.filter(pk__in={*in_hand, *back}).order_by("code")
    nothing = (0, ZERO)
    return [
        Waiting(each, *in_hand.get(each.pk, nothing), *back.get(each.pk, nothing))
        for each in entities
    ]


def _sums(cheques: QuerySet[Cheque]) -> dict[int, tuple[int, Decimal]]:
    """By entity, how many and how much in euros."""
    rows = cheques.order_by().values_list("entity").annotate(Count("pk"), Sum("amount"))
    return {entity_id: (count, total) for entity_id, count, total in rows}


def bank_accounts_of(entity_id: int) -> QuerySet[BankAccount]:
    return BankAccount.objects.filter(entity_id=entity_id).defer("iban").order_by("pk")


@dataclass(frozen=True)
class SlipRow:
    """One line of a slip with the total so far, in euros. Of a cheque that is not shown, a
    colleague's, the amount alone is told."""

    line: DepositLine
    running: Decimal
    is_shown: bool


def rows_of(slip: DepositSlip, user: User) -> list[SlipRow]:
    """The slip's lines in their order, as this user may see them: those of their own batches, or
    all of them with the right to see others' or to write slips."""
    sees_all = user.has_perm(SEE_OTHERS) or user.has_perm(DEPOSIT)
    found = list(slip.lines.select_related("cheque__batch").order_by("pk"))
    totals = accumulate(line.amount for line in found)
    return [
        SlipRow(line, total, sees_all or line.cheque.batch.owner_id == user.pk)
        for line, total in zip(found, totals, strict=True)
    ]


@dataclass(frozen=True)
class TakenBack:
    """Cheques of earlier slips that a slip takes back; ``total`` in euros, negative."""

    count: int
    total: Decimal


def taken_back(slip: DepositSlip) -> TakenBack | None:
    """What the slip takes back, apart from the cheques that it counts; None where nothing."""
    sums = slip.lines.filter(amount__lt=0).aggregate(count=Count("pk"), total=Sum("amount"))
    return TakenBack(sums["count"], sums["total"]) if sums["count"] else None
