"""What an entry had settled is owed again once another undoes it: a reversal, a bounced cheque."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from django.db.models import Q

from core.people.models import User
from ledger.books.enums import PERSONAL
from ledger.books.models import EntryLine
from ledger.books.selectors.suspense import SUSPENSE
from ledger.matching.models import Matching
from ledger.matching.services.match_by_hand import parts_of, undo
from ledger.matching.services.open_board import Board


def settle_undone(*, entry_ids: Collection[int], acting_user: User | None, on: date) -> None:
    """Match the lines of these entries on personal and suspense accounts with each other: what was
    written and what undoes it, within the transaction that posts the latter (which holds the
    accounts).

    A matching that held one of them is undone, and what else it held is matched again as far as
    it goes. So the debt that a bounced cheque had paid is open again, since its own date; and
    neither the dead credit nor its return is ever taken for a payment or for a debt. The lines
    must add up to zero on each account.
    """
    tracked = Q(account__role__in=PERSONAL) | Q(account__code__startswith=SUSPENSE)
    own = EntryLine.objects.filter(tracked, entry__in=entry_ids)
    account_of = dict(own.order_by("id").values_list("pk", "account_id"))
    if not account_of:
        return
    held = Matching.objects.filter(lines__line__in=account_of).distinct().order_by("pk")
    freed: dict[int, list[set[int]]] = defaultdict(list)
    for account_id, line_ids in undo(held, acting_user=acting_user):
        freed[account_id].append(line_ids - account_of.keys())
    board = Board.read(set(account_of.values()))
    for account_id, lines in board.lines.items():
        undone = [line for line in lines if line.item.line_id in account_of]
        board.settle([(line, line.left) for line in undone], undoes=True)
        for line_ids in freed[account_id]:
            others = [line for line in lines if line.item.line_id in line_ids]
            if len({line.item.is_debit for line in others}) == 2:
                board.settle(parts_of(others))
    board.write(acting_user=acting_user, on=on)
