"""A forgotten password: the same answer to all, a link that serves once."""

import re
from io import StringIO

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client

from core.database.models import AuditEvent, SecurityEvent
from core.jobs.models import OutboxMessage
from core.jobs.services import outbox
from core.sign_in.services import password_reset, users
from core.text.errors import BusinessError
from tests.factories import PASSWORD, make_client, make_staff

pytestmark = pytest.mark.django_db
NEW = "Copropriete-2026!"


def path_of(link: str) -> str:
    return re.sub(r"^https?://[^/]+", "", link)


def choose(visitor: Client, link: str, password: str = NEW) -> str:
    """Follow a link and choose a password; returns where that leads, or the page."""
    page = visitor.get(path_of(link), follow=True)
    data = {"password1": password, "password2": password}
    answer = visitor.post(page.request["PATH_INFO"], data)
    return answer.headers.get("Location") or answer.content.decode()


def ask(visitor: Client, username: str) -> str:
    answer = visitor.post("/compte/password/reset/", {"email": username})
    outbox.deliver()
    return answer.headers["Location"]


def test_a_client_gets_a_link_of_the_extranet(extranet: Client, settings) -> None:
    client = make_client(username="PIERREP", email="pierre@exemple.fr")
    assert ask(extranet, "pierrep") == "/compte/password/reset/done/"
    [letter] = mail.outbox
    assert letter.to == ["pierre@exemple.fr"]
    [link] = re.findall(r"https?://\S+", str(letter.body))
    assert link.startswith(settings.EXTRANET_URL)
    assert choose(extranet, link) == "/compte/password/reset/key/done/"
    client.refresh_from_db()
    assert client.check_password(NEW)


def test_the_answer_does_not_tell_who_exists(extranet: Client) -> None:
    make_client(username="sansmail", email="")
    make_staff(username="collaborateur", email="staff@exemple.fr")
    make_client(username="parti", email="parti@exemple.fr", is_active=False)
    answers = {ask(extranet, name) for name in ("sansmail", "collaborateur", "parti", "personne")}
    assert answers == {"/compte/password/reset/done/"}
    assert mail.outbox == []


def test_a_forgotten_identifier_comes_by_mail_with_the_link(extranet: Client) -> None:
    """A couple shares an address: each account gets its own letter, with its identifier."""
    for name in ("pierre.martin", "claire.martin"):
        make_client(username=name, email="famille@exemple.fr")
    make_client(username="autre", email="autre@exemple.fr")
    assert ask(extranet, "Famille@Exemple.fr") == "/compte/password/reset/done/"
    assert {tuple(letter.to) for letter in mail.outbox} == {("famille@exemple.fr",)}
    bodies = [str(letter.body) for letter in mail.outbox]
    assert len(bodies) == 2
    for name in ("claire.martin", "pierre.martin"):
        assert [name in body for body in bodies].count(True) == 1


def test_an_address_tells_no_more_than_an_identifier(extranet: Client) -> None:
    make_client(username="connu", email="connu@exemple.fr")
    pages = set()
    for typed in ("connu@exemple.fr", "inconnu@exemple.fr", "connu", "inconnu"):
        answer = extranet.post("/compte/password/reset/", {"email": typed}, follow=True)
        pages.add((answer.redirect_chain[-1], answer.content.decode().count("exemple.fr")))
    assert len(pages) == 1


def test_the_link_serves_once(back_office: Client) -> None:
    user = make_staff()
    link = password_reset.reset_link(user, site="backoffice")
    assert choose(back_office, link) == "/compte/password/reset/key/done/"
    again = Client().get(path_of(link), follow=True).content.decode()
    assert "n’est plus valable" in again


@pytest.mark.dated
def test_the_link_dies_with_time(back_office: Client, settings) -> None:
    link = password_reset.reset_link(make_staff(), site="backoffice")
    settings.PASSWORD_RESET_TIMEOUT = -1
    assert "n’est plus valable" in back_office.get(path_of(link), follow=True).content.decode()


def test_a_weak_password_is_refused_with_its_reasons(back_office: Client) -> None:
    user = make_staff()
    link = password_reset.reset_link(user, site="backoffice")
    page = choose(back_office, link, "court")
    assert "au minimum 8 caractères" in page
    assert "une majuscule" in page
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


def test_an_administrator_has_a_link_mailed_and_never_sees_it() -> None:
    admin, claire = make_staff(is_superuser=True), make_staff(email="claire@exemple.fr")
    users.reset_password(acting_user=admin, user_id=claire.pk)
    waiting = str(list(OutboxMessage.objects.values_list("payload", flat=True)))
    outbox.deliver()
    [letter] = mail.outbox
    [link] = re.findall(r"https?://\S+", str(letter.body))
    assert letter.to == ["claire@exemple.fr"]
    event = AuditEvent.objects.get(action="user.reset_link")
    assert (event.user, event.data) == (admin, {"by": "mail"})
    key = link.rstrip("/").rsplit("-", 1)[-1]
    assert key not in waiting + str(list(SecurityEvent.objects.values()))


@pytest.mark.parametrize(
    ("address", "backend"),
    [("", "locmem"), ("claire@exemple.fr", "console"), ("claire@exemple.fr", "dummy")],
)
def test_where_no_letter_arrives_the_terminal_helps(settings, address: str, backend: str) -> None:
    settings.EMAIL_BACKEND = f"django.core.mail.backends.{backend}.EmailBackend"
    claire = make_staff(username="claire", email=address)
    with pytest.raises(BusinessError, match=r"manage\.py reset_link claire"):
        users.reset_password(acting_user=make_staff(is_superuser=True), user_id=claire.pk)
    assert not AuditEvent.objects.exists()
    printed = StringIO()
    call_command("reset_link", "CLAIRE", stdout=printed)
    link = printed.getvalue().strip()
    assert choose(Client(), link) == "/compte/password/reset/key/done/"
    event = AuditEvent.objects.get(action="user.reset_link")
    assert event.user is None
    assert event.data["by"].startswith("terminal:")


def test_the_terminal_gives_no_link_to_a_client_or_a_closed_account() -> None:
    make_client(username="pierrep")
    make_staff(username="parti", is_active=False)
    for name in ("pierrep", "parti", "personne"):
        with pytest.raises(CommandError):
            call_command("reset_link", name)
