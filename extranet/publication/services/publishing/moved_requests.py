"""Signed requests whose line in the draft pays another account than the one they were signed on."""

from django.db.models import F, Q, QuerySet
from django.db.models.fields.json import KeyTextTransform

from receipts.draft.enums import WAITING
from sepa.mandates.models import Mandate


def moved_requests() -> "QuerySet[Mandate]":
    """The mandates of pending lines that were given to another account by hand, or whose account
    has another number since: what a line is for is told by its own account, not by the request."""
    return (
        Mandate.objects.exclude(pdf_sha256="")
        .filter(receipt__status__in=WAITING, receipt__account__isnull=False)
        .annotate(signed_entity=_asked("entity"), signed_account=_asked("account"))
        .filter(signed_account__isnull=False, signed_entity__isnull=False)
        .filter(
            ~Q(signed_entity=F("receipt__account__entity__code"))
            | ~Q(signed_account=F("receipt__account__code"))
        )
    )


def _asked(key: str) -> KeyTextTransform:
    """A code of the request as it was fetched; NULL where the line does not know it."""
    return KeyTextTransform(key, "receipt__raw_data")
