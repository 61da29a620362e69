"""Which signed requests a balance holds, and which it does not."""

from collections.abc import Iterator
from datetime import timedelta

from extranet.publication.formats.published import PostedRequest, ReopenedRequest
from extranet.publication.models import Publication
from extranet.publication.services.publishing.moved_requests import moved_requests
from receipts.draft.enums import WAITING, ReceiptStatus
from sepa.mandates.models import Mandate

#: A payment posted while the former publication was reading may have been committed after it.
POSTED_MARGIN = timedelta(days=1)


def read_requests(base: Publication | None) -> Iterator[PostedRequest | ReopenedRequest]:
    posted = Mandate.objects.filter(receipt__status=ReceiptStatus.POSTED)
    if base is not None:
        posted = posted.filter(receipt__entry__posted_at__gt=base.started_at - POSTED_MARGIN)
    for uid in posted.order_by("pk").values_list("request_uid", flat=True):
        yield PostedRequest(uid)
    # Waiting in the draft: no balance holds them, whatever was told of them before. Posted once
    # and reversed; on an account that had another number meanwhile, and has its own again.
    waiting = Mandate.objects.filter(receipt__status__in=WAITING).exclude(pdf_sha256="")
    for uid in waiting.order_by("pk").values_list("request_uid", flat=True):
        yield ReopenedRequest(uid)
    # As for a posted one, the account that it was signed on no longer waits for it.
    for uid in moved_requests().order_by("pk").values_list("request_uid", flat=True):
        yield PostedRequest(uid)
