"""What the draft holds on a party, and why it must keep it.

An account may have been another's: only what came since it is this party's goes with them, the
entries included, of which the receipts tell whose they are.
"""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _

from core.files.person import Row
from ledger.books.models import EntryLine
from receipts.draft.enums import WAITING
from receipts.draft.models import DraftReceipt
from receipts.draft.selectors.holders_own import lines_of_the_holder, receipts_of_the_holder


def lines(party_id: int) -> Iterator[Row]:
    rows = EntryLine.objects.select_related("entry__journal", "account__entity")
    own = rows.filter(lines_of_the_holder(), account__party=party_id)
    for line in own.order_by("date", "id").iterator(2000):
        yield {
            _("date"): line.date,
            _("entité"): line.account.entity.code,
            _("compte"): line.account.code,
            _("journal"): line.entry.journal.code,
            _("pièce"): line.entry.voucher,
            _("libellé"): line.label,
            _("débit"): line.debit,
            _("crédit"): line.credit,
        }


def receipts(party_id: int) -> Iterator[Row]:
    own = DraftReceipt.objects.filter(receipts_of_the_holder(), account__party=party_id)
    for receipt in own.order_by("id"):
        yield {
            _("date"): receipt.movement_date,
            _("canal"): receipt.channel,
            _("montant"): receipt.amount,
            _("libellé"): receipt.label,
            _("référence"): receipt.movement_reference,
            _("état"): receipt.get_status_display(),
            _("motif d’annulation"): receipt.cancel_reason,
        }


def draft_duty(party_id: int, _today: date) -> str:
    waiting = DraftReceipt.objects.filter(account__party=party_id, status__in=WAITING)
    return _("Un de ses règlements est au brouillard.") if waiting.exists() else ""
