"""Take out at night the names of those of whom nothing obliges to keep anything any more."""

from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from core.database.retention import BOOKS_YEARS
from core.database.services.erase_rows import batches
from core.files import person
from core.text.dates import months_later
from core.text.errors import BusinessError
from ledger.books.models import Account
from ledger.people.models import Party
from ledger.people.services.erase_party import erase_party, pseudonym_of


def erase_departed_parties(now: datetime) -> int:
    """Pseudonymise, each in its own transaction, whoever has had no open account for ten years and
    of whom no room asks for anything. Returns how many."""
    today, erased = timezone.localdate(now), 0
    for keys in batches(_departed(today)):
        for party in Party.everywhere.filter(pk__in=keys).order_by("pk"):
            if person.duties(party.pk, today):
                continue
            try:
                erase_party(party, acting_user=None, today=today)
            except BusinessError:
                # Somebody wrote to it meanwhile: it is kept.
                continue
            erased += 1
    return erased


def _departed(today: date) -> QuerySet[Party]:
    """Named parties whose accounts were all closed over ten years ago. Who never had one has no
    day from which to count, and is erased by hand only."""
    accounts = Account.everywhere.filter(party=OuterRef("pk")).order_by()
    limit = months_later(today, -12 * BOOKS_YEARS)
    lasting = accounts.filter(Q(closed_on=None) | Q(closed_on__gte=limit))
    named = Party.everywhere.exclude(last_name__startswith=pseudonym_of(""))
    return named.filter(Exists(accounts), ~Exists(lasting))
