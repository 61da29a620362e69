"""The entry of a deposit slip: the bank is debited, what the receipts debited is credited."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import gettext as _

from core.people.models import User
from core.text.errors import BusinessError
from core.text.money import ZERO
from ledger.books.models import Journal
from ledger.books.posting import NewEntry, NewLine, post_entries
from receipts.counter.selectors.cheques_to_deposit import (
    debited_by_slips,
    posted_sums,
)


class SlipLine(NamedTuple):
    """A cheque on a slip, with its signed amount in euros."""

    cheque_id: int
    amount: Decimal


def total_of(lines: Sequence[SlipLine]) -> Decimal:
    return sum((line.amount for line in lines), ZERO)


def post_slip(
    journal: Journal,
    lines: Sequence[SlipLine],
    *,
    number: int,
    day: date,
    today: date,
    acting_user: User,
) -> int:
    bank_id = int(journal.treasury_account_id or 0)
    taken = [line for line in lines if line.amount > ZERO]
    back = [line for line in lines if line.amount < ZERO]
    sums, latest = posted_sums([line.cheque_id for line in taken])
    back_sums, latest_back = posted_sums([line.cheque_id for line in back], reversed_too=True)
    if bank_id in sums:
        raise BusinessError(
            _(
                "Ces chèques sont déjà sur le compte de ce journal : dans la fiche de l’entité, "
                "donnez aux chèques un journal dont la trésorerie est 5112, chèques à encaisser."
            )
        )
    _check_day(day, max(filter(None, [latest, latest_back])), today)
    # Positive: debited. The bank comes first: its line tells a slip's account ever after.
    signed: dict[int, Decimal] = defaultdict(lambda: ZERO, {bank_id: total_of(taken)})
    former = debited_by_slips([line.cheque_id for line in back])
    for line in back:
        signed[former[line.cheque_id]] += line.amount
    for account_id in sums.keys() | back_sums.keys():
        signed[account_id] += back_sums.get(account_id, ZERO) - sums.get(account_id, ZERO)
    entry = _entry(journal, signed, _label(number, len(taken), len(back)), number, day)
    return post_entries([entry], acting_user=acting_user, today=today)[0]


def _label(number: int, taken: int, back: int) -> str:
    # Not translated: the law wants the books in French (C. com. L123-22).
    label = f"Remise de {taken} chèque{'s' if taken > 1 else ''} n° {number}"
    return f"{label}, {back} repris" if back else label


def _entry(
    journal: Journal, signed: Mapping[int, Decimal], label: str, number: int, day: date
) -> NewEntry:
    """Debit the bank; credit what the receipts debited, normally 5112 alone. What is taken back is
    credited to the account that its own slip debited: this one, unless the journal's changed."""
    return NewEntry(
        entity_id=journal.entity_id,
        journal_id=journal.pk,
        date=day,
        voucher=f"REM{number}",
        label=label,
        lines=[
            NewLine(account_id, max(total, ZERO), max(-total, ZERO), label)
            for account_id, total in signed.items()
            if total
        ],
    )


def _check_day(day: date, latest: date, today: date) -> None:
    """Raise BusinessError for a day to come, or before the last of what the slip takes."""
    if day > today:
        raise BusinessError(_("Une remise ne se date pas d’un jour à venir."))
    if day < latest:
        raise BusinessError(
            _("Une remise ne se date pas d’avant ses chèques : écrits au plus tard le %(day)s.")
            % {"day": f"{latest:%d/%m/%Y}"}
        )
