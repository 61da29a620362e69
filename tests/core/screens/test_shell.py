"""The frame: what is remembered, what is refused in words, what HTMX is told."""

import json
from datetime import timedelta
from urllib.parse import unquote

import pytest
from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.test import Client
from django.utils import timezone

from core.database.models import AuditEvent
from core.jobs.models import Job
from core.jobs.services import jobs
from core.screens import entity_switch, toasts
from core.screens.entity_switch import EntityChoice
from core.screens.models import UserPreference
from core.screens.search import SOURCES, Found, Source
from core.screens.services import favourites
from core.screens.services.reveal_iban import reveal
from core.text.errors import BusinessError
from tests.factories import OWN_IBAN, PASSWORD, make_bank_account, make_entity, make_staff
from tests.registries import only

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def claire(back_office: Client):
    user = make_staff()
    back_office.force_login(user)
    return user


def test_the_theme_is_remembered_and_served_with_the_page(back_office: Client, claire) -> None:
    assert 'data-theme="auto"' in back_office.get("/").content.decode()
    assert back_office.post("/theme/", {"theme": "dark"}).status_code == 204
    assert 'data-bs-theme="dark"' in back_office.get("/").content.decode()
    assert back_office.post("/theme/", {"theme": "rose"}).status_code == 400


def test_a_filtered_view_is_pinned_to_the_menu(back_office: Client, claire) -> None:
    view = "/brouillard/?canal=one_off&tri=-date"
    answer = back_office.post("/raccourcis/ajouter/", {"label": "One-off", "next": view})
    assert answer.headers["Location"] == view
    page = back_office.get("/").content.decode()
    assert 'href="/brouillard/?canal=one_off&amp;tri=-date"' in page
    back_office.post("/raccourcis/retirer/", {"url": view})
    assert "canal=one_off" not in back_office.get("/").content.decode()


@pytest.mark.parametrize("url", ["https://ailleurs.example/", "//ailleurs.example/", ""])
def test_a_favourite_stays_on_this_site(url: str) -> None:
    with pytest.raises(BusinessError):
        favourites.pin(acting_user=make_staff(), label="Ailleurs", url=url)


def test_pinned_twice_it_takes_the_new_name() -> None:
    user = make_staff()
    for name in ("Un", "Deux"):
        favourites.pin(acting_user=user, label=name, url="/brouillard/")
    assert UserPreference.objects.get().value == [{"label": "Deux", "url": "/brouillard/"}]


def test_the_entity_is_kept_in_the_session(back_office: Client, claire) -> None:
    choices = [EntityChoice("S001", "Syndicat Gilbert")]
    with only(entity_switch.PROVIDERS, lambda _user: choices):
        assert "Syndicat Gilbert" in back_office.get("/entites/choix/").content.decode()
        back_office.post("/entites/choisir/", {"entity": "S001", "next": "/messages/"})
        assert back_office.session["entity"] == "S001"
        back_office.post("/entites/choisir/", {"entity": "X999"})
        assert back_office.session["entity"] == "S001"
        back_office.post("/entites/choisir/", {"entity": ""})
        assert back_office.session["entity"] == ""


@pytest.mark.parametrize("target", ["https://ailleurs.example/", "//ailleurs.example/x"])
def test_going_back_never_leaves_the_site(back_office: Client, claire, target: str) -> None:
    answer = back_office.post("/entites/choisir/", {"entity": "", "next": target})
    assert answer.headers["Location"] == "/"


def test_search_asks_the_rooms_whose_right_one_holds(back_office, claire) -> None:
    open_to_all = Source("open", "Tiers", "user", lambda _user, text: [Found("/t/1/", text)])
    shut = Source(
        "shut",
        "Fichiers",
        "file",
        lambda _user, _text: [Found("/f/1/", "secret")],
        right="core_people.see_files",
    )
    with only(SOURCES, open_to_all, shut):
        page = back_office.get("/recherche/?q=pierre").content.decode()
    assert 'href="/t/1/"' in page
    assert "secret" not in page
    assert "Deux caractères" in back_office.get("/recherche/?q=p").content.decode()


def test_a_card_is_shown_to_those_who_hold_its_right(back_office, claire) -> None:
    assert back_office.get("/tableau-de-bord/sepa/").status_code == 404
    admin = make_staff(is_superuser=True)
    back_office.force_login(admin)
    assert "Prélèvements en cours" in back_office.get("/tableau-de-bord/sepa/").content.decode()


def test_the_night_is_told_to_who_receives_messages_and_set_by_some(back_office, claire) -> None:
    assert back_office.get("/tableau-de-bord/services/").status_code == 404
    back_office.force_login(make_staff(rights=["core_people.receive_system_messages"]))
    night = back_office.get("/tableau-de-bord/services/").content.decode()
    assert "Services de la nuit" in night
    assert "Tout voir" not in night


def test_an_expired_session_tells_a_partial_so(back_office: Client) -> None:
    assert back_office.get("/etat/", headers=HTMX).status_code == 401
    assert back_office.get("/etat/").status_code == 302


