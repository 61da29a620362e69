"""What was decided of open items in a batch, with the counts that its slip prints."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from core.text.money import ZERO, format_euros, from_cents
from ledger.books.models import EntryLine
from receipts.counter.enums import STANDING
from receipts.counter.models import Batch, Cheque, ItemOutcome
from receipts.counter.outcomes import OUTCOMES, Outcome


def chosen_debts(cheque: Cheque) -> list[tuple[EntryLine, Decimal]]:
    """The debts that a keyed cheque settles, or is to settle once posted, with euros of each."""
    parts = [part for share in cheque.shares.all() for part in share.settles or ()]
    lines = EntryLine.objects.in_bulk([line_id for line_id, _cents in parts])
    return [(lines[line_id], from_cents(cents)) for line_id, cents in parts if line_id in lines]


def say(row: ItemOutcome, label: str = "") -> str:
    """« Sans paiement : 2e trim., 65,63 €, refus du client »."""
    does = OUTCOMES.get(row.kind)
    return _("%(label)s : %(item)s, %(amount)s, %(told)s") % {
        "label": label or does.label,
        "item": row.line.label,
        "amount": format_euros(row.amount),
        "told": does.detail(row),
    }


@dataclass(frozen=True)
class OutcomeLine:
    """One of them, as lists show it."""

    row: ItemOutcome
    its: Outcome
    detail: str

    @property
    def stands(self) -> bool:
        return self.row.state in STANDING


@dataclass(frozen=True)
class OutcomeList:
    """All of a batch; ``counts`` has label, number and euros of those that stand, by kind."""

    lines: Sequence[OutcomeLine]
    counts: Sequence[tuple[Any, int, Any]]


def outcome_lines(batch: Batch) -> OutcomeList:
    """In the order in which they were noted, in one statement."""
    if not batch.with_open_items:
        return OutcomeList((), ())
    rows = ItemOutcome.objects.filter(batch=batch).defer("iban", "receipt__raw_data")
    rows = rows.select_related("account__entity", "line", "noted_by", "undone_by", "receipt")
    lines = [
        OutcomeLine(row, OUTCOMES.get(row.kind), OUTCOMES.get(row.kind).detail(row))
        for row in rows.order_by("pk")
    ]
    standing = [line for line in lines if line.stands]
    number = Counter(line.row.kind for line in standing)
    counts = [
        (
            each.label,
            number[each.code],
            sum((line.row.amount for line in standing if line.row.kind == each.code), ZERO),
        )
        for each in OUTCOMES
        if number[each.code]
    ]
    return OutcomeList(lines, counts)
