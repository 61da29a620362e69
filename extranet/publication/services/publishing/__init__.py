"""Bring the extranet up to date with the books: read them at one instant, send, apply at once."""

from extranet.publication.services.publishing.apply_publication import apply_publication
from extranet.publication.services.publishing.publish import publish, run_scheduled, summary
from extranet.publication.services.publishing.receive_chunk import receive_chunk

__all__ = ["apply_publication", "publish", "receive_chunk", "run_scheduled", "summary"]
