"""What a reversed entry had settled is owed again."""

from collections import defaultdict

from core.models import User
from ledger.models import Entry, EntryLine, Matching
from ledger.selectors.open_items import PERSONAL
from ledger.services.matching.board import Board
from ledger.services.matching.by_hand import parts_of, unmatch


def settle_reversal(*, entry: Entry, mirror_id: int, acting_user: User | None) -> None:
    """Match the entry's lines on personal accounts with their mirror, within the reversal.

    A matching that held one of them is undone, and what else it held is matched again as far as
    it goes; so the debt that a bounced cheque had paid is open again.
    """
    own = EntryLine.objects.filter(entry__in=(entry.pk, mirror_id), account__role__in=PERSONAL)
    pair = dict(own.order_by("id").values_list("pk", "account_id"))
    if not pair:
        return
    freed: dict[int, list[set[int]]] = defaultdict(list)
    for matching in Matching.objects.filter(lines__line__in=pair).distinct().order_by("pk"):
        held = set(matching.lines.values_list("line_id", flat=True))
        unmatch(matching=matching, acting_user=acting_user)
        freed[matching.account_id].append(held - pair.keys())
    board = Board.read(set(pair.values()))
    for account_id, lines in board.lines.items():
        mirrored = [line for line in lines if line.item.line_id in pair]
        board.settle([(line, line.left) for line in mirrored])
        for held in freed[account_id]:
            others = [line for line in lines if line.item.line_id in held]
            if len({line.item.is_debit for line in others}) == 2:
                board.settle(parts_of(others))
    board.write(acting_user=acting_user)
