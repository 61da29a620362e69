"""The keys that open the platform's API, as the settings write them.

``name=agence;scopes=requests+publications;until=2027-12-31;sha256:<hexadecimal digest>``: every
part but the key is optional. A key alone, in clear or as its digest, opens all, without an end.
"""

import hashlib
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.crypto import constant_time_compare

REQUESTS = "requests"
PUBLICATIONS = "publications"
SCOPES = frozenset({REQUESTS, PUBLICATIONS})
_HASHED = "sha256:"


@dataclass(frozen=True)
class PlatformKey:
    """What a key opens, and until when (that day included); None: without an end."""

    digest: str
    name: str
    scopes: frozenset[str] = SCOPES
    until: date | None = None


def digest_of(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def read_key(text: str) -> PlatformKey:
    """One entry of the settings. Raises ImproperlyConfigured, without the key."""
    *parts, key = text.split(";")
    digest = key.removeprefix(_HASHED) if key.startswith(_HASHED) else digest_of(key)
    given = dict(part.split("=", 1) for part in parts if "=" in part)
    scopes = frozenset(given["scopes"].split("+")) if "scopes" in given else SCOPES
    if len(given) < len(parts) or set(given) - {"name", "scopes", "until"} or scopes - SCOPES:
        raise ImproperlyConfigured("SEPA_PLATFORM_ACCEPTED_KEYS: see sepa.requests.api.keys.")
    until = date.fromisoformat(given["until"]) if "until" in given else None
    return PlatformKey(digest, given.get("name", digest[:8]), scopes, until)


def key_shown(shown: str, *, today: date) -> PlatformKey | None:
    """The accepted key that was shown and has not ended; every digest is compared."""
    digest = digest_of(shown)
    keys = [read_key(text) for text in settings.SEPA_PLATFORM_ACCEPTED_KEYS if text]
    fits = [key for key in keys if constant_time_compare(digest, key.digest)]
    alive = [key for key in fits if key.until is None or today <= key.until]
    return alive[0] if alive else None
