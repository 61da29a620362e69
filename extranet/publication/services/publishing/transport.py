"""How a publication reaches the installation that clients sign in on."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

import httpx
from django.conf import settings
from django.utils.translation import gettext as _

from core.text.errors import BusinessError
from extranet.publication.formats.refusals import PublicationRefusedError, Refusal
from extranet.publication.models import Publication
from extranet.publication.selectors.shown import Shown, what_is_shown
from extranet.publication.services.publishing.apply_publication import apply_publication

#: How often the extranet may ask to wait before a call is given up, and for how long (seconds).
_PATIENCE = 5
_LONGEST_WAIT = 60.0


class Target(Protocol):
    def shown(self) -> Shown:
        """What clients see there now."""

    def send(self, publication: Publication, number: int, payload: str) -> None:
        """Leave one part there; nothing of it shows yet."""

    def apply(
        self, publication: Publication, chunk_count: int, *, now: datetime
    ) -> tuple[int, int]:
        """Show it all. Returns how many accounts show, and how many were withdrawn."""


class SameDatabase:
    """The extranet shares this database: the parts are already where they must be."""

    def shown(self) -> Shown:
        return what_is_shown()

    def send(self, publication: Publication, number: int, payload: str) -> None:
        return None

    def apply(
        self, publication: Publication, chunk_count: int, *, now: datetime
    ) -> tuple[int, int]:
        applied = apply_publication(uid=publication.uid, chunk_count=chunk_count, now=now)
        return applied.account_count, applied.withdrawn_count


class OtherInstallation:
    """The extranet stands in front, elsewhere: the parts travel over its REST API.

    Raises BusinessError where it does not answer, or answers nonsense.
    """

    def __init__(self, client: httpx.Client) -> None:
        self._client = client

    def shown(self) -> Shown:
        answer = self._call("GET", "last/")
        uid = answer.get("uid")
        return Shown(
            UUID(uid) if uid else None,
            str(answer.get("logo_sha256", "")),
            answer.get("format_version"),
        )

    def send(self, publication: Publication, number: int, payload: str) -> None:
        base = str(publication.base_uid) if publication.base_uid else None
        content = {"base_uid": base, "payload": payload}
        self._call("PUT", f"{publication.uid}/chunks/{number}/", content)

    def apply(
        self, publication: Publication, chunk_count: int, *, now: datetime
    ) -> tuple[int, int]:
        answer = self._call("POST", f"{publication.uid}/apply/", {"chunk_count": chunk_count})
        return int(answer["account_count"]), int(answer["withdrawn_count"])

    def exchange_addresses(self, mine: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Say what the agency decided; hear what clients asked and confirmed."""
        answer: dict[str, Any] = self._call("POST", "addresses/", {"changes": mine})
        changes = answer.get("changes")
        return changes if isinstance(changes, list) else []

    def heard_addresses(self, states: list[dict[str, str]]) -> None:
        self._call("POST", "addresses/heard/", {"changes": states})

    def _request(self, method: str, path: str, content: object) -> httpx.Response:
        """The answer, once the extranet no longer asks to wait: a first publication is long."""
        response = self._client.request(method, path, json=content)
        for _patience in range(_PATIENCE):
            if response.status_code != httpx.codes.TOO_MANY_REQUESTS:
                break
            time.sleep(min(float(response.headers.get("Retry-After", 1)), _LONGEST_WAIT))
            response = self._client.request(method, path, json=content)
        return response

    def _call(self, method: str, path: str, content: object = None) -> dict[str, Any]:
        try:
            response = self._request(method, path, content)
            answer = response.json()
            if response.is_success and isinstance(answer, dict):
                return answer
            detail = str(answer["detail"])
        except httpx.HTTPError as error:
            raise BusinessError(
                _("L’extranet ne répond pas : vérifiez qu’il tourne, puis recommencez.")
            ) from error
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise BusinessError(
                _("L’extranet a répondu de façon incompréhensible : rien n’y a été changé.")
            ) from error
        if answer.get("code") == Refusal.FORMAT_VERSION:
            raise PublicationRefusedError(Refusal.FORMAT_VERSION, detail)
        raise BusinessError(detail)


@contextmanager
def open_target() -> Iterator[Target]:
    """Where publications go by the settings."""
    if not settings.SEPA_PLATFORM_URL:
        yield SameDatabase()
        return
    with httpx.Client(
        base_url=f"{settings.SEPA_PLATFORM_URL.rstrip('/')}/api/v1/publications/",
        headers={"Authorization": f"Api-Key {settings.SEPA_PLATFORM_KEY}"},
        timeout=settings.SEPA_PLATFORM_TIMEOUT_SECONDS,
    ) as client:
        yield OtherInstallation(client)
