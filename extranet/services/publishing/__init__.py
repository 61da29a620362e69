"""Bring the extranet up to date with the books: read them at one instant, send, apply at once."""

from extranet.services.publishing.applying import (
    apply_publication,
    last_received_uid,
    receive_chunk,
)
from extranet.services.publishing.publish import publish, run_scheduled, summary

__all__ = [
    "apply_publication",
    "last_received_uid",
    "publish",
    "receive_chunk",
    "run_scheduled",
    "summary",
]
