"""The platform at another installation, over its REST API."""

import json
import time
from collections.abc import Sequence
from datetime import UTC
from typing import Any
from uuid import UUID

import httpx
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from sepa.requests.platform.answers import read_page
from sepa.requests.platform.base import Page, PlatformError, Step

MAX_ANSWER_BYTES = 32 * 1024 * 1024
_PDF_BYTES = 8 * 1024 * 1024


class RemotePlatform:
    """Speaks to ``api/v1/platform/`` of the installation at ``url``, with its key."""

    is_local = False

    def __init__(self, url: str, key: str) -> None:
        self._base = f"{url.rstrip('/')}/api/v1/platform"
        self._headers = {"Authorization": f"Api-Key {key}".strip(), "Accept": "application/json"}
        self._seconds = settings.SEPA_PLATFORM_TIMEOUT_SECONDS

    def pending(self, *, after: int, limit: int) -> Page:
        answer = self._call("GET", "/requests/", params={"after": after, "limit": limit})
        return read_page(self._json(answer), after=after, limit=limit, now=timezone.now())

    def tell(self, steps: Sequence[Step]) -> None:
        states = [
            {
                "uid": str(uid),
                "state": step.state,
                "at": step.at.astimezone(UTC).isoformat(),
                "debit_date": step.debit_date.isoformat() if step.debit_date else None,
            }
            for step in steps
            for uid in step.uids
        ]
        answer = self._json(self._call("POST", "/steps/", json={"steps": states}))
        if not isinstance(answer, dict) or not isinstance(answer.get("recorded"), int):
            raise _nonsense()

    def mandate_pdf(self, uid: UUID) -> bytes:
        content = self._call("GET", f"/requests/{uid}/mandate/", limit=_PDF_BYTES)
        if not content.startswith(b"%PDF-"):
            raise _nonsense()
        return content

    def _call(
        self, method: str, path: str, *, limit: int = MAX_ANSWER_BYTES, **options: Any
    ) -> bytes:
        """The body of a 200 answer, within the time and size allowed in all."""
        deadline = time.monotonic() + self._seconds
        body = bytearray()
        try:
            with (
                httpx.Client(
                    headers=self._headers,
                    timeout=self._seconds,
                    transport=httpx.HTTPTransport(retries=1),
                ) as client,
                client.stream(method, self._base + path, **options) as response,
            ):
                _check_status(response.status_code)
                for chunk in response.iter_bytes():
                    body += chunk
                    if len(body) > limit:
                        raise _nonsense()
                    if time.monotonic() > deadline:
                        raise httpx.ReadTimeout("the whole answer took too long")
        except httpx.TimeoutException as error:
            raise PlatformError(
                _(
                    "La plateforme SEPA met trop de temps à répondre. Rien n’est perdu : les "
                    "demandes "
                    "y attendent, recommencez plus tard."
                )
            ) from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise PlatformError(
                _(
                    "La plateforme SEPA ne répond pas. Rien n’est perdu : les demandes y "
                    "attendent, "
                    "recommencez plus tard."
                )
            ) from error
        return bytes(body)

    def _json(self, body: bytes) -> Any:
        try:
            return json.loads(body, parse_float=_refuse, parse_constant=_refuse)
        except (ValueError, RecursionError):
            raise _nonsense() from None


def _check_status(status: int) -> None:
    if status in {401, 403}:
        raise PlatformError(
            _(
                "La plateforme SEPA refuse notre clé : vérifiez SEPA_PLATFORM_KEY avec la "
                "personne qui "
                "s’occupe de l’installation."
            )
        )
    if status == 429:
        raise PlatformError(_("La plateforme SEPA demande de patienter : recommencez plus tard."))
    if status != 200:
        raise PlatformError(
            _(
                "La plateforme SEPA répond par une erreur (%(status)s). Rien n’est perdu : "
                "les demandes y attendent, recommencez plus tard."
            )
            % {"status": status}
        )


def _nonsense() -> PlatformError:
    return PlatformError(
        _(
            "La plateforme SEPA a donné une réponse que LSC ne comprend pas. Rien n’a été "
            "enregistré."
        )
    )


def _refuse(_number: str) -> None:
    raise ValueError("amounts travel as text, and nothing else has decimals")
