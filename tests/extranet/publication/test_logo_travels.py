"""The agency's logo goes with the publication to an extranet that has a database of its own."""

from __future__ import annotations

import json
from base64 import b64encode
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image

from core.files.models import ArchivedFile
from core.files.services import archive
from core.jobs.models import OutboxMessage, SystemMessage
from core.jobs.services import outbox
from core.office.services import logos
from core.people.models import Agency
from core.text.errors import BusinessError
from extranet.publication.formats.payloads import write_payload
from extranet.publication.models import Publication, PublicationChunk, PublishedAccount
from extranet.publication.selectors.shown import what_is_shown
from extranet.publication.services.publishing import apply_publication, receive_chunk
from extranet.publication.services.publishing.chunks import ChunkWriter
from extranet.publication.services.publishing.logo import bring
from extranet.publication.services.publishing.publish import publish
from extranet.publication.services.publishing.take_snapshot import take_snapshot
from tests.extranet.factories import make_books
from tests.factories import make_staff

pytestmark = pytest.mark.django_db


def image(kind: str = "PNG", colour: str = "navy", size: tuple[int, int] = (40, 20)) -> bytes:
    written = BytesIO()
    Image.new("RGB", size, colour).save(written, kind)
    return written.getvalue()


def make_agency(logo: bytes) -> Agency:
    agency = Agency.objects.create(pk=1, name="Agence Crypto")
    if logo:
        agency.logo.save("logo du cabinet.png", ContentFile(logo))
    return agency


def lose_logo() -> None:
    """As on the other installation, which has never had it."""
    Agency.objects.update(logo="")


def snapshot(logo_sha256: str = "") -> Publication:
    publication = Publication.objects.create()
    take_snapshot(ChunkWriter(publication), base=None, now=timezone.now(), logo_sha256=logo_sha256)
    return publication


def kinds(publication: Publication) -> list[str]:
    return [json.loads(chunk.payload)["kind"] for chunk in publication.chunks.all()]


def apply(publication: Publication) -> None:
    apply_publication(
        uid=publication.uid, chunk_count=publication.chunks.count(), now=timezone.now()
    )
    outbox.deliver()


def receive(row: object) -> None:
    """A publication that brings this as a logo."""
    uid = uuid4()
    payload = write_payload("logo", [{"content": row}])
    receive_chunk(uid=uid, base_uid=None, number=0, payload=payload)
    apply_publication(uid=uid, chunk_count=1, now=timezone.now())
    outbox.deliver()


def test_the_very_bytes_arrive_and_are_archived() -> None:
    make_books()
    content = image()
    make_agency(content)
    publication = snapshot()
    lose_logo()
    apply(publication)
    assert logos.read(Agency.objects.get()) == content
    assert what_is_shown().logo_sha256 == logos.fingerprint(content)
    file = ArchivedFile.objects.get(kind="logo")
    assert archive.read(file) == content
    assert not PublicationChunk.objects.exists()


def test_what_is_there_already_does_not_travel_again() -> None:
    make_books()
    content = image()
    make_agency(content)
    assert "logo" not in kinds(snapshot(logos.fingerprint(content)))
    assert "logo" in kinds(snapshot(logos.fingerprint(image(colour="red"))))
    publish(acting_user=None, now=timezone.now())
    publish(acting_user=None, now=timezone.now())
    assert not ArchivedFile.objects.filter(kind="logo").exists()


def test_a_logo_taken_away_goes_there_too() -> None:
    make_books()
    make_agency(image())
    former = logos.fingerprint(logos.read(Agency.objects.get()))
    lose_logo()
    publication = snapshot(former)
    receive(b64encode(image()).decode())
    assert Agency.objects.get().logo
    apply(publication)
    assert not Agency.objects.get().logo


def test_another_logo_replaces_it_under_a_name_of_its_own() -> None:
    make_agency(b"")
    receive(b64encode(image()).decode())
    first = str(Agency.objects.get().logo)
    receive(b64encode(image("JPEG")).decode())
    second = str(Agency.objects.get().logo)
    assert (first.endswith(".png"), second.endswith(".jpg")) == (True, True)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "pas une image"),
        (b"<html>", "pas une image"),
        (image("BMP"), "pas une image"),
        (image()[:40], "pas une image"),
        (image(size=(5000, 4000)), "16 millions"),
        (image() + b"\0" * logos.MAX_BYTES, "1 Mo"),
    ],
)
def test_what_is_no_logo_changes_nothing(content: bytes, words: str) -> None:
    make_agency(image())
    former = str(Agency.objects.get().logo)
    with pytest.raises(BusinessError, match=words):
        receive(b64encode(content).decode())
    assert str(Agency.objects.get().logo) == former
    assert not ArchivedFile.objects.exists()


@pytest.mark.parametrize("row", ["é", "abc", None, 3, {"x": 1}])
def test_nonsense_instead_of_bytes_changes_nothing(row: object) -> None:
    make_agency(image())
    with pytest.raises(BusinessError, match="illisible"):
        receive(row)
    assert Agency.objects.get().logo


def test_a_logo_whose_file_is_gone_stops_no_publication() -> None:
    make_books()
    agency = make_agency(image())
    agency.logo.storage.delete(str(agency.logo))
    assert "logo" not in kinds(snapshot())
    assert publish(acting_user=None, now=timezone.now()).state == "done"


def test_a_full_disk_stops_no_publication(settings: Any, tmp_path: Path) -> None:
    make_books()
    make_agency(image())
    make_staff(is_superuser=True)
    publication = snapshot()
    # A file where the folder of the archive should be: nothing can be written there.
    full = tmp_path / "full"
    full.write_bytes(b"")
    settings.ARCHIVE_DIR, room = full, settings.ARCHIVE_DIR
    Agency.objects.update(logo="")
    apply(publication)
    publication.refresh_from_db()
    assert publication.state == "done"
    assert PublishedAccount.objects.count() == publication.account_count > 0
    assert not Agency.objects.get().logo
    assert "archivé" in SystemMessage.objects.get().body
    settings.ARCHIVE_DIR = room
    OutboxMessage.objects.update(next_attempt_at=None)
    outbox.deliver()
    assert Agency.objects.get().logo


def test_an_outdated_logo_that_waits_is_given_up() -> None:
    make_agency(b"")
    bring(image(), publication_uid=uuid4())
    bring(image(colour="red"), publication_uid=uuid4())
    outbox.deliver()
    assert logos.read(Agency.objects.get()) == image(colour="red")
    assert ArchivedFile.objects.filter(kind="logo").count() == 1
