"""Everything that can be verified of the books and of what vouches for them."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from django.utils.translation import gettext as _

from core.database.services import guards, trail, versions
from core.files.services import check_archive
from ledger.books.models import FiscalYear
from ledger.books.selectors.books import problems_of, wrong_balances
from ledger.books.services.anchoring import compare_anchors as comparing


def problems_of_years(entity_code: str | None = None) -> Iterator[tuple[FiscalYear, list[str]]]:
    """Each fiscal year with what is wrong with it, in French; of one entity where it is named."""
    years = FiscalYear.objects.select_related("entity").order_by("entity__code", "start")
    if entity_code:
        years = years.filter(entity__code=entity_code)
    for year in years:
        yield year, problems_of(year)


def problems_of_balances(entity_code: str | None = None) -> Iterator[str]:
    """Accounts whose stored balance is not the sum of their lines, in French."""
    for code, difference in wrong_balances(entity_code):
        sentence = _("Compte %(code)s : solde faux de %(difference)s")
        yield sentence % {"code": code, "difference": difference}


def problems_around(others: Iterable[Path] = ()) -> Iterator[str]:
    """What is wrong with what vouches for all books: names, trail, guards, anchors, archive.

    ``others`` are files with lines that were kept elsewhere, such as the accountant's mails.
    """
    yield from comparing.problems(comparing.lines_outside(others))
    yield from versions.problems()
    yield from trail.problems()
    yield from guards.problems()
    yield from check_archive.problems()


def all_problems() -> list[str]:
    """Everything that is wrong, in French; empty where all holds."""
    of_years = [
        problem for _year, year_problems in problems_of_years() for problem in year_problems
    ]
    return [*of_years, *problems_of_balances(), *problems_around()]
