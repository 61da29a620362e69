"""The agency's logo: what its settings take, and what they refuse beside the field."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.test import Client
from django.utils.datastructures import MultiValueDict
from PIL import Image
from pypdf import PdfReader

from core.office.forms import AgencyForm
from core.office.services import logos
from core.people.models import Agency
from core.screens.pdf import render_pdf

pytestmark = pytest.mark.django_db
TYPED = {"name": "Agence Crypto", "colour": "#0b5fa5"}


def image(kind: str) -> bytes:
    written = BytesIO()
    Image.new("RGB", (40, 20), "navy").save(written, kind)
    return written.getvalue()


def form_with(content: bytes, name: str = "logo.png") -> AgencyForm:
    files: MultiValueDict[str, UploadedFile[Any]] = MultiValueDict(
        {"logo": [SimpleUploadedFile(name, content)]}
    )
    return AgencyForm(TYPED, files, instance=Agency(pk=1))


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
def test_what_browsers_show_is_taken_whole(kind: str) -> None:
    content = image(kind)
    form = form_with(content, f"logo.{kind.lower()}")
    assert form.is_valid(), form.errors
    form.save()
    assert logos.read(Agency.objects.get()) == content


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (image("TIFF"), "PNG, JPEG, GIF ou WebP"),
        (image("PNG") + b"\0" * logos.MAX_BYTES, "dépasse 1 Mo"),
    ],
)
def test_the_rest_is_refused_in_words(content: bytes, words: str) -> None:
    form = form_with(content)
    assert words in str(form.errors["logo"])


def test_a_logo_whose_file_is_gone_keeps_no_setting_from_being_saved() -> None:
    agency = form_with(image("PNG")).save()
    agency.logo.storage.delete(str(agency.logo))
    form = AgencyForm({**TYPED, "phone": "03 83 00 00 00"}, instance=agency)
    assert form.is_valid(), form.errors
    assert form.save().phone == "03 83 00 00 00"


def test_the_logo_is_there_however_often_it_is_asked_for(client: Client) -> None:
    """The agency is remembered from one request to the next: an open file must not be."""
    content = image("PNG")
    form = form_with(content)
    form.save()
    for _turn in range(2):
        answer = client.get("/agence/logo/")
        assert b"".join(answer.streaming_content) == content  # type: ignore[attr-defined]
        answer.close()
        document = render_pdf("core/pdf/base.html", {}, title="Essai")
        assert len(PdfReader(BytesIO(document)).pages[0].images) == 1
