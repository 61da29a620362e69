"""Who brought what into the draft, by channel, and where that money is now.

A cheque counts for who keyed it, when it was keyed, even while its batch is open; any other line
for whose it is, when it came. What the night brings is nobody's.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum

from core.people.models import User
from core.text.money import ZERO
from receipts.activity.selectors.period import Period
from receipts.counter.models import ChequeShare
from receipts.draft.channels import CHANNELS
from receipts.draft.enums import ReceiptStatus
from receipts.draft.models import DraftReceipt
from receipts.draft.selectors.draft_lines import SEE_OTHERS

#: A person's id and a channel's code.
Key = tuple[int | None, str]


@dataclass(frozen=True)
class Figures:
    """Money of one person in one channel, in euros. ``count`` is of cheques, else of lines.

    ``in_batch``, ``pending``, ``prepared``, ``posted`` and ``cancelled`` add up to ``total``;
    ``booked`` is what the entries of the posted ones say, ``undone`` what was reversed of it.
    """

    count: int = 0
    total: Decimal = ZERO
    in_batch: Decimal = ZERO
    pending: Decimal = ZERO
    prepared: Decimal = ZERO
    posted: Decimal = ZERO
    cancelled: Decimal = ZERO
    booked: Decimal = ZERO
    undone: Decimal = ZERO

    def __add__(self, other: "Figures") -> "Figures":
        return Figures(*(getattr(self, n) + getattr(other, n) for n in _NAMES))

    @property
    def agrees(self) -> bool:
        """Whether each euro is somewhere, and the books hold what the draft says they do."""
        places = self.in_batch + self.pending + self.prepared + self.posted + self.cancelled
        return self.total == places and self.posted == self.booked


_NAMES = [each.name for each in fields(Figures)]
NOTHING = Figures()


@dataclass(frozen=True)
class Row:
    """What one person brought: a figure for each of the table's channels, and their sum."""

    user_id: int | None
    name: str
    cells: Sequence[Figures]
    total: Figures


@dataclass(frozen=True)
class Table:
    """Persons by channels; only the channels that brought something."""

    channels: Sequence[tuple[str, str]]
    rows: Sequence[Row]
    #: Sums of each channel, in their order.
    columns: Sequence[Figures]
    total: Figures

    @property
    def by_channel(self) -> Sequence[tuple[str, str, Figures]]:
        return [(*each, sums) for each, sums in zip(self.channels, self.columns, strict=True)]


def money(user: User, period: Period) -> dict[Key, Figures]:
    """Figures by person and channel, in two statements; the user's own where they may see no
    others'."""
    found = {(row[0], row[1]): Figures(*row[2:]) for row in _lines(user, period)}
    for row in _shares(user, period):
        key = (row[0], row[1])
        found[key] = found.get(key, NOTHING) + Figures(*row[2:])
    return found


def _lines(user: User, period: Period) -> Iterable[Sequence[Any]]:
    """Lines of the draft that no cheque became."""
    start, end = period.bounds
    rows = DraftReceipt.objects.filter(
        created_at__gte=start, created_at__lt=end, cheque_share__isnull=True
    )
    if not user.has_perm(SEE_OTHERS):
        rows = rows.filter(assigned_to=user)
    return _summed(rows, "assigned_to", "channel", "", Count("pk"))


def _shares(user: User, period: Period) -> Iterable[Sequence[Any]]:
    """Shares of cheques, in the draft or not yet."""
    start, end = period.bounds
    rows = ChequeShare.objects.filter(cheque__keyed_at__gte=start, cheque__keyed_at__lt=end)
    if not user.has_perm(SEE_OTHERS):
        rows = rows.filter(cheque__keyed_by=user)
    count = Count("cheque", distinct=True)
    return _summed(rows, "cheque__keyed_by", "cheque__batch__channel", "receipt__", count)


def _summed(
    rows: QuerySet[Any], who: str, channel: str, to_receipt: str, count: Count
) -> Iterable[Sequence[Any]]:
    """Person, channel, then the columns of ``Figures`` in their order."""
    status = f"{to_receipt}status"
    entry = f"{to_receipt}entry"

    def amount(name: str, condition: Q | None = None) -> Sum:
        return Sum(name, filter=condition, default=ZERO)

    # A line of the draft is in no batch any more.
    nowhere = Q(receipt__isnull=True) if to_receipt else Q(pk=0)
    sums = [
        amount("amount"),
        amount("amount", nowhere),
        *(amount("amount", Q(**{status: each.value})) for each in _PLACES),
        amount(f"{entry}__total", Q(**{status: ReceiptStatus.POSTED.value})),
        amount("amount", Q(**{f"{entry}__reversed_by__isnull": False})),
    ]
    named = {f"figure_{name}": each for name, each in zip(_NAMES, [count, *sums], strict=True)}
    grouped = rows.order_by().values(by=F(who), way=F(channel)).annotate(**named)
    found: QuerySet[Any, Any] = grouped.values_list("by", "way", *named)
    return found


_PLACES = (
    ReceiptStatus.PENDING,
    ReceiptStatus.PREPARED,
    ReceiptStatus.POSTED,
    ReceiptStatus.CANCELLED,
)


def table_of(found: Mapping[Key, Figures], names: Mapping[int | None, str]) -> Table:
    """The figures as a table: persons by name, nobody last; channels in the draft's order."""
    shown = [
        (each.code, str(each.label))
        for each in CHANNELS
        if any(code == each.code for _who, code in found)
    ]
    known = {code for code, _label in shown}
    shown += sorted({(code, code) for _who, code in found if code not in known})
    people = sorted({who for who, _code in found}, key=lambda who: (who is None, names.get(who)))
    rows = []
    for who in people:
        cells = [found.get((who, code), NOTHING) for code, _label in shown]
        rows.append(Row(who, names.get(who, ""), cells, sum(cells, NOTHING)))
    columns = [sum((row.cells[at] for row in rows), NOTHING) for at in range(len(shown))]
    return Table(shown, rows, columns, sum(columns, NOTHING))
