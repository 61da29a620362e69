"""Cheques that wait for the bank, and the slips that took others there."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import accumulate

from django.db.models import Count, Exists, Max, OuterRef, QuerySet, Sum

from core.lookups import among
from core.models import User
from core.money import ZERO
from ledger.models import BankAccount, Entity, EntryLine, Journal, ReceiptJournal
from receipts.enums import ChequeState, ReceiptStatus
from receipts.models import Cheque, ChequeShare, DepositLine, DepositSlip
from receipts.selectors.draft import SEE_OTHERS

DEPOSIT = "receipts.deposit_cheques"


def to_deposit(entity_id: int | None = None) -> QuerySet[Cheque]:
    """Cheques whose every line is in the books, and that no slip took yet."""
    unposted = ChequeShare.objects.filter(cheque=OuterRef("pk")).exclude(
        receipt__status=ReceiptStatus.POSTED
    )
    rows = Cheque.objects.filter(state=ChequeState.DRAFTED).filter(~Exists(unposted))
    return rows if entity_id is None else rows.filter(entity_id=entity_id)


def to_take_back(bank_account_id: int) -> QuerySet[Cheque]:
    """Cheques cancelled since a slip took them to this bank account: its next slip has them with a
    minus sign."""
    lines = DepositLine.objects.filter(cheque=OuterRef("pk"))
    return Cheque.objects.filter(
        Exists(lines.filter(amount__gt=0, slip__bank_account=bank_account_id)),
        ~Exists(lines.filter(amount__lt=0)),
        state=ChequeState.CANCELLED,
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
    """What one entity has to take to its bank; ``total`` in euros."""

    entity: Entity
    count: int
    total: Decimal


def waiting_by_entity() -> list[Waiting]:
    """Entities with posted cheques in hand, in the order of their codes."""
    sums = (
        to_deposit()
        .order_by("entity__code")
        .values("entity", "entity__code")
        .annotate(count=Count("pk"), total=Sum("amount"))
    )
    found = list(sums)
    entities = Entity.objects.in_bulk([row["entity"] for row in found])
    return [Waiting(entities[row["entity"]], row["count"], row["total"] or ZERO) for row in found]


def journal_of(bank: BankAccount) -> Journal | None:
    """The journal that slips on this bank account are written in: its own; where it has none and
    is the only one of its entity, that of transfers. None where there is none fit for use."""
    usable = Journal.objects.filter(active=True, treasury_account__isnull=False)
    usable = usable.select_related("treasury_account")
    if bank.journal_id:
        return usable.filter(pk=bank.journal_id).first()
    if BankAccount.objects.filter(entity=bank.entity_id).count() > 1:
        return None
    its = ReceiptJournal.objects.filter(entity=bank.entity_id, channel="transfer")
    return usable.filter(pk__in=its.values("journal")).first()


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
