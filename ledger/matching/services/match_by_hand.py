"""Match the lines that a person chose, and undo a matching."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from core.database.services import audit
from core.people.models import User
from core.text.errors import BusinessError
from core.text.money import ZERO
from ledger.books.models import Account
from ledger.matching.models import MatchedLine, Matching
from ledger.matching.models.matching import letter_of
from ledger.matching.services.open_board import Board, Line


@transaction.atomic
def match_lines(
    *, account: Account, line_ids: Iterable[int], acting_user: User | None, on: date
) -> Matching:
    """Settle the chosen open lines by each other, under one letter.

    Where debits and credits differ, the lesser side is settled whole and the other, oldest first,
    for as much: a matching in part. Raises BusinessError where a line is not open on the account
    any more, or where one side is missing; nothing was changed.
    """
    chosen_ids = set(line_ids)
    board = Board.read([account.pk])
    lines = [line for line in board.lines[account.pk] if line.item.line_id in chosen_ids]
    if len(lines) < len(chosen_ids):
        raise BusinessError(
            _("Une des lignes choisies a été lettrée entre-temps : relisez, puis recommencez.")
        )
    board.settle(parts_of(lines))
    board.write(acting_user=acting_user, on=on)
    return Matching.objects.get(lines__line=lines[0].item.line_id)


def parts_of(lines: Sequence[Line]) -> list[tuple[Line, Decimal]]:
    """How much of each line the other side settles, oldest first.

    Raises BusinessError where there are only debits or only credits.
    """
    debit = sum((line.left for line in lines if line.item.is_debit), ZERO)
    credit = sum((line.left for line in lines if not line.item.is_debit), ZERO)
    if not debit or not credit:
        raise BusinessError(
            _("Un lettrage rapproche au moins un débit et un crédit : choisissez-en de chaque.")
        )
    lefts = {True: min(debit, credit), False: min(debit, credit)}
    parts = []
    for line in lines:
        part = min(line.left, lefts[line.item.is_debit])
        if part > 0:
            lefts[line.item.is_debit] -= part
            parts.append((line, part))
    return parts


@transaction.atomic
def unmatch(*, matching: Matching, acting_user: User | None) -> None:
    """Undo a matching: its lines are open again; its letter is not given again.

    Raises BusinessError where it is undone already, or where its lines undo each other.
    """
    Account.objects.select_for_update(no_key=True).get(pk=matching.account_id)
    if matching.undoes:
        raise BusinessError(
            _(
                "Ces lignes s’annulent l’une l’autre : une écriture et sa contre-passation, ou un "
                "chèque et son impayé. Les délettrer ferait renaître une dette ou un paiement."
            )
        )
    if not undo([matching], acting_user=acting_user):
        raise BusinessError(_("Ce lettrage est déjà défait."))


def undo(matchings: Iterable[Matching], *, acting_user: User | None) -> list[tuple[int, set[int]]]:
    """Take the lines out of these matchings, whatever they are; the caller holds their accounts.

    Returns, for each that held any, its account's id and those of its lines.
    """
    parts_by_matching: dict[int, list[str]] = defaultdict(list)
    held: dict[int, set[int]] = defaultdict(set)
    by_id = Matching.objects.select_related("account").in_bulk([each.pk for each in matchings])
    lines = MatchedLine.objects.filter(matching__in=by_id)
    for pk, line_id, amount in lines.order_by("line").values_list("matching", "line", "amount"):
        parts_by_matching[pk].append(f"{line_id} : {amount}")
        held[pk].add(line_id)
    lines.delete()
    Matching.objects.filter(pk__in=held).update(is_total=False)
    audit.record_rows(
        "account.unmatch",
        acting_user=acting_user,
        model=Account,
        rows=(
            (
                by_id[pk].account_id,
                str(by_id[pk].account),
                {"letter": letter_of(by_id[pk].number), "lines": ", ".join(parts_by_matching[pk])},
            )
            for pk in sorted(held)
        ),
    )
    return [(by_id[pk].account_id, held[pk]) for pk in sorted(held)]
