"""Bring home the signed mandates that are at another installation."""

import hashlib
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from core.files.enums import Direction
from core.files.services import archive
from sepa.mandates.models import Mandate
from sepa.requests.platform import Platform, PlatformError, current_platform


def fetch_pdfs(uids: Sequence[UUID], *, platform: Platform | None = None) -> int:
    """Archive the PDFs of these mandates that are not here yet. Returns how many came.

    Raises PlatformError where one is not the PDF whose fingerprint the proof names; those before
    it stay archived.
    """
    platform = platform or current_platform()
    came = 0
    awaited = Mandate.objects.filter(request_uid__in=uids, pdf__isnull=True, erased_at=None)
    for mandate in awaited.defer("iban"):
        content = platform.mandate_pdf(mandate.request_uid)
        if hashlib.sha256(content).hexdigest() != mandate.pdf_sha256:
            raise PlatformError(
                _(
                    "Le PDF du mandat %(mandate_reference)s n’a pas l’empreinte annoncée : il "
                    "n’a pas été archivé."
                )
                % {"mandate_reference": mandate.mandate_reference}
            )
        with transaction.atomic():
            missing = Mandate.objects.filter(pk=mandate.pk, pdf__isnull=True)
            if missing.select_for_update().exists():
                file = archive.archive(
                    content,
                    name=f"mandat-{mandate.mandate_reference.replace('/', '-')}.pdf",
                    kind="mandate",
                    direction=Direction.IN,
                )
                came += missing.update(pdf=file)
    return came


def deliver_pdfs(payload: dict[str, Any]) -> None:
    """The outbox tries again until every PDF is here."""
    fetch_pdfs([UUID(uid) for uid in payload["uids"]])
