"""The back office's pages: ticking accounts, handing passwords over, publishing, settling."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from core.database.models import AuditEvent
from extranet.publication.models import ClientAccess, ExtranetSettings, Publication
from ledger.books.models import Account
from tests.extranet.factories import make_access, make_books, post
from tests.extranet.pages import text_of
from tests.factories import make_account, make_party, make_staff

pytestmark = pytest.mark.django_db
RIGHTS = [
    "extranet_publication.publish",
    "extranet_publication.manage_access",
    "core_people.manage_settings",
]


@pytest.fixture
def client() -> Client:
    found = Client()
    found.force_login(make_staff(rights=RIGHTS))
    return found


def test_ticking_shows_the_password_once(client: Client) -> None:
    books = make_books(published=False)
    answer = client.post(f"/extranet/comptes/{books.account.pk}/marquer/", follow=True)
    page = text_of(answer.content)
    shown = re.search(r"\b[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{4}\b", page)
    assert shown
    assert ClientAccess.objects.get().user.check_password(shown[0])
    again = text_of(client.get("/extranet/acces/remis/").content)
    assert shown[0] not in again
    assert "Rien à remettre" in again


@pytest.mark.dated("extranet.publication.services.hand_passwords")
def test_the_letters_are_printed_from_the_page_that_showed_them(client: Client) -> None:
    books = make_books(published=False)
    page = client.post(f"/extranet/comptes/{books.account.pk}/marquer/", follow=True)
    sealed = re.search(r'name="sealed" value="([^"]+)"', page.content.decode())
    assert sealed
    answer = client.post("/extranet/acces/lettres/", {"sealed": sealed[1]})
    assert answer.content.startswith(b"%PDF-")
    assert answer.headers["Cache-Control"] == "no-store"
    assert client.post("/extranet/acces/lettres/", {"sealed": "autre"}).status_code != 200


def test_a_selection_is_ticked_and_unticked_from_the_list(client: Client) -> None:
    books = make_books(published=False)
    other = make_account(entity=books.entity, code="450DEUX", party=make_party(last_name="DEUX"))
    selection = {"sel": f"{books.account.pk},{other.pk}", "vue": ""}
    page = client.post("/extranet/comptes/marquer/", selection, follow=True)
    assert "pierre.deux" in text_of(page.content)
    assert Account.objects.filter(published=True).count() == 2
    page = client.post("/extranet/comptes/desactiver/", selection, follow=True)
    assert "sera retiré à la prochaine publication" in text_of(page.content)
    assert not Account.objects.filter(published=True).exists()
    assert AuditEvent.objects.filter(action="account.update").count() == 4


def test_the_record_offers_what_makes_sense(client: Client) -> None:
    books = make_books(published=False)
    record = f"/comptes/{books.account.pk}/"
    assert "Publier sur l’extranet" in text_of(client.get(record).content)
    client.post(f"/extranet/comptes/{books.account.pk}/marquer/")
    page = text_of(client.get(record).content)
    assert "Retirer de l’extranet" in page
    assert "Accès du client" in page


def test_publishing_now_says_what_came_of_it(client: Client) -> None:
    books = make_books()
    post(books, debit="65,63")
    assert "Aucune publication pour l’instant" in text_of(client.get("/extranet/").content)
    from extranet.publication.services.publishing import publish

    publish(acting_user=None, now=timezone.now())
    page = text_of(client.get("/extranet/").content)
    assert "Terminée" in page
    assert "Rien n’a encore été publié" not in page
    assert Publication.objects.count() == 1


def test_the_button_asks_for_a_job(client: Client, settings) -> None:
    settings.CELERY_TASK_ALWAYS_EAGER = True
    from lsc.celery import app

    app.conf.task_always_eager = True
    try:
        make_books()
        answer = client.post("/extranet/publier/")
    finally:
        app.conf.task_always_eager = False
    assert "Comptes publiés : 1" in text_of(answer.content)


def test_an_access_page_tells_where_the_password_stands(client: Client) -> None:
    books = make_books()
    user = make_access(party=books.party)
    listed = text_of(client.get("/extranet/acces/").content)
    assert "pierre.proprietaire" in listed
    page = text_of(client.get(f"/extranet/acces/{user.client_access.pk}/").content)
    assert "Choisi par le client" in page
    assert "450PIERREP" in page
    moved = client.get(f"/extranet/comptes/{books.account.pk}/acces/")
    assert moved.headers["Location"] == f"/extranet/acces/{user.client_access.pk}/"


def test_regenerating_suspending_and_restoring(client: Client) -> None:
    user = make_access(party=make_party())
    base = f"/extranet/acces/{user.client_access.pk}"
    page = text_of(client.post(f"{base}/mot-de-passe/", follow=True).content)
    assert re.search(r"\b[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{4}\b", page)
    client.post(f"{base}/suspendre/")
    user.refresh_from_db()
    assert not user.is_active
    client.post(f"{base}/retablir/")
    user.refresh_from_db()
    assert user.is_active


def test_settings_are_saved_and_told_in_the_audit_trail(client: Client) -> None:
    assert client.get("/extranet/reglages/").status_code == 200
    client.post("/extranet/reglages/", {"balance_sense": "debit_credit", "hide_bank_details": "on"})
    row = ExtranetSettings.objects.get()
    assert (row.balance_sense, row.hide_bank_details) == ("debit_credit", True)
    event = AuditEvent.objects.get(action="extranet.settings")
    assert event.data["balance_sense"] == ["credit_debit", "debit_credit"]


def test_without_the_right_nothing_opens() -> None:
    client = Client()
    client.force_login(make_staff())
    for path in ("/extranet/", "/extranet/acces/", "/extranet/reglages/"):
        assert client.get(path).status_code == 403
    for path in ("/extranet/publier/", "/extranet/comptes/marquer/"):
        assert client.post(path).status_code == 403
