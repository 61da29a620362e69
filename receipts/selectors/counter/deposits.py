"""Cheques that wait for the bank, and the slips that took others there."""

from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate

from django.db.models import Count, Exists, OuterRef, QuerySet, Sum

from core.money import ZERO
from ledger.models import BankAccount, Entity, Journal, ReceiptJournal
from receipts.enums import ChequeState, ReceiptStatus
from receipts.models import Cheque, ChequeShare, DepositLine, DepositSlip

#: Journal setting of the entity for slips; without one, that of transfers.
DEPOSIT = "cheque.deposit"


def to_deposit(entity_id: int | None = None) -> QuerySet[Cheque]:
    """Cheques whose every line is in the books, and that no slip took yet."""
    unposted = ChequeShare.objects.filter(cheque=OuterRef("pk")).exclude(
        receipt__status=ReceiptStatus.POSTED
    )
    rows = Cheque.objects.filter(state=ChequeState.DRAFTED).filter(~Exists(unposted))
    return rows if entity_id is None else rows.filter(entity_id=entity_id)


def to_take_back(entity_id: int | None = None) -> QuerySet[Cheque]:
    """Cheques cancelled since a slip took them: the next slip has them with a minus sign."""
    lines = DepositLine.objects.filter(cheque=OuterRef("pk"))
    rows = Cheque.objects.filter(
        Exists(lines.filter(amount__gt=0)),
        ~Exists(lines.filter(amount__lt=0)),
        state=ChequeState.CANCELLED,
    )
    return rows if entity_id is None else rows.filter(entity_id=entity_id)


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


def default_journal_id(entity_id: int) -> int | None:
    """The journal that slips of this entity are written in."""
    chosen = dict(
        ReceiptJournal.objects.filter(
            entity_id=entity_id, channel__in=[DEPOSIT, "transfer"], journal__active=True
        ).values_list("channel", "journal_id")
    )
    return chosen.get(DEPOSIT) or chosen.get("transfer")


def journals_of(entity_id: int) -> QuerySet[Journal]:
    """Journals that a slip may be written in."""
    return Journal.objects.filter(
        entity_id=entity_id, active=True, treasury_account__isnull=False
    ).order_by("code")


def bank_accounts_of(entity_id: int) -> QuerySet[BankAccount]:
    return BankAccount.objects.filter(entity_id=entity_id).defer("iban").order_by("pk")


@dataclass(frozen=True)
class SlipRow:
    """One line of a slip with the total so far, in euros."""

    line: DepositLine
    running: Decimal


def rows_of(slip: DepositSlip) -> list[SlipRow]:
    """The slip's lines in their order."""
    found = list(slip.lines.select_related("cheque").order_by("pk"))
    totals = accumulate(line.amount for line in found)
    return [SlipRow(line, total) for line, total in zip(found, totals, strict=True)]
