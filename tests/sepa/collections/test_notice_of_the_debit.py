"""The debtor is told the amount and the day before the debit, and has agreed on the delay."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from core.jobs.services import outbox
from sepa.collections.models import Collection
from sepa.collections.services import cancel_collection, generate_collections, mark_sent
from sepa.mandates.rules.mandate_text import mandate_text
from sepa.requests.models import OneOffRequest
from tests import factories
from tests.sepa import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> None:
    settings.SEPA_FOLDER = tmp_path / "SEPA"


def generate(house: make.House, lines: Any) -> Collection:
    (collection,) = generate_collections(
        make.ids(lines), acting_user=house.accountant, now=timezone.now()
    )
    return collection


def notices() -> list[Any]:
    outbox.deliver()
    return [letter for letter in mail.outbox if "prélèvement de" in letter.subject]


def test_the_mandate_names_the_delay_that_both_agree_on() -> None:
    notice = mandate_text("Syndicat Gilbert").notice
    assert "pré-notification" in notice
    assert "de 14 jours calendaires sauf accord" in notice
    assert "ramené à un jour ouvré bancaire" in notice


def test_what_was_signed_before_keeps_its_words() -> None:
    former = mandate_text("Syndicat Gilbert", "2026-11")
    assert "14 jours" not in former.notice
    assert former.sha256 != mandate_text("Syndicat Gilbert").sha256


def test_the_letter_of_the_mandate_repeats_it() -> None:
    house = make.make_house()
    make.sign(house, make.start(house))
    outbox.deliver()
    assert "au lieu de 14 jours calendaires" in str(mail.outbox[-1].body)


@pytest.mark.dated("sepa.collections.services.announce_paper_debits")
def test_the_day_is_mailed_when_the_file_goes_to_the_bank() -> None:
    house = make.make_house()
    collection = generate(house, make.make_lines(house))
    assert not notices()
    mark_sent(collection, acting_user=house.accountant, now=timezone.now())
    (letter,) = notices()
    day = f"{collection.collection_date:%d/%m/%Y}"
    assert letter.to == ["pierre@example.org"]
    assert letter.subject.endswith(f"le {day}")
    body = str(letter.body)
    reference = OneOffRequest.objects.get().mandate_reference
    for told in (f"sera débité de 65,63 € le {day}", factories.ICS, reference, "8 semaines"):
        assert told in body.replace("\u202f", " ").replace("\u00a0", " ")
    assert factories.IBAN not in body


def test_a_file_given_up_and_made_again_tells_the_day_once() -> None:
    house = make.make_house()
    lines = make.make_lines(house, 3)
    cancel_collection(generate(house, lines), acting_user=house.accountant, now=timezone.now())
    assert not notices()
    mark_sent(generate(house, lines), acting_user=house.accountant, now=timezone.now())
    assert len(notices()) == 3
    assert len(notices()) == 3


def test_without_email_nothing_is_sent() -> None:
    house = make.make_house()
    lines = make.make_lines(house)
    OneOffRequest.objects.update(email="")
    mark_sent(generate(house, lines), acting_user=house.accountant, now=timezone.now())
    assert not notices()


def test_after_the_day_nothing_is_sent() -> None:
    house = make.make_house()
    collection = generate(house, make.make_lines(house))
    Collection.objects.update(collection_date=timezone.localdate() - timedelta(days=1))
    mark_sent(collection, acting_user=house.accountant, now=timezone.now())
    assert not notices()
    assert OneOffRequest.objects.get().state == "sent"
