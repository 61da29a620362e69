"""The platform in this very database: the default."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from django.db.models import TextField
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext as _

from core.database.crypto import opener
from core.files.services import archive
from sepa.requests.enums import RequestState
from sepa.requests.models import OneOffRequest
from sepa.requests.platform.base import Page, PendingRequest, PlatformError, Step
from sepa.requests.services.record_steps import record_steps

_COLUMNS = (
    "id",
    "uid",
    "client_id",
    "entity_code",
    "account_code",
    "amount",
    "creditor_name",
    "creditor_identifier",
    "company",
    "last_name",
    "first_name",
    "email",
    "iban",
    "iban_masked",
    "bic",
    "mandate_reference",
    "signed_at",
    "evidence_text",
    "pdf__sha256",
    "pdf_id",
)


def movement_reference(client_id: int, request_id: int) -> str:
    """« 44522/785281/ »: the client's number, then the request's, as accountants quote them."""
    return f"{client_id}/{request_id}/"


def debtor_name(company: str, last_name: str, first_name: str) -> str:
    """« PROPRIETAIRE Pierre », or the company."""
    return company or f"{last_name.upper()} {first_name}".strip()


def payer_name(company: str, last_name: str, first_name: str) -> str:
    """« Pierre PROPRIETAIRE », or the company: how labels name who pays."""
    return company or f"{first_name} {last_name.upper()}".strip()


class LocalPlatform:
    """Reads and writes the requests of this database, in the caller's transaction."""

    is_local = True

    def pending(self, *, after: int, limit: int) -> Page:
        rows = list(
            OneOffRequest.objects.filter(
                state=RequestState.PENDING,
                signed_at__isnull=False,
                fetched_at__isnull=True,
                pk__gt=after,
            )
            .annotate(evidence_text=Cast("evidence", TextField()))
            .order_by("pk")
            .values_list(*_COLUMNS)[:limit]
        )
        opened = opener(OneOffRequest, "iban")
        return Page(
            requests=[_pending(row, opened) for row in rows],
            next=rows[-1][0] if len(rows) == limit else None,
        )

    def tell(self, steps: Sequence[Step]) -> None:
        record_steps(steps, now=timezone.now())

    def mandate_pdf(self, uid: UUID) -> bytes:
        request = OneOffRequest.objects.select_related("pdf").filter(uid=uid).first()
        if request is None or request.pdf is None:
            raise PlatformError(_("Ce mandat n’existe plus sur la plateforme SEPA."))
        return archive.read(request.pdf)


def _pending(row: Sequence[Any], opened: Callable[..., str]) -> PendingRequest:
    known: dict[str, Any] = dict(zip(_COLUMNS, row, strict=True))
    names = (known["company"], known["last_name"], known["first_name"])
    return PendingRequest(
        uid=known["uid"],
        entity_code=known["entity_code"],
        account_code=known["account_code"],
        amount=known["amount"],
        creditor_name=known["creditor_name"],
        creditor_identifier=known["creditor_identifier"],
        debtor_name=debtor_name(*names),
        payer_name=payer_name(*names),
        debtor_email=known["email"],
        iban=opened(known["iban"], known["uid"]),
        iban_masked=known["iban_masked"],
        bic=known["bic"],
        mandate_reference=known["mandate_reference"],
        movement_reference=movement_reference(known["client_id"], known["id"]),
        signed_at=known["signed_at"],
        evidence=known["evidence_text"],
        pdf_sha256=known["pdf__sha256"],
        pdf_id=known["pdf_id"],
    )
