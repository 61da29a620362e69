"""The lines of one account between two dates, as a file: what its page shows, without a limit."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.screens.exports import ExportColumn
from ledger.books.models import Account
from ledger.reports.selectors.statements import statements_of

COLUMNS = (
    ExportColumn(_("Date"), "date"),
    ExportColumn(_("Écriture")),
    ExportColumn(_("Libellé"), width=36),
    ExportColumn(_("Pièce")),
    ExportColumn(_("Lettrage")),
    ExportColumn(_("Débit"), "amount"),
    ExportColumn(_("Crédit"), "amount"),
    ExportColumn(_("Solde"), "amount"),
)


def rows(account: Account, start: date, end: date, *, today: date) -> Iterator[list[Any]]:
    """What is carried forward, then each line with the balance after it, in euros."""
    (statement,) = statements_of([account], start, end, today=today)
    yield [start, "", _("Report"), "", "", "", "", statement.opening]
    for line in statement.lines:
        move = line.movement
        yield [
            *(move.date, move.reference, move.label, move.voucher, move.letter),
            *(move.debit, move.credit, line.balance),
        ]