def test_signing_in_again_gives_the_waiting_page_a_new_token(back_office, claire) -> None:
    answer = back_office.get("/jeton/").json()
    assert answer["signedIn"] is True
    assert len(answer["token"]) > 30


def test_a_missing_right_is_named_with_who_can_give_it(back_office: Client, claire) -> None:
    make_staff(is_superuser=True, first_name="Jeff", last_name="Le Chef")
    answer = back_office.get("/parametres/utilisateurs/")
    assert answer.status_code == 403
    assert "Gérer les utilisateurs et leurs droits" in answer.content.decode()
    assert "Jeff Le Chef" in answer.content.decode()
    partial = back_office.get("/parametres/utilisateurs/", headers=HTMX)
    assert "Jeff Le Chef" in unquote(partial.headers["X-LSC-Message"])


def test_a_refusal_becomes_its_sentence(back_office: Client) -> None:
    back_office.force_login(make_staff(is_superuser=True))
    gone = make_staff(is_active=False)
    path = f"/parametres/utilisateurs/{gone.pk}/lien/"
    partial = back_office.post(path, headers=HTMX)
    assert partial.status_code == 409
    assert "réactivez-le" in unquote(partial.headers["X-LSC-Message"])
    page = back_office.post(path)
    assert page.status_code == 409
    assert "Rien n’a été changé" in page.content.decode()


def test_messages_travel_with_a_partial(back_office: Client, claire) -> None:
    back_office.post("/entites/choisir/", {"entity": "X999"})
    answer = back_office.get("/etat/", headers=HTMX)
    [told] = json.loads(answer.headers["HX-Trigger"])["lsc:messages"]["value"]
    assert told["level"] == "error"
    assert "n’existe pas" in told["text"]
    assert "HX-Trigger" not in back_office.get("/etat/", headers=HTMX).headers


def test_an_undo_travels_with_its_message(back_office: Client, claire) -> None:
    undo = Message(messages.SUCCESS, "Fait.", extra_tags="undo=/defaire/")
    assert toasts.as_dict(undo) == {"text": "Fait.", "level": "success", "undo": "/defaire/"}


def test_each_reveal_of_an_iban_is_told_without_the_iban(back_office: Client, claire) -> None:
    account = make_bank_account(entity=make_entity())
    path = f"/iban/ledger_books/bankaccount/{account.pk}/"
    assert back_office.post(path).status_code == 403
    seer = make_staff(rights=["core_people.reveal_iban"])
    back_office.force_login(seer)
    assert back_office.get(path).status_code == 405
    assert "FR76 3000 6000" in back_office.post(path).content.decode()
    event = AuditEvent.objects.get(action="iban.reveal")
    assert event.user == seer
    assert OWN_IBAN[8:] not in str(event.data)
    assert back_office.post(f"/iban/core_people/user/{seer.pk}/").status_code == 404
    assert reveal(acting_user=seer, holder=account) == OWN_IBAN


@pytest.fixture
def single_user(settings, monkeypatch):
    """Collects the processes that would be started."""
    settings.MULTI_USER = False
    started: list[tuple[str, ...]] = []
    monkeypatch.setattr(
        "core.jobs.processes.start_manage", lambda *arguments: started.append(arguments)
    )
    return started


def sign_in(visitor: Client, username: str) -> None:
    visitor.post("/compte/login/", {"login": username, "password": PASSWORD})


def test_single_user_services_run_beside_the_page_after_signing_in(
    back_office, single_user
) -> None:
    make_staff(username="claire")
    sign_in(back_office, "claire")
    assert single_user == []
    assert "/services/a-la-connexion/" in back_office.get("/").content.decode()
    answer = back_office.post("/services/a-la-connexion/", headers=HTMX)
    assert "Les services de la nuit tournent" in answer.content.decode()
    assert "/services/en-cours/" in answer.content.decode()
    back_office.post("/services/a-la-connexion/", headers=HTMX)
    assert single_user == [("run_services", "--signing-in")]


def test_the_page_shows_what_runs_until_it_is_over(back_office, single_user) -> None:
    make_staff(username="claire")
    sign_in(back_office, "claire")
    back_office.post("/services/a-la-connexion/", headers=HTMX)
    job = jobs.create("service:tests", label="Relève", acting_user=None)
    with jobs.running(job):
        shown = back_office.get("/services/en-cours/", headers=HTMX).content.decode()
    assert "Relève" in shown
    assert "/services/en-cours/" in shown
    jobs.finish(job, ok=True, summary="2 demandes relevées.")
    Job.objects.update(finished_at=timezone.now() - timedelta(seconds=10))
    shown = back_office.get("/services/en-cours/", headers=HTMX).content.decode()
    assert "2 demandes relevées." in shown
    assert "/services/en-cours/" not in shown


def test_not_for_the_administrator_account(back_office, single_user) -> None:
    make_staff(username="adm", is_superuser=True)
    sign_in(back_office, "adm")
    assert "/services/a-la-connexion/" not in back_office.get("/").content.decode()
    back_office.post("/services/a-la-connexion/", headers=HTMX)
    assert single_user == []
