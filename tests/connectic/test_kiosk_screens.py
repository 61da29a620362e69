"""The kiosk's pages: nights, lines kept aside, import, settings, and the Store."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from connectic.enums import AsideState
from connectic.formats.grammar import Means
from connectic.models import AsideLine
from connectic.services.send_balances import send_balances
from core.database.models import AuditEvent
from core.files.models import ArchivedFile
from core.files.services.exchange import consume
from core.jobs.models import Job
from core.office.services.subscribe import subscribe, unsubscribe
from core.people.subscriptions import is_subscribed
from core.text.errors import BusinessError
from receipts.draft.models import DraftReceipt
from tests.connectic.factories import (
    RIGHTS,
    Lobby,
    archived,
    content_of,
    make_lobby,
    payment,
)
from tests.factories import make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def lobby(tmp_path: Path) -> Lobby:
    return make_lobby(tmp_path)


@pytest.fixture
def marie(client: Client) -> Client:
    client.force_login(make_staff(username="marie", rights=[*RIGHTS, "core_people.see_files"]))
    return client


@pytest.fixture
def chief(client: Client) -> Client:
    client.force_login(make_staff(rights=["core_people.manage_settings"]))
    return client


def kept_aside(*payments: object) -> list[AsideLine]:
    consume(archived(content_of(list(payments))), acting_user=None)  # type: ignore[arg-type]
    return list(AsideLine.objects.order_by("line_number"))


def test_the_nights_say_what_left_what_came_and_what_is_missing(
    lobby: Lobby, marie: Client
) -> None:
    send_balances(acting_user=None, now=timezone.now())
    kept_aside(payment(1, means=Means.CASH), payment(2, "-20.00"))
    page = marie.get("/automate/").content.decode()
    assert "1 ligne à décider" in page
    assert "chart-nights" in page
    assert "CONNECTIC-PAIEMENTS-HALL-1.csv" in page


def test_the_draft_shows_how_it_was_paid_and_the_raw_payment(lobby: Lobby, marie: Client) -> None:
    kept_aside(payment(1, means=Means.CASH, card_ticket="T42"))
    page = marie.get("/brouillard/?canal=kiosk&qui=tous").content.decode()
    assert "Espèces" in page
    assert "Importer…" in page
    receipt = DraftReceipt.objects.get()
    drawer = marie.get(f"/brouillard/{receipt.pk}/volet/").content.decode()
    assert "Payé à l’automate" in drawer
    assert "T42" in drawer
    assert "G001/81MARITON" in drawer


def test_import_offers_both_ways_and_scans_the_folder(lobby: Lobby, marie: Client) -> None:
    assert "Relever le dossier" in marie.post("/automate/importer/").content.decode()
    (lobby.drop / "CONNECTIC-PAIEMENTS-A.csv").write_bytes(content_of([payment(1)]))
    answer = marie.post("/automate/importer/dossier/", headers={"HX-Request": "true"})
    assert answer.status_code == 204
    assert "draft:changed" in answer.headers["HX-Trigger"]
    assert DraftReceipt.objects.count() == 1


def test_an_uploaded_file_is_archived_then_read_once(lobby: Lobby, marie: Client) -> None:
    content = content_of([payment(1)])
    first, second = (
        marie.post(
            "/automate/importer/fichier/",
            {"file": SimpleUploadedFile("paiements.csv", content)},
            follow=True,
        )
        for _turn in range(2)
    )
    assert first.status_code == second.status_code == 200
    assert "déjà été lu" in second.content.decode()
    assert DraftReceipt.objects.count() == 1
    assert ArchivedFile.objects.filter(kind="kiosk.payments").count() == 2


def test_a_large_upload_is_read_as_a_job_that_tells_its_progress(
    lobby: Lobby, marie: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("connectic.views.import_dialog._AT_ONCE_BYTES", 10)
    file = SimpleUploadedFile("paiements.csv", content_of([payment(1)]))
    answer = marie.post("/automate/importer/fichier/", {"file": file})
    assert "Lecture en cours" in answer.content.decode()
    assert Job.objects.count() == 1


def test_a_file_that_is_refused_says_why_and_is_kept(lobby: Lobby, marie: Client) -> None:
    file = SimpleUploadedFile("wrong.csv", b"no kiosk\n")
    answer = marie.post(
        "/automate/importer/fichier/", {"file": file}, headers={"HX-Request": "true"}
    )
    assert answer.status_code == 422
    assert "tête" in answer.content.decode()
    assert ArchivedFile.objects.get().name == "wrong.csv"


@pytest.mark.dated("connectic.services.decide_aside")
def test_a_line_is_taken_into_the_draft_by_a_person(lobby: Lobby, marie: Client) -> None:
    (line,) = kept_aside(payment(1), payment(1, "33.00", means=Means.CASH))
    page = marie.get(f"/automate/mises-de-cote/{line.pk}/").content.decode()
    assert "33,00" in page
    form = {
        "account": "G001 81MARITON",
        "amount": "33,00",
        "paid_on": line.payments_file.business_date,
        "means": "CASH",
        "note": "Deux tickets différents",
    }
    assert marie.post(f"/automate/mises-de-cote/{line.pk}/", form).status_code == 302
    again = marie.post(f"/automate/mises-de-cote/{line.pk}/", form)
    assert "déjà décidée" in again.content.decode()
    line.refresh_from_db()
    assert line.state == AsideState.TAKEN
    assert line.receipt is not None
    assert line.receipt.journal is not None
    assert (f"{line.receipt.amount}", line.receipt.journal.code) == ("33.00", "CA")
    assert AuditEvent.objects.get(action="kiosk.take_aside").data["account"] == "81MARITON"


def test_a_refund_is_only_set_down_with_a_reason(lobby: Lobby, marie: Client) -> None:
    (line,) = kept_aside(payment(1, "-20.00"))
    address = f"/automate/mises-de-cote/{line.pk}/"
    form = {
        "account": "G001 81MARITON",
        "amount": "-20,00",
        "paid_on": line.payments_file.business_date,
        "means": "CARD",
    }
    assert "remboursement" in marie.post(address, form).content.decode()
    marie.post(f"{address}classer/", {"note": " "})
    line.refresh_from_db()
    assert line.state == AsideState.WAITING
    marie.post(f"{address}classer/", {"note": "Rendu au guichet"})
    line.refresh_from_db()
    assert (line.state, line.note) == (AsideState.SET_DOWN, "Rendu au guichet")
    assert "Rendu au guichet" in marie.get("/automate/mises-de-cote/").content.decode()


def test_settings_are_saved_and_told(lobby: Lobby, chief: Client) -> None:
    form = {
        "balances_folder": lobby.balances.pk,
        "payments_folder": lobby.payments.pk,
        "sender": "CRYPTO",
        "entities": [],
    }
    assert chief.get("/automate/reglages/").status_code == 200
    assert chief.post("/automate/reglages/", {**form, "sender": "a b"}).status_code == 422
    assert chief.post("/automate/reglages/", form).status_code == 302
    event = AuditEvent.objects.get(action="kiosk.configure")
    assert event.data == {"sender": ["LSC", "CRYPTO"], "entities": ["G001", ""]}


def test_without_the_subscription_menu_and_pages_are_off(lobby: Lobby, marie: Client) -> None:
    assert "/automate/" in marie.get("/").content.decode()
    unsubscribe(code="connectic", acting_user=None)
    assert "/automate/" not in marie.get("/").content.decode()
    page = marie.get("/automate/")
    assert page.status_code == 404
    assert "Store" in page.content.decode()
    with pytest.raises(BusinessError, match="n’est pas au Store"):
        subscribe(code="unknown", acting_user=None)


def test_the_store_subscribes_and_stops(lobby: Lobby, chief: Client) -> None:
    assert "souscrit depuis" in chief.get("/parametres/store/").content.decode()
    chief.post("/parametres/store/connectic/resilier/")
    assert not is_subscribed("connectic")
    chief.post("/parametres/store/connectic/souscrire/")
    chief.post("/parametres/store/connectic/souscrire/")
    assert is_subscribed("connectic")
    actions = AuditEvent.objects.filter(action__startswith="subscription.").order_by("pk")
    assert [event.action for event in actions][-2:] == ["subscription.stop", "subscription.start"]
