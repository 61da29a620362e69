"""Many signed requests on the platform, written in bulk: run inside an installation."""

from __future__ import annotations

from django.utils import timezone

from core.files.enums import Direction
from core.files.services import archive
from core.people.models import User
from ledger.books.models import Account, Entity
from sepa.mandates.enums import SignatureChannel
from sepa.requests.enums import RequestState
from sepa.requests.models import OneOffRequest

IBAN = "FR7610278040050002198764023"


def make_pending(number: int) -> None:
    """``number`` requests of 65,63 € signed on Pierre's account, waiting to be fetched."""
    account = Account.objects.get(code="450PIERREP")
    entity = Entity.objects.get(pk=account.entity_id)
    client = User.objects.filter(kind="client").order_by("pk")[0]
    now = timezone.now()
    pdf = archive.archive(b"%PDF-1.7", name="mandat.pdf", kind="mandate", direction=Direction.IN)
    rows = []
    first = OneOffRequest.objects.count()
    for rank in range(first, first + number):
        request = OneOffRequest(
            state=RequestState.PENDING,
            state_at=now,
            client=client,
            submission_key=f"test-{rank}",
            entity_code=entity.code,
            account_code=account.code,
            amount="65.63",
            creditor_name=entity.name,
            creditor_identifier=entity.creditor_identifier,
            last_name="PROPRIETAIRE",
            first_name="Pierre",
            bic="CMCIFR2A",
            mandate_reference=f"S001-450PIERREP-{rank:08d}",
            text_version="test",
            signed_at=now,
            signature_channel=SignatureChannel.EMAIL_CODE,
            evidence={"pdf_sha256": pdf.sha256},
            pdf=pdf,
        )
        request.set_iban(IBAN)
        rows.append(request)
    OneOffRequest.objects.bulk_create(rows, batch_size=1000)
