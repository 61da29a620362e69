"""Verify the books of N lines, against reading the same rows and nothing else; a million of them
against the seconds that they may take."""

from django.db import connection

from ledger.books.models import EntryLine, FiscalYear
from ledger.books.selectors.books import problems_of, wrong_balances
from lsc.bench import MEASURES, Measure
from lsc.bench.books import books
from lsc.bench.posting import prepare_and_post
from lsc.bench.timing import Spent, Stopwatch, figure

_BATCH = 5_000
#: Seconds that a million lines may take.
_MILLION = 15.0


def _post_up_to(lines: int) -> None:
    posted = EntryLine.objects.filter(account__entity=books().entity)
    while (missing := lines - posted.count()) > 0:
        prepare_and_post(min(_BATCH, missing))


def verify(lines: int) -> Spent:
    _post_up_to(lines)
    year = FiscalYear.objects.get(entity=books().entity)
    with Stopwatch() as watch:
        # What other measures copied beyond the end of the chain is found, and rightly so.
        problems_of(year)
        list(wrong_balances(books().entity.code))
    return watch.spent


def bare_read(lines: int) -> Spent:
    """COPY of entries and lines to this process, which looks at none of them."""
    _post_up_to(lines)
    with Stopwatch() as watch, connection.cursor() as cursor:
        for table in ("ledger_books_entry", "ledger_books_entryline"):
            with cursor.copy(f"COPY {table} TO STDOUT") as copy:
                for _block in copy:
                    pass
    return watch.spent


MEASURES.add(
    Measure(
        "vérifier les livres de N lignes", bare_read, verify, limit=12, sizes=(100_000,), repeat=3
    )
)
MEASURES.add(
    Measure(
        "vérifier les livres d’un million de lignes",
        lambda _size: figure(_MILLION),
        verify,
        limit=1,
        sizes=(1_000_000,),
        repeat=1,
        big=True,
    )
)
