"""A form that makes a record makes one, however often its page is sent."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from core.database.models import AuditEvent
from core.screens.models import SentForm
from core.screens.services.make_once import make_once
from core.text.errors import BusinessError
from ledger.books.models import Account, BankAccount, Entity, Journal
from ledger.people.models import Building, Lot, Party
from ledger.people.services.edit_party import create_party
from tests.factories import make_staff
from tests.ledger.conftest import Office
from tests.rights.urls import urls_of

OTHER_IBAN = "FR1420041010050500013M02606"

#: What is typed on each page that makes a record, and what it makes.
FORMS: dict[str, tuple[Any, Callable[[Office], dict[str, Any]]]] = {
    "ledger:account_create": (
        Account,
        lambda office: {
            "entity": office.books.entity.pk,
            "code": "450ZOE",
            "label": "Zoé",
            "role": "co_owner",
        },
    ),
    "ledger:party_create": (Party, lambda _office: {"country": "FR", "last_name": "Œillet"}),
    "ledger:building_create": (
        Building,
        lambda office: {"entity": office.books.entity.pk, "code": "LOR", "name": "Lorraine"},
    ),
    "ledger:lot_create": (
        Lot,
        lambda office: {"building": office.building.pk, "number": "77", "kind": "flat"},
    ),
    "ledger:journal_create": (
        Journal,
        lambda office: {"entity": office.books.entity.pk, "code": "ZZ", "label": "Divers"},
    ),
    "ledger:bank_account_create": (
        BankAccount,
        lambda office: {
            "entity": office.books.entity.pk,
            "label": "Travaux",
            "pain_version": "pain.008.001.08",
            "lead_days": "2",
            "iban": OTHER_IBAN,
        },
    ),
    "ledger:entity_new": (
        Entity,
        lambda _office: {"code": "G001", "name": "Gérance", "is_rental": "on"},
    ),
}


def shown(office: Office, url: str) -> dict[str, Any]:
    """What the page of that form holds before anything is typed."""
    form = office.client.get(url).context["form"]
    return {field.name: value for field in form if (value := field.value()) not in (None, "")}


def test_every_page_that_makes_a_record_is_tried() -> None:
    names = {url.name for url in urls_of("backoffice") if url.name.startswith("ledger:")}
    makes = {name for name in names if name.endswith(("_create", "_new"))}
    assert makes == set(FORMS)


@pytest.mark.django_db
@pytest.mark.parametrize("name", FORMS)
def test_a_double_click_makes_one(name: str, office: Office) -> None:
    model, typed = FORMS[name]
    url, before = reverse(name), model.objects.count()
    values = shown(office, url) | typed(office)
    first, second = (office.client.post(url, values) for _click in range(2))
    assert (first.status_code, second.status_code) == (302, 302)
    assert first.headers["Location"] == second.headers["Location"]
    assert model.objects.count() == before + 1
    made = AuditEvent.objects.filter(action__endswith=".create")
    assert made.filter(object_type=model._meta.label_lower).count() == 1


@pytest.mark.django_db
def test_the_page_shown_again_or_filled_in_otherwise_makes_another(office: Office) -> None:
    url = reverse("ledger:party_create")
    values = {"country": "FR", "last_name": "Œillet"}
    page = shown(office, url)
    for data in (page, page | {"first_name": "Zoé"}, shown(office, url)):
        assert office.client.post(url, data | values).status_code == 302
    assert Party.objects.filter(last_name="Œillet").count() == 3


@pytest.mark.django_db
def test_what_was_refused_may_be_sent_again(office: Office) -> None:
    url = reverse("ledger:account_create")
    values = shown(office, url) | FORMS["ledger:account_create"][1](office)
    taken = Account.objects.create(entity=office.books.entity, code="450ZOE", label="Une autre")
    assert office.client.post(url, values).status_code == 422
    taken.delete()
    assert office.client.post(url, values).status_code == 302


@pytest.mark.dated
@pytest.mark.django_db
def test_a_page_is_remembered_a_week_and_for_its_user_alone() -> None:
    mine, theirs, now = make_staff(), make_staff(), timezone.now()

    def make(user: Any, days: int) -> Party:
        return make_once(
            lambda: create_party(acting_user=user, last_name="Œillet"),
            key="page",
            acting_user=user,
            now=now + timedelta(days=days),
        )

    first = make(mine, 0)
    assert make(mine, 6) == first
    assert make(theirs, 0) != first
    assert make(mine, 8) != first
    assert SentForm.objects.filter(user=mine).count() == 1


@pytest.mark.django_db
def test_a_record_that_is_gone_is_not_made_again_by_its_page() -> None:
    user, now = make_staff(), timezone.now()

    def make() -> Party:
        return make_once(
            lambda: create_party(acting_user=user, last_name="Œillet"),
            key="page",
            acting_user=user,
            now=now,
        )

    make().delete()
    with pytest.raises(BusinessError, match="a déjà servi"):
        make()


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_the_same_instant_make_one() -> None:
    user, both = make_staff(), threading.Barrier(2)
    made: list[Party] = []

    def create() -> Party:
        return create_party(acting_user=user, last_name="Œillet")

    def click() -> None:
        both.wait()
        try:
            made.append(make_once(create, key="page", acting_user=user, now=timezone.now()))
        finally:
            connection.close()

    threads = [threading.Thread(target=click) for _click in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 2
    assert Party.objects.filter(last_name="Œillet").count() == 1
