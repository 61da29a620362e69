"""Erase, in the back office, the proofs of mandates that nobody must keep any more."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from core.database.retention import PROOF_MONTHS
from core.database.services import audit
from core.database.services.erase_rows import batches
from core.files.models import ArchivedFile
from core.files.services import erase_archived
from core.text.dates import months_later
from receipts.draft.enums import ReceiptStatus
from sepa.collections.enums import CollectionState
from sepa.collections.models import CollectionTransaction
from sepa.mandates.models import Mandate
from sepa.requests.models import OneOffRequest
from sepa.requests.services.forget_requests import forget_requests

KIND = "proofs"
_OVER = (ReceiptStatus.POSTED, ReceiptStatus.CANCELLED)
_AT_THE_BANK = (CollectionState.GENERATED, CollectionState.SENT)


def kept_until(mandate: Mandate) -> date | None:
    """Day from which the proof may go: 14 months after the debit, after the entry, or after the
    line was given up, whichever is last; None while it is under way."""
    receipt = mandate.receipt
    lines = list(mandate.transactions.select_related("collection"))
    if receipt.status not in _OVER or any(
        line.live and line.collection.state in _AT_THE_BANK for line in lines
    ):
        return None
    moments = (mandate.signed_at, mandate.fetched_at, receipt.cancelled_at)
    days = [timezone.localdate(moment) for moment in moments if moment]
    days += [line.collection.collection_date for line in lines]
    if receipt.entry:
        days += [receipt.entry.date, timezone.localdate(receipt.entry.posted_at)]
    return months_later(max(days), PROOF_MONTHS)


def _candidates(now: datetime) -> "QuerySet[Mandate]":
    under_way = CollectionTransaction.objects.filter(
        mandate=OuterRef("pk"), live=True, collection__state__in=_AT_THE_BANK
    )
    return Mandate.objects.filter(
        ~Exists(under_way),
        erased_at=None,
        receipt__status__in=_OVER,
        fetched_at__lt=now - timedelta(days=28 * PROOF_MONTHS),
    )


def erase_proofs(now: datetime) -> int:
    """At night: on both sides, then the PDFs that neither needs. Returns how many proofs."""
    count = forget_requests(now) + erase_mandates(now)
    erase_pdfs(now)
    return count


def erase_mandates(now: datetime) -> int:
    """IBAN, its index, BIC, e-mail and evidence; what the books tell of the debit stays. Returns
    how many."""
    today, count = timezone.localdate(now), 0
    for keys in batches(_candidates(now)):
        with transaction.atomic():
            locked = Mandate.objects.select_for_update(of=("self",)).filter(
                pk__in=keys, erased_at=None
            )
            rows = locked.select_related("receipt__entry").defer("receipt__raw_data")
            for mandate in rows.order_by("pk"):
                day = kept_until(mandate)
                if day is not None and day <= today:
                    _erase(mandate, now)
                    count += 1
    return count


def _erase(mandate: Mandate, now: datetime) -> None:
    mandate.set_iban("")
    mandate.bic = mandate.debtor_email = ""
    mandate.evidence, mandate.erased_at = {}, now
    fields = ("iban", "iban_index", "iban_masked", "bic", "debtor_email", "evidence", "erased_at")
    mandate.save(update_fields=fields)
    audit.record("mandate.erase", acting_user=None, on=mandate)


def erase_pdfs(now: datetime) -> int:
    """The signed PDFs that neither a request nor a mandate in force names. Returns how many."""
    asked = OneOffRequest.objects.filter(pdf=OuterRef("pk"))
    proved = Mandate.objects.filter(pdf=OuterRef("pk"), erased_at=None)
    files = ArchivedFile.objects.filter(~Exists(asked), ~Exists(proved), kind="mandate")
    # One that was archived a moment ago may be a signature's that is not committed yet.
    settled = files.filter(created_at__lt=now - timedelta(days=1))
    return erase_archived.erase(settled, reason=KIND, now=now)
