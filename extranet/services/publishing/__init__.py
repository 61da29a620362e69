"""Bring the extranet up to date with the books: read them at one instant, send, apply at once."""

from extranet.services.publishing.applying import (
    apply_publication,
    receive_chunk,
    what_is_shown,
)
from extranet.services.publishing.publish import publish, run_scheduled, summary

__all__ = [
    "apply_publication",
    "publish",
    "receive_chunk",
    "run_scheduled",
    "summary",
    "what_is_shown",
]
