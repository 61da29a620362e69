"""The receiving side: keep the parts as they come; nothing of them shows yet."""

from uuid import UUID

from django.db import transaction

from extranet.publication.enums import PublicationState
from extranet.publication.formats.payloads import check_payload
from extranet.publication.models import Publication, PublicationChunk


def receive_chunk(*, uid: UUID, base_uid: UUID | None, number: int, payload: str) -> None:
    """Keep one part. The same part sent twice is kept once.

    Raises PublicationRefusedError on nonsense, and on a part of another version.
    """
    check_payload(payload)
    with transaction.atomic():
        publication, _made = Publication.objects.get_or_create(
            uid=uid, defaults={"base_uid": base_uid}
        )
        if publication.state == PublicationState.RUNNING:
            PublicationChunk.objects.update_or_create(
                publication=publication, number=number, defaults={"payload": payload}
            )
