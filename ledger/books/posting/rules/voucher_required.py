"""A journal may require a voucher number of each of its entries."""

from django.utils.translation import gettext as _

from core.text.errors import BusinessError
from ledger.books.enums import PostingRefusal
from ledger.books.models import Journal
from ledger.books.posting.new_entry import NewEntry


class MissingVoucherError(BusinessError):
    """The journal requires a voucher number."""

    code = PostingRefusal.VOUCHER_MISSING


def lacks_voucher(voucher: str, journal: Journal) -> bool:
    return journal.requires_voucher and not voucher.strip()


def check_voucher(entry: NewEntry, journal: Journal) -> None:
    """Raise MissingVoucherError for an entry without the voucher that its journal requires."""
    if lacks_voucher(entry.voucher, journal):
        raise MissingVoucherError(
            _("Le journal %(journal)s veut un numéro de pièce : « %(label)s » n’en a pas.")
            % {"journal": journal.code, "label": entry.label}
        )
