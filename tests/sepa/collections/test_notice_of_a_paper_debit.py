"""Who signed a coupon is told the amount and the day too, when the file goes to the bank."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from core.jobs.services import outbox
from sepa.collections.models import Collection
from sepa.collections.services import generate_collections, mark_sent
from sepa.mandates.models import Mandate
from tests import factories
from tests.sepa import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(settings: Any, tmp_path: Path) -> Collection:
    """Two debits on coupons, one of somebody without an address."""
    settings.SEPA_FOLDER = tmp_path / "SEPA"
    house = make.make_house()
    lines = make.make_lines(house, 2)
    Mandate.objects.update(pdf_sha256="", debtor_email="")
    Mandate.objects.filter(receipt=lines[0]).update(debtor_email="simone@example.org")
    (collection,) = generate_collections(
        make.ids(lines), acting_user=house.accountant, now=timezone.now()
    )
    return collection


def letters() -> list[Any]:
    outbox.deliver()
    return [each for each in mail.outbox if each.to == ["simone@example.org"]]


def test_the_day_is_mailed_once_when_the_file_is_sent(file: Collection) -> None:
    assert not letters()
    mark_sent(file, acting_user=file.created_by, now=timezone.now())
    (letter,) = letters()
    day = f"{file.collection_date:%d/%m/%Y}"
    assert letter.subject.endswith(f"le {day}")
    body = str(letter.body).replace("\u202f", " ").replace("\u00a0", " ")
    for told in (f"65,63 € le {day}", factories.ICS, "14 jours", "8 semaines"):
        assert told in body
    assert factories.IBAN not in body
    assert len(letters()) == 1


@pytest.mark.dated(
    "sepa.requests.services.mail_client", "sepa.collections.services.draft_paper_debits"
)
def test_after_the_day_nothing_is_sent(file: Collection) -> None:
    mark_sent(file, acting_user=file.created_by, now=timezone.now())
    Collection.objects.update(collection_date=timezone.localdate() - timedelta(days=1))
    assert not letters()
