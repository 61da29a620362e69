"""The page of a member of staff names the entities that they work on."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import make_entity, make_staff

pytestmark = pytest.mark.django_db


def page(client: Client, pk: int) -> str:
    return client.get(reverse("core:user", args=[pk])).content.decode()


def test_all_of_them_or_each_by_its_name(client: Client) -> None:
    make_entity(code="S001", name="Syndicat Gilbert")
    theirs = make_entity(code="S002", name="Syndicat Stanislas")
    person = make_staff(username="paul")
    client.force_login(make_staff(username="marie", is_superuser=True))
    assert "Toutes les entités, celles à venir comprises." in page(client, person.pk)
    saved = client.post(
        reverse("ledger:portfolio", args=[person.pk]), {"entities": [theirs.pk]}, follow=True
    ).content.decode()
    assert "S002 Syndicat Stanislas" in saved
    assert "S001 Syndicat Gilbert" not in saved
    assert f"Le périmètre de {person} est à jour." in saved


def test_what_the_reader_does_not_work_on_is_only_counted(client: Client) -> None:
    mine = make_entity(code="S001", name="Syndicat Gilbert")
    theirs = make_entity(code="S002", name="Syndicat Stanislas")
    person = make_staff(username="paul")
    person.every_entity = False
    person.save()
    for each in (mine, theirs):
        person.portfolio.create(entity=each)
    marie = make_staff(username="marie", rights=["core_people.manage_users"])
    marie.every_entity = False
    marie.save()
    marie.portfolio.create(entity=mine)
    client.force_login(marie)
    shown = page(client, person.pk)
    assert "S001 Syndicat Gilbert, 1 autre" in shown
    assert "Stanislas" not in shown
