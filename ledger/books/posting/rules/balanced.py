"""Debits equal credits, and each line is a positive debit or a positive credit."""

from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from core.text.errors import BusinessError
from core.text.money import format_euros, from_cents
from ledger.books.enums import PostingRefusal

#: ``(account id, debit in cents, credit in cents)``
Cents = tuple[int, int, int]


class UnbalancedEntryError(BusinessError):
    """Debits and credits differ, or a line is not a positive debit or a positive credit."""

    code = PostingRefusal.UNBALANCED


def is_one_sided(debit: Decimal | int, credit: Decimal | int) -> bool:
    """Whether a line of these amounts is a positive debit or a positive credit."""
    return (debit > 0 and credit == 0) or (debit == 0 and credit > 0)


def check_balanced(label: str, lines: Sequence[Cents]) -> None:
    """Raise UnbalancedEntryError for an entry that is not, or that has no line."""
    debit, credit = sum(line[1] for line in lines), sum(line[2] for line in lines)
    one_sided = all(is_one_sided(line[1], line[2]) for line in lines)
    if debit != credit or not lines or not one_sided:
        raise UnbalancedEntryError(
            _(
                "L’écriture « %(label)s » n’est pas équilibrée : %(debit)s au débit, %(credit)s "
                "au crédit. Chaque ligne porte un débit ou un crédit positif."
            )
            % {
                "label": label,
                "debit": format_euros(from_cents(debit)),
                "credit": format_euros(from_cents(credit)),
            }
        )
