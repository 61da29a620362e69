"""The parts of a publication as they travel: JSON, amounts in cents, codes instead of keys."""

import json
from collections.abc import Iterator
from typing import Any

from extranet.publication.models import Publication, PublicationChunk

ROWS_PER_CHUNK = 2000

SITE = "site"
LOGO = "logo"
OWN_IBANS = "own_ibans"
ACCOUNTS = "accounts"
LINES = "lines"
WAITING = "waiting"
ACCESSES = "accesses"
POSTED_REQUESTS = "posted_requests"
REOPENED_REQUESTS = "reopened_requests"
KINDS = frozenset(
    {
        *(SITE, LOGO, OWN_IBANS, ACCOUNTS, LINES, WAITING, ACCESSES),
        *(POSTED_REQUESTS, REOPENED_REQUESTS),
    }
)


class ChunkWriter:
    """Writes rows of one kind after another, a limited number to a chunk."""

    def __init__(self, publication: Publication) -> None:
        self.publication = publication
        self.count = 0
        self._rows: list[Any] = []
        self._kind = ""

    def add(self, kind: str, row: Any) -> None:
        if kind != self._kind or len(self._rows) >= ROWS_PER_CHUNK:
            self.flush()
            self._kind = kind
        self._rows.append(row)

    def flush(self) -> None:
        if self._rows:
            PublicationChunk.objects.create(
                publication=self.publication,
                number=self.count,
                payload=json.dumps({"kind": self._kind, "rows": self._rows}, ensure_ascii=False),
            )
            self.count += 1
            self._rows = []


def read_chunks(publication: Publication) -> Iterator[tuple[str, list[Any]]]:
    """Kind and rows of each chunk, in order."""
    for chunk in publication.chunks.order_by("number").iterator(chunk_size=20):
        content = json.loads(chunk.payload)
        yield content["kind"], content["rows"]
