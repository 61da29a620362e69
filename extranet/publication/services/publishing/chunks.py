"""The parts of a publication, as they are kept before they are shown."""

from collections.abc import Iterator
from typing import Any, Protocol

from extranet.publication.formats.payloads import read_payload, write_payload
from extranet.publication.formats.published import Thing
from extranet.publication.formats.rows import to_row
from extranet.publication.models import Publication, PublicationChunk

ROWS_PER_CHUNK = 2000


class Sink(Protocol):
    """Takes what is read from the books, whoever it is for."""

    def add(self, thing: Thing) -> None:
        """Things come in the order of ``formats.published.THINGS``."""

    def flush(self) -> None:
        """Everything has come."""


class ChunkWriter:
    """Writes things of one kind after another, a limited number to a chunk."""

    def __init__(self, publication: Publication) -> None:
        self.publication = publication
        self.count = 0
        self._rows: list[Any] = []
        self._kind = ""

    def add(self, thing: Thing) -> None:
        if self._kind != thing.KIND or len(self._rows) >= ROWS_PER_CHUNK:
            self.flush()
            self._kind = thing.KIND
        self._rows.append(to_row(thing))

    def flush(self) -> None:
        if self._rows:
            PublicationChunk.objects.create(
                publication=self.publication,
                number=self.count,
                payload=write_payload(self._kind, self._rows),
            )
            self.count += 1
            self._rows = []


def read_chunks(publication: Publication) -> Iterator[tuple[type[Thing], Iterator[Thing]]]:
    """What each chunk brings, in order."""
    for chunk in publication.chunks.order_by("number").iterator(chunk_size=20):
        yield read_payload(chunk.payload)
