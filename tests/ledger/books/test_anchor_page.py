"""*Ancrage des comptes*: choose where lines go, sign one now, take them all away."""

import pytest
from django.test import Client
from django.urls import reverse

from core.database.models import AuditEvent
from ledger.books.models import Anchor, AnchorSettings
from tests.factories import make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager() -> Client:
    client = Client()
    client.force_login(make_staff(rights=["core_people.manage_settings"]))
    return client


def test_nothing_was_signed_yet(manager: Client) -> None:
    page = manager.get(reverse("ledger:anchors")).content.decode()
    assert "Aucun ancrage" in page
    assert "Toutes les lignes" not in page


def test_the_accountants_address_is_kept_and_told(manager: Client) -> None:
    answer = manager.post(reverse("ledger:anchors"), {"email": "expert@cabinet.example"})
    assert answer.status_code == 302
    assert AnchorSettings.objects.get().email == "expert@cabinet.example"
    assert AuditEvent.objects.get(action="books.anchor_settings").data == {
        "email": ["", "expert@cabinet.example"]
    }


def test_what_is_no_address_is_refused(manager: Client) -> None:
    answer = manager.post(reverse("ledger:anchors"), {"email": "expert"})
    assert answer.status_code == 200
    assert not AnchorSettings.objects.exists()


def test_a_line_is_signed_now_and_taken_away(manager: Client) -> None:
    manager.post(reverse("ledger:anchor_now"))
    anchor = Anchor.objects.get()
    assert AuditEvent.objects.get(action="books.anchor").object_id == str(anchor.pk)
    assert manager.get(reverse("ledger:anchor_lines")).content.decode() == f"{anchor.line}\n"
    assert f">{anchor.number}<" in manager.get(reverse("ledger:anchors")).content.decode()
