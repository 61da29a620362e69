"""What was told of an entity is no longer read by who no longer works on it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from core.jobs.models import SystemMessage
from core.jobs.services import messages
from core.people.models import User
from ledger.books.models import Entity, PortfolioEntity
from receipts.counter.services.announce_held_cheques import announce_due
from tests import factories
from tests.house.checks import WINGS
from tests.receipts.counter import factories as counter
from tests.receipts.counter import later
from tests.sepa import factories as sepa

pytestmark = pytest.mark.django_db

#: Rooms whose news is of the agency as a whole: told to who works on all of it only.
OF_THE_AGENCY = {
    "core/files/services/exchange/noting.py",
    "core/jobs/services/outbox.py",
    "core/jobs/services/service_failures.py",
    "connectic/services/announce_payments.py",
    "extranet/publication/services/publishing/logo.py",
    "extranet/publication/services/publishing/publish.py",
    "sepa/requests/services/fetching/notify_fetched.py",
}


@pytest.fixture
def mine() -> Entity:
    return factories.make_entity(code="S001")


@pytest.fixture
def theirs() -> Entity:
    return factories.make_entity(code="S002")


@pytest.fixture
def paul(mine: Entity, theirs: Entity) -> User:
    """He works on both entities, and was told of one, of both and of the agency."""
    admin = factories.make_staff(username="admin", is_superuser=True)
    paul = factories.make_staff(username="paul")
    tell = {"mine": [mine.pk], "theirs": [theirs.pk], "both": [mine.pk, theirs.pk]}
    for name, about in tell.items():
        messages.notify([paul, admin], identity=name, title=f"Nouvelle {name}", entities=about)
    messages.notify([paul, admin], identity="agency", title="Nouvelle agency", link="/extranet/")
    return paul


def narrow(user: User, *entities: Entity) -> None:
    User.objects.filter(pk=user.pk).update(every_entity=False)
    for entity in entities:
        PortfolioEntity.objects.get_or_create(user=user, entity=entity)


def seen(user: User) -> tuple[set[str], str]:
    client = Client()
    client.force_login(User.objects.get(pk=user.pk))
    page = client.get("/messages/?tous=1").content.decode()
    names = ("mine", "theirs", "both", "agency")
    return {name for name in names if f"Nouvelle {name}" in page}, (
        client.get(reverse("core:pulse")).content.decode()
    )


def test_the_list_and_the_bell_follow_the_portfolio(paul: User, mine: Entity) -> None:
    everything, bell = seen(paul)
    assert everything == {"mine", "theirs", "both", "agency"}
    assert "4 messages non lus" in bell
    narrow(paul, mine)
    left, bell = seen(paul)
    assert left == {"mine"}
    assert "1 message non lu" in bell


def test_it_is_neither_opened_nor_marked_and_comes_back_with_the_entity(
    paul: User, mine: Entity, theirs: Entity
) -> None:
    narrow(paul, mine)
    client = Client()
    client.force_login(User.objects.get(pk=paul.pk))
    hidden = SystemMessage.objects.get(recipient=paul, identity="theirs")
    assert client.post(reverse("core:message_read", args=[hidden.pk])).status_code == 404
    client.post(reverse("core:messages_read_all"))
    read = SystemMessage.objects.filter(recipient=paul, read_at__isnull=False)
    assert [message.identity for message in read] == ["mine"]
    narrow(paul, theirs)
    left, bell = seen(paul)
    assert left == {"mine", "theirs", "both"}
    assert "2 messages non lus" in bell


def test_who_does_not_work_on_it_is_not_told(paul: User, mine: Entity, theirs: Entity) -> None:
    narrow(paul, mine)
    messages.notify([User.objects.get(pk=paul.pk)], identity="x", title="X", entities=[theirs.pk])
    told = SystemMessage.objects.filter(identity="x")
    assert [message.recipient.username for message in told] == ["admin"]


def test_a_keeper_who_lost_the_entity_hands_the_news_to_those_who_receive_it() -> None:
    desk = counter.make_counter()
    keeper = counter.make_cashier(username="marie")
    factories.make_staff(username="boss", rights=["core_people.receive_system_messages"])
    later.comes_up(*later.hold(desk.pierre, ["58,00"], user=keeper))
    narrow(keeper)
    announce_due()
    told = SystemMessage.objects.get()
    assert (told.recipient.username, told.entities) == ("boss", [desk.entity.pk])


def test_a_validator_who_lost_the_entity_is_not_told_of_its_debits() -> None:
    jlc = factories.make_staff(username="jlc", every_entity=False)
    factories.make_staff(username="boss", rights=["core_people.receive_system_messages"])
    house = sepa.make_house(validator=jlc)
    sepa.make_lines(house)
    told = SystemMessage.objects.get(identity__startswith="sepa.fetched")
    assert (told.recipient.username, told.entities) == ("boss", [house.entity.pk])


def calls() -> Iterator[tuple[str, set[str | None]]]:
    """Each call of ``notify``: its file, and the keywords that it names."""
    root = Path(settings.BASE_DIR)
    for room in WINGS:
        for path in sorted((root / room).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text())):
                name = (
                    getattr(node.func, "attr", getattr(node.func, "id", ""))
                    if isinstance(node, ast.Call)
                    else ""
                )
                if name == "notify":
                    assert isinstance(node, ast.Call)
                    keywords = {keyword.arg for keyword in node.keywords}
                    yield path.relative_to(root).as_posix(), keywords


def test_news_says_of_which_entities_it_is_or_is_the_agencys() -> None:
    silent = {file for file, keywords in calls() if "entities" not in keywords}
    assert silent == OF_THE_AGENCY
