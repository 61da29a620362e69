"""What became of signed requests, as it arrives with a publication."""

from collections.abc import Iterable

from extranet.publication.formats.published import PostedRequest, ReopenedRequest
from extranet.publication.models import Publication, PublishedRequest


def apply_posted_requests(_publication: Publication, requests: Iterable[PostedRequest]) -> None:
    PublishedRequest.objects.bulk_create(
        [PublishedRequest(request_uid=request.request_uid) for request in requests],
        ignore_conflicts=True,
    )


def apply_reopened_requests(_publication: Publication, requests: Iterable[ReopenedRequest]) -> None:
    uids = [request.request_uid for request in requests]
    PublishedRequest.objects.filter(request_uid__in=uids).delete()
