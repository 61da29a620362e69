"""Read a chain again, link by link."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from ledger.books.models import Entry, FiscalYear, Journal, JournalSequence
from ledger.books.services.chain.names import Names
from ledger.books.services.chain.read_chain import links


@dataclass(frozen=True)
class Break:
    """The first link of a chain that does not hold: at which number, and why, in French."""

    number: int
    reason: str


def verify(journal: Journal, fiscal_year: FiscalYear, names: Names | None = None) -> Break | None:
    """The first gap or broken link of a journal in a year; None where all holds to its end.

    ``names`` are those of the year's entity, given where several chains are verified.
    """
    end = _end_of(journal, fiscal_year)
    names = names or Names.of_entity(fiscal_year.entity_id)
    previous, expected = "", 1
    for number, stored, after in links(journal, fiscal_year, names, upto=end[0]):
        if number != expected:
            return Break(expected, _("le numéro %(number)s manque.") % {"number": expected})
        # A form older than the one before it would leave out what the newer one seals.
        if stored != after(previous) or _version(stored) < _version(previous):
            reason = _(
                "l’écriture, celle qui la précède ou ce qu’elles désignent a été altéré après la "
                "validation."
            )
            return Break(expected, reason)
        previous, expected = stored, expected + 1
    stray = Entry.objects.filter(journal=journal, fiscal_year=fiscal_year, number__gt=end[0])
    if expected <= end[0] and stray.exists():
        return Break(expected, _("le numéro %(number)s manque.") % {"number": expected})
    # Entries beyond the end are in order only where a posting has moved it meanwhile.
    is_stray = stray.exists() and _end_of(journal, fiscal_year) == end
    if is_stray or end != (expected - 1, previous):
        return Break(expected, _("la fin du journal ne correspond plus à son dernier scellé."))
    return None


def _version(stored: str) -> int:
    version = stored.partition(":")[0]
    return int(version) if version.isdecimal() else 0


def _end_of(journal: Journal, fiscal_year: FiscalYear) -> tuple[int, str]:
    """Last number and last hash of a journal in a year."""
    sequence = JournalSequence.objects.filter(journal=journal, fiscal_year=fiscal_year).first()
    return (sequence.last_number, sequence.last_hash) if sequence else (0, "")
