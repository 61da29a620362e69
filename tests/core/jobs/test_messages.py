"""System messages: told once to each, by the bell, and read one by one or all together."""

import pytest
from django.test import Client

from core.jobs.enums import Level
from core.jobs.models import SystemMessage
from core.jobs.services import messages
from tests.factories import make_client, make_staff

pytestmark = pytest.mark.django_db
RIGHT = "core_people.receive_system_messages"


def tell(*people, identity: str = "relève", link: str = "/brouillard/") -> None:
    messages.notify(people, identity=identity, title="3 demandes relevées", link=link)


def test_the_same_news_is_told_once_to_each() -> None:
    claire, jeff = make_staff(), make_staff()
    tell(claire)
    tell(claire, jeff)
    assert SystemMessage.objects.filter(recipient=claire).count() == 1
    assert SystemMessage.objects.filter(recipient=jeff).count() == 1


def test_with_nobody_to_tell_the_administrators_hear_that_nobody_was() -> None:
    admin = make_staff(is_superuser=True)
    tell()
    message = SystemMessage.objects.get()
    assert (message.recipient, message.level) == (admin, Level.WARNING)
    assert "choisissez un destinataire" in message.body


@pytest.mark.dated
def test_only_active_staff_with_the_right_receive_them() -> None:
    claire = make_staff(rights=[RIGHT])
    make_staff()
    make_staff(rights=[RIGHT], is_active=False)
    make_client()
    assert messages.users_receiving_messages() == [claire]


def test_the_bell_counts_what_is_unread(back_office: Client) -> None:
    claire = make_staff()
    tell(claire, identity="un")
    tell(claire, identity="deux")
    tell(make_staff(), identity="trois")
    back_office.force_login(claire)
    assert "2 messages non lus" in back_office.get("/etat/").content.decode()
    back_office.post("/messages/lus/")
    assert "Aucun message non lu" in back_office.get("/etat/").content.decode()
    assert "Rien de nouveau" in back_office.get("/messages/").content.decode()
    assert "3 demandes relevées" in back_office.get("/messages/?tous=1").content.decode()


def test_opening_one_marks_it_read_and_leads_there(back_office: Client) -> None:
    claire = make_staff()
    tell(claire)
    message = SystemMessage.objects.get()
    back_office.force_login(claire)
    answer = back_office.post(f"/messages/{message.pk}/lu/", {"follow": "1"})
    assert answer.headers["Location"] == "/brouillard/"
    message.refresh_from_db()
    assert message.read_at is not None


def test_nobody_reads_the_messages_of_others(back_office: Client) -> None:
    tell(make_staff())
    back_office.force_login(make_staff(is_superuser=True))
    message = SystemMessage.objects.get()
    assert back_office.post(f"/messages/{message.pk}/lu/").status_code == 404
    assert "3 demandes relevées" not in back_office.get("/messages/").content.decode()


@pytest.mark.parametrize("link", ["https://ailleurs.example/", "//ailleurs.example/"])
def test_a_message_leads_nowhere_else(back_office: Client, link: str) -> None:
    claire = make_staff()
    tell(claire, link=link)
    back_office.force_login(claire)
    pk = SystemMessage.objects.get().pk
    answer = back_office.post(f"/messages/{pk}/lu/", {"follow": "1"})
    assert answer.headers["Location"] == "/messages/"
