"""Read from the books, at one instant, what the extranet must hold."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from core.office.services import logos
from core.people.models import Agency
from extranet.publication.formats.published import Logo, Thing
from extranet.publication.models import ExtranetSettings, Publication, SentAccount
from extranet.publication.selectors.published import published_accounts
from extranet.publication.services.publishing.chunks import Sink
from extranet.publication.services.publishing.read_accesses import read_accesses
from extranet.publication.services.publishing.read_accounts import read_accounts
from extranet.publication.services.publishing.read_lines import Mark, read_lines
from extranet.publication.services.publishing.read_office import read_office
from extranet.publication.services.publishing.read_own_ibans import fingerprints
from extranet.publication.services.publishing.read_requests import read_requests
from extranet.publication.services.publishing.read_waiting import read_waiting


@dataclass(frozen=True)
class Snapshot:
    """How many lines were read, and what to remember of each account once it has arrived."""

    line_count: int
    marks: Sequence[SentAccount]


@contextmanager
def _one_instant() -> Iterator[None]:
    """Every statement inside sees the database as it was at the first one."""
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost and connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield


def take_snapshot(
    sink: Sink, *, base: Publication | None, now: datetime, logo_sha256: str = ""
) -> Snapshot:
    """Give ``sink`` all that is published: with a ``base``, only the lines that are new since.

    The agency's logo is among it unless ``logo_sha256``, which clients see, is its own.
    """
    with _one_instant():
        settings = ExtranetSettings.objects.get_or_create(pk=1)[0]
        agency = Agency.objects.filter(pk=1).first()
        sink.add(read_office(settings, agency))
        logo = logos.read(agency)
        if logos.fingerprint(logo) != logo_sha256:
            sink.add(Logo(logo))
        _add_all(sink, fingerprints())
        on_its_way = read_waiting(published_accounts())
        marks: list[Mark] = []
        for account, mark in read_accounts(settings, on_its_way, base=base, now=now):
            sink.add(account)
            marks.append(mark)
        line_count = _add_all(sink, read_lines(marks, incremental=base is not None))
        _add_all(sink, on_its_way.waiting)
        _add_all(sink, read_accesses())
        _add_all(sink, read_requests(base))
        sink.flush()
    return Snapshot(line_count, [mark.sent for mark in marks])


def _add_all(sink: Sink, things: Iterable[Thing]) -> int:
    count = 0
    for thing in things:
        sink.add(thing)
        count += 1
    return count
