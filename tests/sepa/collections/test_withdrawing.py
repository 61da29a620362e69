"""A cancelled file does not reach the bank by the back door: its debits may be in another one."""

from __future__ import annotations

from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from core.database import locks
from core.files.models import ArchivedFile
from core.files.services import archive
from core.files.services.exchange import delivering
from core.jobs.models import OutboxMessage, SystemMessage
from core.jobs.services import outbox
from core.text.errors import BusinessError
from sepa.collections.models import Collection
from sepa.collections.services import cancel_collection, generate_collections
from tests.sepa import factories as make

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.SEPA_FOLDER = tmp_path / "SEPA"
    return Path(settings.SEPA_FOLDER)


def make_file(house: make.House) -> Collection:
    (collection,) = generate_collections(
        make.ids(make.make_lines(house)), acting_user=house.accountant, now=timezone.now()
    )
    return collection


def try_again() -> int:
    OutboxMessage.objects.update(next_attempt_at=None)
    return outbox.deliver()


def test_a_file_that_is_being_left_while_it_is_cancelled_is_taken_back(folder: Path) -> None:
    house = make.make_house()
    collection = make_file(house)
    delivery = OutboxMessage.objects.get(kind=delivering.KIND)
    held, go_on = Event(), Event()

    def leave_slowly() -> None:
        """As a worker that writes over a slow line."""
        try:
            with locks.exclusive(f"outbox:{delivery.pk}"):
                held.set()
                go_on.wait(timeout=20)
                (folder / f"{collection.message_id}.xml").write_bytes(archive.read(collection.file))
        finally:
            connection.close()

    worker = Thread(target=leave_slowly)
    worker.start()
    held.wait(timeout=20)
    cancel_collection(collection, acting_user=house.accountant, now=timezone.now())
    assert outbox.deliver() == 1
    go_on.set()
    worker.join()
    assert list(folder.iterdir())
    assert try_again() == 0
    assert not list(folder.iterdir())


def test_a_cancelled_file_cannot_be_left_again_from_the_archive(folder: Path) -> None:
    house = make.make_house()
    collection = make_file(house)
    outbox.deliver()
    cancel_collection(collection, acting_user=house.accountant, now=timezone.now())
    outbox.deliver()
    file = ArchivedFile.objects.get(pk=collection.file_id)
    assert not delivering.is_ours(file)
    with pytest.raises(BusinessError):
        delivering.deliver_again(file=file, acting_user=house.accountant)
    assert not list(folder.iterdir())


def test_whoever_cancels_learns_that_the_file_was_taken_already(folder: Path) -> None:
    house = make.make_house()
    collection = make_file(house)
    outbox.deliver()
    (folder / f"{collection.message_id}.xml").unlink()
    cancel_collection(collection, acting_user=house.accountant, now=timezone.now())
    assert outbox.deliver() == 0
    told = SystemMessage.objects.get(identity=f"sepa.taken:{collection.message_id}")
    assert told.recipient == house.accountant
    assert "débités deux fois" in told.body
