"""The journal is one of the entry's entity, and in use."""

from django.utils.translation import gettext as _

from core.text.errors import BusinessError
from ledger.books.enums import PostingRefusal
from ledger.books.models import Journal
from ledger.books.posting.new_entry import NewEntry


class UnusableJournalError(BusinessError):
    """The journal is unknown, inactive or of another entity."""


def is_foreign_journal(journal: Journal | None, entity_id: int | None) -> bool:
    """Whether the journal is unknown, or of another entity."""
    return journal is None or journal.entity_id != entity_id


def check_usable_journal(entry: NewEntry, journal: Journal | None) -> Journal:
    """The journal, where it takes the entry. Raises UnusableJournalError."""
    if journal is None or is_foreign_journal(journal, entry.entity_id):
        raise UnusableJournalError(
            _("Le journal choisi pour « %(label)s » n’est pas un journal de son entité.")
            % {"label": entry.label},
            code=PostingRefusal.FOREIGN_JOURNAL,
        )
    if not journal.active:
        raise UnusableJournalError(
            _("Le journal %(journal)s de %(entity)s n’est plus actif : choisissez-en un autre.")
            % {"journal": journal.code, "entity": journal.entity.code},
            code=PostingRefusal.JOURNAL_NOT_IN_USE,
        )
    return journal
