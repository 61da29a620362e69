"""An initial password opens one session, within 14 days, and only to choose another."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from core.database.models import AuditEvent
from core.people.models import User
from core.text.errors import BusinessError
from extranet.publication.models import ClientAccess
from extranet.publication.services.give_access import (
    choose_password,
    consume_initial_password,
    readable_username,
    regenerate_password,
    set_active,
)
from extranet.publication.services.mark_accounts import mark_accounts, unmark_accounts
from ledger.books.models import Account
from tests.extranet.factories import make_access, make_books, on_the_extranet, signed_in
from tests.factories import PASSWORD, make_account, make_client, make_party, make_staff

pytestmark = pytest.mark.django_db
OWN = "Colline-des-Vignes-54!"


@pytest.fixture
def site() -> Iterator[None]:
    with on_the_extranet():
        yield


def ticked() -> tuple[str, str, Account]:
    books = make_books(published=False)
    marked = mark_accounts([books.account.pk], acting_user=make_staff(), now=timezone.now())
    (issued,) = marked.issued
    return issued.username, issued.password, books.account


def sign_in(username: str, password: str) -> Client:
    client = Client()
    client.post("/compte/login/", {"login": username, "password": password})
    return client


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


@pytest.mark.dated
def test_ticking_an_account_gives_its_party_a_readable_login_once() -> None:
    username, password, account = ticked()
    assert username == "pierre.proprietaire"
    account.refresh_from_db()
    assert account.published
    access = ClientAccess.objects.get()
    assert access.user.check_password(password)
    assert access.initial_expires_at > timezone.now() + timedelta(days=13, hours=23)
    again = mark_accounts([account.pk], acting_user=make_staff(), now=timezone.now())
    assert (again.count, again.issued) == (0, [])
    assert password not in str(list(AuditEvent.objects.values_list("data", flat=True)))


def test_two_people_of_the_same_name_have_two_logins() -> None:
    books = make_books(published=False)
    other = make_account(entity=books.entity, code="450PIERRE2", party=make_party())
    marked = mark_accounts(
        [books.account.pk, other.pk], acting_user=make_staff(), now=timezone.now()
    )
    assert [issued.username for issued in marked.issued] == [
        "pierre.proprietaire",
        "pierre.proprietaire2",
    ]


def test_a_login_is_read_from_the_name() -> None:
    party = make_party(first_name="Hélène", last_name="d’Œuvre")
    assert readable_username(party) == "helene.d.oeuvre"
    company = make_party(first_name="", last_name="", company="SCI Les Érables")
    assert readable_username(company) == "sci.les.erables"


def test_an_account_without_a_party_is_refused_and_nothing_is_chosen() -> None:
    books = make_books(published=False)
    orphan = make_account(entity=books.entity, code="450SANS", party=None)
    with pytest.raises(BusinessError, match="tiers") as refusal:
        mark_accounts([books.account.pk, orphan.pk], acting_user=make_staff(), now=timezone.now())
    assert refusal.value.problems == ["450SANS Pierre PROPRIETAIRE"]
    books.account.refresh_from_db()
    assert not books.account.published


def test_unticking_says_how_many_changed() -> None:
    _username, _password, account = ticked()
    assert unmark_accounts([account.pk], acting_user=make_staff()) == 1
    assert unmark_accounts([account.pk], acting_user=make_staff()) == 0


@pytest.mark.usefixtures("site")
@pytest.mark.dated
def test_it_opens_one_session_and_never_two() -> None:
    username, password, _account = ticked()
    assert is_in(sign_in(username, password))
    assert not is_in(sign_in(username, password))
    refused = Client().post("/compte/login/", {"login": username, "password": password})
    assert "a déjà servi" in refused.content.decode()


@pytest.mark.usefixtures("site")
def test_it_is_over_after_14_days() -> None:
    username, password, _account = ticked()
    ClientAccess.objects.update(initial_expires_at=timezone.now() - timedelta(seconds=1))
    assert not is_in(sign_in(username, password))


def test_two_at_once_spend_it_once() -> None:
    ticked()
    access = ClientAccess.objects.get()
    assert [
        consume_initial_password(access, now=timezone.now()),
        consume_initial_password(access, now=timezone.now()),
    ] == [True, False]


@pytest.mark.usefixtures("site")
def test_nothing_else_opens_before_a_password_is_chosen() -> None:
    username, password, _account = ticked()
    client = sign_in(username, password)
    for path in ("/", "/comptes/1/", "/compte/password/change/", "/paiements/banque/"):
        assert client.get(path).headers["Location"] == "/mot-de-passe/"
    assert client.get("/mot-de-passe/").status_code == 200


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize(
    ("password", "again", "told"),
    [
        ("Aa1!", "Aa1!", "trop court"),
        ("sans-majuscule-1", "sans-majuscule-1", "majuscule"),
        ("SANS-MINUSCULE-1", "SANS-MINUSCULE-1", "minuscule"),
        ("Sans-Chiffre!", "Sans-Chiffre!", "chiffre"),
        ("SansSpecial1", "SansSpecial1", "caractère spécial"),
        ("Pierre.Proprietaire1", "Pierre.Proprietaire1", "trop semblable"),
        (OWN, "Colline-des-Vignes-55!", "ne sont pas les mêmes"),
    ],
)
def test_the_rules_are_kept_by_the_server(password: str, again: str, told: str) -> None:
    username, initial, _account = ticked()
    client = sign_in(username, initial)
    answer = client.post("/mot-de-passe/", {"password": password, "again": again})
    assert answer.status_code == 422
    assert told in answer.content.decode()


@pytest.mark.usefixtures("site")
def test_the_initial_password_cannot_be_chosen_again() -> None:
    username, initial, _account = ticked()
    client = sign_in(username, initial)
    answer = client.post("/mot-de-passe/", {"password": initial, "again": initial})
    assert "Choisissez un autre mot de passe" in answer.content.decode()


@pytest.mark.usefixtures("site")
def test_the_chosen_password_opens_the_site_and_keeps_the_session() -> None:
    username, initial, _account = ticked()
    client = sign_in(username, initial)
    answer = client.post("/mot-de-passe/", {"password": OWN, "again": OWN})
    assert answer.headers["Location"] == "/"
    assert client.get("/").status_code == 200
    assert is_in(sign_in(username, OWN))
    assert client.get("/mot-de-passe/").headers["Location"] == "/"


@pytest.mark.usefixtures("site")
def test_a_regenerated_password_ends_the_sessions_and_starts_over() -> None:
    user = make_access(party=make_party())
    client = signed_in(user)
    assert client.get("/").status_code == 200
    issued = regenerate_password(user.client_access, acting_user=make_staff(), now=timezone.now())
    assert client.get("/").status_code == 302
    assert not is_in(sign_in(user.username, PASSWORD))
    assert is_in(sign_in(user.username, issued.password))


@pytest.mark.usefixtures("site")
def test_a_suspended_access_opens_nothing() -> None:
    user = make_access(party=make_party())
    client = signed_in(user)
    set_active(user.client_access, active=False, acting_user=make_staff())
    assert client.get("/").status_code == 302
    assert not is_in(sign_in(user.username, PASSWORD))
    set_active(user.client_access, active=True, acting_user=make_staff())
    assert is_in(sign_in(user.username, PASSWORD))


@pytest.mark.usefixtures("site")
def test_staff_and_clients_without_access_stay_out() -> None:
    assert not is_in(sign_in(make_staff().username, PASSWORD))
    assert not is_in(sign_in(make_client().username, PASSWORD))


def test_choosing_is_in_the_audit_trail_without_the_password() -> None:
    ticked()
    user = User.objects.get(client_access__isnull=False)
    choose_password(user, OWN)
    event = AuditEvent.objects.get(action="access.choose_password")
    assert event.user == user
    assert event.data == {}
