"""The life of a file and of the lines in it, and what the client sees of it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from core.jobs.services import outbox
from core.text.errors import BusinessError
from receipts.draft.channels import CHANNELS
from receipts.draft.enums import RefusalCode
from receipts.draft.services.cancel_receipts import cancel_receipts
from receipts.draft.services.post_receipts import post_prepared
from receipts.draft.services.prepare_receipts import prepare_receipts
from sepa.collections.models import Collection
from sepa.collections.services import (
    cancel_collection,
    deliver_again,
    generate_collections,
    mark_sent,
    settle_collection,
    settle_due,
)
from sepa.requests.models import OneOffRequest
from tests.sepa import factories as make
from tests.waiting import wait_until_waited_for

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> None:
    settings.SEPA_FOLDER = tmp_path / "SEPA"


def make_file(house: make.House) -> Collection:
    lines = make.make_lines(house)
    (collection,) = generate_collections(
        make.ids(lines), acting_user=house.accountant, now=timezone.now()
    )
    return collection


def state() -> str:
    """As the client reads it, once what waits has been told."""
    outbox.deliver()
    return OneOffRequest.objects.get().state


def make_due(collection: Collection) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    Collection.objects.filter(pk=collection.pk).update(collection_date=yesterday)


def test_generated_sent_settled_and_the_client_follows() -> None:
    house = make.make_house()
    collection = make_file(house)
    assert state() == "in_file"
    mark_sent(collection, acting_user=house.accountant, now=timezone.now())
    assert state() == "sent"
    make_due(collection)
    settle_collection(collection, acting_user=house.accountant, now=timezone.now())
    assert state() == "settled"
    steps = OneOffRequest.objects.get().steps.values_list("state", flat=True)
    assert list(steps) == ["fetched", "in_file", "sent", "settled"]


def test_a_file_is_not_settled_before_its_date() -> None:
    house = make.make_house()
    collection = make_file(house)
    mark_sent(collection, acting_user=house.accountant, now=timezone.now())
    with pytest.raises(BusinessError, match="avant"):
        settle_collection(collection, acting_user=house.accountant, now=timezone.now())


@pytest.mark.dated("sepa.collections.services.deliver_file")
def test_the_night_settles_what_is_due() -> None:
    house = make.make_house()
    collection = make_file(house)
    assert settle_due(now=timezone.now()) == "Aucun fichier de prélèvement n’arrive à échéance."
    mark_sent(collection, acting_user=house.accountant, now=timezone.now())
    make_due(collection)
    assert settle_due(now=timezone.now()).startswith("1 fichier")
    collection.refresh_from_db()
    assert collection.state == "settled"


def test_on_the_day_of_the_debit_a_person_settles_and_the_night_before_does_not() -> None:
    """The bank may still refuse on that day: the service waits until it is over."""
    house = make.make_house()
    collection = make_file(house)
    mark_sent(collection, acting_user=house.accountant, now=timezone.now())
    Collection.objects.update(collection_date=timezone.localdate())
    assert settle_due(now=timezone.now()) == "Aucun fichier de prélèvement n’arrive à échéance."
    settle_collection(collection, acting_user=house.accountant, now=timezone.now())
    assert state() == "settled"


@pytest.mark.django_db(transaction=True)
def test_a_file_settled_by_hand_meanwhile_does_not_hold_up_the_others() -> None:
    house = make.make_house()
    first, second = make_file(house), make_file(house)
    for each in (first, second):
        mark_sent(each, acting_user=house.accountant, now=timezone.now())
        make_due(each)
    said: list[str] = []

    def work() -> None:
        try:
            said.append(settle_due(now=timezone.now()))
        finally:
            connection.close()

    service = Thread(target=work)
    with transaction.atomic():
        settle_collection(first, acting_user=house.accountant, now=timezone.now())
        service.start()
        # The service has read both as sent by now, and waits for the first.
        wait_until_waited_for()
    service.join(timeout=20)
    assert said == ["1 fichier de prélèvement réglé."]
    assert set(Collection.objects.values_list("state", flat=True)) == {"settled"}


def test_a_sent_file_is_not_cancelled() -> None:
    house = make.make_house()
    collection = make_file(house)
    mark_sent(collection, acting_user=house.accountant, now=timezone.now())
    for act in (cancel_collection, mark_sent):
        with pytest.raises(BusinessError):
            act(collection, acting_user=house.accountant, now=timezone.now())
    with pytest.raises(BusinessError):
        deliver_again(collection, acting_user=house.accountant)


def test_a_cancelled_file_puts_the_request_back() -> None:
    house = make.make_house()
    cancel_collection(make_file(house), acting_user=house.accountant, now=timezone.now())
    assert state() == "fetched"


def test_a_double_click_cancels_once() -> None:
    house = make.make_house()
    collection = make_file(house)
    cancel_collection(collection, acting_user=house.accountant, now=timezone.now())
    with pytest.raises(BusinessError, match="Annulé"):
        cancel_collection(collection, acting_user=house.accountant, now=timezone.now())


# -- The draft ---------------------------------------------------------------------------------


def test_a_line_in_a_file_does_not_leave_the_draft() -> None:
    house = make.make_house()
    collection = make_file(house)
    line = collection.transactions.get().mandate.receipt
    with pytest.raises(BusinessError) as refused:
        cancel_receipts([line.pk], acting_user=house.accountant, reason="doublon")
    assert collection.message_id in refused.value.problems[0]
    cancel_collection(collection, acting_user=house.accountant, now=timezone.now())
    cancel_receipts([line.pk], acting_user=house.accountant, reason="doublon")
    assert state() == "cancelled"


def test_marks_and_spent_actions_follow_the_file() -> None:
    house = make.make_house()
    free, taken = make.make_lines(house, 2)
    (collection,) = generate_collections(
        [taken.pk], acting_user=house.accountant, now=timezone.now()
    )
    one_off = CHANNELS.get("one_off")
    marks = one_off.marks([free, taken])
    assert str(marks[free.pk][0].text) == "Sans fichier"
    assert str(marks[taken.pk][0].text) == "Fichier généré"
    assert one_off.spent_actions([free, taken]) == {taken.pk: frozenset({"generate"})}
    cancel_collection(collection, acting_user=house.accountant, now=timezone.now())
    assert one_off.spent_actions([free, taken]) == {}


def test_the_timeline_tells_the_whole_life() -> None:
    house = make.make_house()
    collection = make_file(house)
    line = collection.transactions.get().mandate.receipt
    labels = [str(step.label) for step in CHANNELS.get("one_off").timeline(line)]
    assert labels == [
        "Demandé sur l’extranet",
        "Relevé sur la plateforme",
        "Dans un fichier pour la banque",
        "Fichier transmis à la banque",
        "Réglé",
    ]


# -- What is posted -------------------------------------------------------------------------------


def test_what_is_posted_stays_so_when_the_file_is_made_after() -> None:
    house = make.make_house()
    lines = make.make_lines(house)
    prepare_receipts(
        make.ids(lines), acting_user=house.accountant, answers=[RefusalCode.NO_BANK_FILE]
    )
    post_prepared(acting_user=house.accountant)
    generate_collections(make.ids(lines), acting_user=house.accountant, now=timezone.now())
    outbox.deliver()
    assert OneOffRequest.objects.get().posted_at is not None
