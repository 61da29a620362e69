"""What is wrong with the books of a fiscal year, in words for an accountant."""

from collections.abc import Iterator

from django.db.models import Exists, F, OuterRef, Sum
from django.utils.translation import gettext as _

from core.text.money import ZERO, format_euros
from ledger.books.models import Account, Entry, FiscalYear, Journal, JournalSequence
from ledger.books.services import chain

#: Beyond this many the list would not be read.
SHOWN = 20


def problems_of(fiscal_year: FiscalYear) -> list[str]:
    """Unbalanced entries, gaps and broken chains of a year; an empty list where its books hold."""
    return [*_unbalanced(fiscal_year), *_broken_chains(fiscal_year)]


def _unbalanced(fiscal_year: FiscalYear) -> list[str]:
    sums = (
        Entry.objects.filter(fiscal_year=fiscal_year)
        .annotate(debit=Sum("lines__debit", default=0), credit=Sum("lines__credit", default=0))
        .exclude(debit=F("total"), credit=F("total"))
        .values_list("journal__code", "number")
        .order_by("journal__code", "number")
    )
    return [
        _("Écriture %(journal)s n° %(number)s : elle n’est pas équilibrée.")
        % {"journal": journal, "number": number}
        for journal, number in sums[:SHOWN]
    ]


def _broken_chains(fiscal_year: FiscalYear) -> list[str]:
    problems = []
    names = chain.Names.of_entity(fiscal_year.entity_id)
    # Not those of its entity, nor those that have a sequence: either may have been tampered with.
    written = Entry.objects.filter(fiscal_year=fiscal_year, journal=OuterRef("pk"))
    ended = JournalSequence.objects.filter(fiscal_year=fiscal_year, journal=OuterRef("pk"))
    for journal in Journal.objects.filter(Exists(written) | Exists(ended)).order_by("code"):
        broken = chain.verify(journal, fiscal_year, names)
        if broken:
            problems.append(
                _("Journal %(journal)s, à partir du n° %(number)s : %(reason)s")
                % {"journal": journal.code, "number": broken.number, "reason": broken.reason}
            )
    return problems


def wrong_balances(entity_code: str | None = None) -> Iterator[tuple[str, str]]:
    """Accounts whose stored balance is not the sum of their lines, and by how much, in French."""
    accounts = (
        Account.objects.all()
        if entity_code is None
        else Account.objects.filter(entity__code=entity_code)
    )
    sums = (
        accounts.annotate(
            debit=Sum("lines__debit", default=ZERO), credit=Sum("lines__credit", default=ZERO)
        )
        .exclude(balance=F("debit") - F("credit"))
        .order_by("entity__code", "code")
        .values_list("entity__code", "code", "balance", "debit", "credit")
    )
    for entity, code, stored, debit, credit in sums.iterator():
        yield f"{entity}/{code}", format_euros(stored - (debit - credit))
