"""Requests as lines of the draft, and the mandates that they bear."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from core.database.bulk import insert_new
from core.database.crypto import seal
from core.text.money import to_cents
from receipts.draft.services.draft_receipts import NewReceipt
from sepa.mandates.models import Mandate
from sepa.requests.platform import PendingRequest
from sepa.requests.services.fetching.find_accounts import AccountFacts, Accounts

CHANNEL = "one_off"
_MANDATE_FIELDS = [
    "receipt",
    "request_uid",
    "mandate_reference",
    "creditor_identifier",
    "creditor_name",
    "amount",
    "debtor_name",
    "debtor_email",
    "iban",
    "iban_index",
    "iban_masked",
    "bic",
    "signed_at",
    "fetched_at",
    "evidence",
    "pdf_sha256",
    "pdf",
]


def line_of(request: PendingRequest, accounts: Accounts, *, now: datetime) -> NewReceipt:
    facts = accounts.of(request)
    entity_id = accounts.entities.get(request.entity_code)
    return NewReceipt(
        channel=CHANNEL,
        source_key=str(request.uid),
        # Where the platform's clock is ahead of ours at midnight, it was signed today.
        movement_date=timezone.localdate(min(request.signed_at, now)),
        # Not translated: the law wants the books in French (C. com. L123-22).
        label=f"Règlement {request.payer_name}",
        amount=request.amount,
        entity_id=entity_id,
        account_id=facts.pk if facts and not facts.refusal else None,
        unassigned_reason=_why_unassigned(request, facts, entity_id),
        movement_reference=request.movement_reference,
        assigned_to_id=facts.owner_id if facts else accounts.validators.get(request.entity_code),
        raw_data=_raw_data(request),
    )


def _why_unassigned(
    request: PendingRequest, facts: AccountFacts | None, entity_id: int | None
) -> str:
    if facts is not None:
        return facts.refusal
    if entity_id is None:
        return _("L’entité %(entity_code)s n’existe pas (compte %(account_code)s).") % {
            "entity_code": request.entity_code,
            "account_code": request.account_code,
        }
    return _("Le compte %(account_code)s n’existe plus dans l’entité %(entity_code)s.") % {
        "account_code": request.account_code,
        "entity_code": request.entity_code,
    }


def _raw_data(request: PendingRequest) -> dict[str, Any]:
    return {
        "entity": request.entity_code,
        "account": request.account_code,
        "mandate_reference": request.mandate_reference,
        "debtor": request.debtor_name,
        "iban": request.iban_masked,
        "bic": request.bic,
        "signed_at": request.signed_at.isoformat(),
    }


def insert_mandates(
    requests: Iterable[PendingRequest], line_ids: Mapping[str, int], *, now: datetime
) -> None:
    """One for each request, by its line. Raises IntegrityError where a reference is taken."""
    rows = _mandates(requests, line_ids, now)
    insert_new(Mandate, _MANDATE_FIELDS, rows, identity=("request_uid",))


def _mandates(
    requests: Iterable[PendingRequest], line_ids: Mapping[str, int], now: datetime
) -> Iterable[tuple[Any, ...]]:
    adapt = connection.ops.adapt_datetimefield_value
    fetched_at = adapt(now)
    for request in requests:
        yield (
            line_ids[str(request.uid)],
            request.uid if connection.features.has_native_uuid_field else request.uid.hex,
            request.mandate_reference,
            request.creditor_identifier,
            request.creditor_name,
            to_cents(request.amount),
            request.debtor_name,
            request.debtor_email,
            seal(Mandate, "iban", request.iban, request.uid),
            request.iban_index,
            request.iban_masked,
            request.bic,
            adapt(request.signed_at),
            fetched_at,
            request.evidence,
            request.pdf_sha256,
            request.pdf_id,
        )
