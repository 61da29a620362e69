"""The open lines of some accounts, locked: what is settled on the board is written in one go.

The number of SQL statements does not depend on that of the lines or of the accounts. Accounts are
locked by id, as posting does, so that the two wait for each other and never deadlock.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import Max

from core.database.bulk import update_rows
from core.database.lookups import among
from core.database.services import audit
from core.people.models import User
from core.text.money import ZERO
from ledger.books.models import Account
from ledger.matching.models import MatchedLine, Matching
from ledger.matching.models.matching import letter_of
from ledger.matching.selectors.open_items import OpenItem, open_items


@dataclass(eq=False)
class Group:
    """A matching that is begun or extended; ``pk`` is None until it is written."""

    account_id: int
    number: int
    pk: int | None = None
    #: What was settled under it on this board, in euros.
    settled: Decimal = ZERO
    #: Whether its lines undo each other, as in the model.
    undoes: bool = False


@dataclass(eq=False)
class Line:
    """An open line on the board, with what is left of it now, in euros."""

    item: OpenItem
    left: Decimal
    group: Group | None = None
    is_changed: bool = False

    @property
    def signed(self) -> Decimal:
        return self.left if self.item.is_debit else -self.left


@dataclass(frozen=True)
class Matched:
    """What was written: how many letters, and the sum that they settle, in euros."""

    count: int
    total: Decimal


@dataclass
class Board:
    """Open lines by account, oldest first. Must be read and written in one transaction."""

    lines: dict[int, list[Line]]
    _labels: dict[int, str]
    _last_numbers: dict[int, int]
    _touched: dict[Group, None] = field(default_factory=dict)
    _merged: dict[Group, Group] = field(default_factory=dict)

    @classmethod
    def read(cls, account_ids: Iterable[int]) -> "Board":
        """Lock the accounts and read what is open on them."""
        locked = Account.objects.filter(pk__in=list(account_ids)).order_by("pk")
        labels = {each.pk: str(each) for each in locked.select_for_update(no_key=True)}
        numbers = Matching.objects.filter(account__in=labels).order_by().values_list("account_id")
        lines: dict[int, list[Line]] = defaultdict(list)
        groups: dict[int, Group] = {}
        for item in open_items(labels):
            group = None
            if item.matching_id is not None:
                group = groups.setdefault(
                    item.matching_id,
                    Group(item.account_id, item.matching_number, item.matching_id),
                )
            lines[item.account_id].append(Line(item, item.remainder, group))
        return cls(lines, labels, dict(numbers.annotate(last=Max("number"))))

    def settle(self, parts: Sequence[tuple[Line, Decimal]], *, undoes: bool = False) -> None:
        """Settle these amounts of lines of one account by each other, under one letter; one that
        ``undoes`` must settle them whole.

        Raises ValueError where they do not add up to zero or exceed what is left of a line.
        """
        signed = sum((part if line.item.is_debit else -part for line, part in parts), ZERO)
        if signed or any(not 0 < part <= line.left for line, part in parts):
            raise ValueError("Parts of a matching are within their lines, and add up to zero")
        group = self._group_of([line for line, _part in parts])
        group.undoes = undoes
        for line, part in parts:
            line.left -= part
            line.group, line.is_changed = group, True
            if line.item.is_debit:
                group.settled += part
        self._touched[group] = None

    def _group_of(self, lines: Sequence[Line]) -> Group:
        """The oldest letter among those of the lines, which takes in the others; else the next."""
        account_id = lines[0].item.account_id
        known = {line.group: None for line in lines if line.group is not None}
        if not known:
            number = self._last_numbers.get(account_id, 0) + 1
            self._last_numbers[account_id] = number
            return Group(account_id, number)
        kept, *others = sorted(known, key=lambda group: group.number)
        for other in others:
            self._merge(other, kept)
        return kept

    def _merge(self, other: Group, kept: Group) -> None:
        for line in self.lines[kept.account_id]:
            if line.group is other:
                line.group, line.is_changed = kept, True
        kept.settled += other.settled
        self._touched.pop(other, None)
        self._merged[other] = kept

    def write(
        self, *, acting_user: User | None, on: date, action: str = "account.match"
    ) -> Matched:
        """Write what was settled, and tell the audit trail of each letter."""
        open_groups = {
            line.group for lines in self.lines.values() for line in lines if line.left > 0
        }
        rows = {
            group: Matching(
                pk=group.pk,
                account_id=group.account_id,
                number=group.number,
                is_total=group not in open_groups,
                undoes=group.undoes,
                matched_on=on,
                matched_by=acting_user,
            )
            for group in self._touched
        }
        self._write_groups(rows)
        self._write_lines(rows)
        self._tell(rows, acting_user, action)
        return Matched(len(rows), sum((group.settled for group in rows), ZERO))

    def _write_groups(self, rows: dict[Group, Matching]) -> None:
        known = [row for group, row in rows.items() if group.pk is not None]
        Matching.objects.bulk_update(known, ["is_total", "matched_on", "matched_by"], 500)
        new = [group for group in rows if group.pk is None]
        made = Matching.objects.bulk_create([rows[group] for group in new], batch_size=1000)
        for group, row in zip(new, made, strict=True):
            group.pk = row.pk
        self._write_merged()

    def _write_merged(self) -> None:
        """The lines of a letter that another took in are that one's, in one statement for all."""
        moved = []
        for other, kept in self._merged.items():
            while kept in self._merged:
                kept = self._merged[kept]
            if other.pk is not None:
                moved.append((other.pk, kept.pk))
        update_rows(MatchedLine, ["matching"], moved, key="matching")
        if moved:
            gone = Matching.objects.filter(among("pk", [pk for pk, _kept in moved]))
            gone.update(is_total=False)

    def _write_lines(self, rows: dict[Group, Matching]) -> None:
        MatchedLine.objects.bulk_create(
            [
                MatchedLine(
                    matching=rows[line.group],
                    line_id=line.item.line_id,
                    amount=line.item.amount - line.left,
                )
                for lines in self.lines.values()
                for line in lines
                if line.is_changed and line.group is not None
            ],
            batch_size=1000,
            update_conflicts=True,
            unique_fields=["line"],
            update_fields=["matching", "amount"],
        )

    def _tell(self, rows: dict[Group, Matching], acting_user: User | None, action: str) -> None:
        audit.record_rows(
            action,
            acting_user=acting_user,
            model=Account,
            rows=(
                (
                    group.account_id,
                    self._labels[group.account_id],
                    {"letter": letter_of(group.number), "amount": str(group.settled)},
                )
                for group in rows
            ),
        )
