"""Every account of an entry is one of its entity (law of 10 July 1965, art. 18)."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from core.text.errors import BusinessError
from ledger.books.enums import PostingRefusal
from ledger.books.posting.lock_books import LockedAccount
from ledger.books.posting.new_entry import NewEntry


class ForeignAccountError(BusinessError):
    """The account is unknown or of another entity."""

    code = PostingRefusal.FOREIGN_ACCOUNT


def is_foreign_account(account_entity_id: int | None, entity_id: int | None) -> bool:
    """Whether an account of this entity, or an unknown one (None), is not one of that entity."""
    return account_entity_id is None or account_entity_id != entity_id


def check_accounts(entry: NewEntry, accounts: Mapping[int, LockedAccount]) -> None:
    """Raise ForeignAccountError for an entry with an account that its entity does not have."""
    for line in entry.lines:
        account = accounts.get(line.account_id)
        if is_foreign_account(account.entity_id if account else None, entry.entity_id):
            raise ForeignAccountError(
                _("Un compte de l’écriture « %(label)s » n’est pas un compte de son entité.")
                % {"label": entry.label}
            )
