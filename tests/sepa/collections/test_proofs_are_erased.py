"""Fourteen months after the debit nothing of the proof is left on either side, but what the books
tell."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.files.models import ArchivedFile
from core.files.services import archive
from core.jobs.services import outbox
from core.jobs.services.erase_what_is_over import erase_what_is_over
from core.text.dates import months_later
from ledger.books.services.verify_books import all_problems
from receipts.draft.enums import RefusalCode
from receipts.draft.services.cancel_receipts import cancel_receipts
from receipts.draft.services.post_receipts import post_prepared
from receipts.draft.services.prepare_receipts import prepare_receipts
from sepa.collections.services import generate_collections
from sepa.collections.services.erase_mandates import erase_mandates, erase_pdfs, kept_until
from sepa.mandates.models import Mandate
from sepa.requests.models import OneOffRequest
from sepa.requests.services.fetching import fetch_requests
from tests import factories
from tests.sepa import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> None:
    settings.SEPA_FOLDER = tmp_path / "SEPA"


@pytest.fixture
def house() -> make.House:
    return make.make_house()


def signed_and_fetched(house: make.House) -> Mandate:
    """A mandate signed for real, with its PDF in the archive, as both sides know it."""
    make.sign(house, make.start(house))
    fetch_requests(acting_user=house.accountant, now=timezone.now())
    return Mandate.objects.get()


def given_up(house: make.House) -> Mandate:
    mandate = signed_and_fetched(house)
    cancel_receipts([mandate.receipt_id], acting_user=house.accountant, reason="double")
    outbox.deliver()
    return Mandate.objects.get()


def later(days: int) -> datetime:
    return timezone.now() + timedelta(days=days)


def everything_written() -> str:
    """All that the two tables hold, as the database has it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM sepa_mandates_mandate")
        rows = cursor.fetchall()
        cursor.execute("SELECT * FROM sepa_requests_oneoffrequest")
        return str([*rows, *cursor.fetchall()])


@pytest.mark.dated(
    "sepa.collections.services.erase_mandates", "sepa.requests.services.forget_requests"
)
def test_the_iban_the_evidence_and_the_pdf_go_on_both_sides(house: make.House) -> None:
    mandate = given_up(house)
    assert mandate.pdf is not None
    path, masked = archive.path_of(mandate.pdf.sha256), mandate.iban_masked
    erase_what_is_over(later(420))
    assert path.exists()
    erase_what_is_over(later(440))
    assert not path.exists()
    assert not OneOffRequest.objects.exists()
    mandate.refresh_from_db()
    assert (mandate.iban, mandate.iban_index, mandate.bic) == ("", "", "")
    assert (mandate.evidence, mandate.debtor_email) == ({}, "")
    written = everything_written()
    assert all(gone not in written for gone in (masked, "192.0.2.7", "pierre@example.org"))
    assert mandate.mandate_reference in written
    assert all_problems() == []


def test_what_is_at_the_bank_is_kept(house: make.House) -> None:
    mandate = signed_and_fetched(house)
    generate_collections([mandate.receipt_id], acting_user=house.accountant, now=timezone.now())
    assert kept_until(mandate) is None
    assert erase_mandates(later(2000)) == 0


def test_what_waits_in_the_draft_is_kept(house: make.House) -> None:
    signed_and_fetched(house)
    assert erase_mandates(later(2000)) == 0
    assert erase_pdfs(later(2000)) == 0


@pytest.mark.dated
def test_what_was_posted_is_kept_fourteen_months_after_its_entry(house: make.House) -> None:
    receipts = [signed_and_fetched(house).receipt_id]
    prepare_receipts(receipts, acting_user=house.accountant, answers=[RefusalCode.NO_BANK_FILE])
    post_prepared(acting_user=house.accountant)
    mandate = Mandate.objects.get()
    assert kept_until(mandate) == months_later(timezone.localdate(), 14)
    assert erase_mandates(later(420)) == 0
    assert erase_mandates(later(440)) == 1
    assert all_problems() == []


def test_a_second_night_finds_nothing_left(house: make.House) -> None:
    given_up(house)
    assert erase_what_is_over(later(440))["proofs"] > 0
    assert erase_what_is_over(later(440))["proofs"] == 0


def test_a_killed_night_is_made_good_by_the_next(
    house: make.House, monkeypatch: pytest.MonkeyPatch
) -> None:
    mandate = given_up(house)
    assert mandate.pdf is not None

    def killed(*_args: object, **_named: object) -> int:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("sepa.collections.services.erase_mandates.erase_pdfs", killed)
        with pytest.raises(KeyboardInterrupt):
            erase_what_is_over(later(440))
    assert archive.path_of(mandate.pdf.sha256).exists()
    erase_what_is_over(later(441))
    assert not archive.path_of(mandate.pdf.sha256).exists()


def test_the_page_says_that_the_proof_was_erased(house: make.House, client: Client) -> None:
    mandate = given_up(house)
    erase_what_is_over(later(440))
    client.force_login(house.accountant)
    page = client.get(reverse("sepa:mandate", args=[mandate.pk])).content.decode()
    assert "au terme de sa conservation" in page
    answer = client.get(reverse("sepa:mandate_pdf", args=[mandate.pk]))
    assert answer.status_code == 303
    file = ArchivedFile.objects.get(kind="mandate")
    reader = factories.make_staff(rights=["core_people.see_files"])
    client.force_login(reader)
    told = client.get(reverse("core:file", args=[file.pk])).content.decode()
    assert "Son empreinte reste" in told
