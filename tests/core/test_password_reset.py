"""A forgotten password: the same answer to all, a link that serves once."""

import re

import pytest
from django.core import mail
from django.test import Client

from core.models import AuditEvent
from core.services import outbox, password_reset
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


def test_the_link_serves_once(back_office: Client) -> None:
    user, admin = make_staff(), make_staff(is_superuser=True)
    link = password_reset.make_link(user=user, acting_user=admin)
    assert choose(back_office, link) == "/compte/password/reset/key/done/"
    again = Client().get(path_of(link), follow=True).content.decode()
    assert "n’est plus valable" in again


def test_the_link_dies_with_time(back_office: Client, settings) -> None:
    link = password_reset.make_link(user=make_staff(), acting_user=make_staff(is_superuser=True))
    settings.PASSWORD_RESET_TIMEOUT = -1
    assert "n’est plus valable" in back_office.get(path_of(link), follow=True).content.decode()


def test_a_weak_password_is_refused_with_its_reasons(back_office: Client) -> None:
    user = make_staff()
    link = password_reset.make_link(user=user, acting_user=make_staff(is_superuser=True))
    page = choose(back_office, link, "court")
    assert "au minimum 8 caractères" in page
    assert "une majuscule" in page
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


def test_handing_a_link_is_in_the_audit_trail_without_the_link() -> None:
    admin = make_staff(is_superuser=True)
    link = password_reset.make_link(user=make_staff(), acting_user=admin)
    event = AuditEvent.objects.get(action="user.reset_link")
    assert event.user == admin
    assert link not in str(event.data)
