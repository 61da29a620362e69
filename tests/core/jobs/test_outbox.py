"""Work outside the database is done after commit, at least once, and tried again if it fails."""

import threading
from datetime import timedelta

import pytest
from django.db import close_old_connections, connection, transaction
from django.utils import timezone

from core.jobs.models import OutboxMessage, SystemMessage
from core.jobs.services import outbox
from core.jobs.services.outbox import WORKS, Work
from tests.factories import make_staff

KIND = "tests.note"
done: list[str] = []
mood = {"fails": False}


def note(payload) -> None:
    if mood["fails"]:
        raise OSError("serveur injoignable")
    done.append(payload["word"])


WORKS.add(Work(KIND, do=note))


@pytest.fixture(autouse=True)
def fresh() -> None:
    done.clear()
    mood["fails"] = False


def ask(word: str) -> OutboxMessage:
    """As if the change that wants it had just committed, and no worker had woken yet."""
    return OutboxMessage.objects.create(kind=KIND, identity=word, payload={"word": word})


def make_due() -> None:
    OutboxMessage.objects.update(next_attempt_at=timezone.now() - timedelta(seconds=1))


@pytest.mark.django_db
def test_done_in_order_and_once() -> None:
    ask("un")
    ask("deux")
    assert outbox.deliver() == 0
    assert outbox.deliver() == 0
    assert done == ["un", "deux"]
    assert list(OutboxMessage.objects.values_list("payload", flat=True)) == [{}, {}]


@pytest.mark.django_db
def test_the_same_identity_is_written_once() -> None:
    for _turn in range(2):
        outbox.enqueue(KIND, identity="même", payload={"word": "même"})
    assert OutboxMessage.objects.count() == 1


@pytest.mark.django_db
def test_a_change_given_up_takes_its_work_along() -> None:
    with transaction.atomic():
        outbox.enqueue(KIND, identity="abandon", payload={"word": "abandon"})
        transaction.set_rollback(True)
    outbox.deliver()
    assert done == []


@pytest.mark.django_db
def test_a_failure_is_tried_again_later_and_later() -> None:
    message = ask("tenace")
    mood["fails"] = True
    waits = []
    for _turn in range(3):
        make_due()
        assert outbox.deliver() == 1
        message.refresh_from_db()
        assert message.next_attempt_at is not None
        waits.append((message.next_attempt_at - timezone.now()).total_seconds())
    assert waits == sorted(waits)
    assert "serveur injoignable" in message.last_error
    mood["fails"] = False
    make_due()
    assert outbox.deliver() == 0
    assert done == ["tenace"]


@pytest.mark.django_db
def test_one_failure_does_not_hold_up_the_others() -> None:
    OutboxMessage.objects.create(kind="tests.unknown", identity="x", payload={})
    ask("suivant")
    assert outbox.deliver() == 1
    assert done == ["suivant"]


@pytest.mark.django_db
def test_after_the_last_attempt_the_administrators_are_told() -> None:
    admin = make_staff(is_superuser=True)
    message = ask("perdu")
    OutboxMessage.objects.update(attempts=outbox.MAX_ATTEMPTS - 1)
    mood["fails"] = True
    outbox.deliver()
    make_due()
    outbox.deliver()
    message.refresh_from_db()
    assert message.attempts == outbox.MAX_ATTEMPTS
    assert SystemMessage.objects.get().recipient == admin


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="row locks")
def test_a_worker_killed_half_way_loses_nothing_and_counts_its_attempt() -> None:
    message = ask("survivant")
    claimed = outbox._claim()
    assert claimed is not None
    # Killed here: the row is put off, and comes back by itself.
    message.refresh_from_db()
    assert (message.attempts, message.done_at) == (1, None)
    assert outbox.deliver() == 0
    assert done == []
    make_due()
    outbox.deliver()
    assert done == ["survivant"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="row locks")
def test_many_workers_do_each_message_once() -> None:
    for number in range(30):
        ask(str(number))
    barrier = threading.Barrier(4)

    def work() -> None:
        try:
            barrier.wait()
            outbox.deliver()
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _each in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    close_old_connections()
    assert sorted(done, key=int) == [str(number) for number in range(30)]


@pytest.mark.django_db
def test_a_worker_killed_on_its_last_attempt_is_told_of_once() -> None:
    """Nobody was left to tell: the next worker does, once the attempt would have come back."""
    boss = make_staff(username="boss", is_superuser=True)
    message = ask("fatal")
    message.attempts = outbox.MAX_ATTEMPTS
    message.next_attempt_at = timezone.now() + timedelta(hours=5)
    message.save()
    outbox.deliver()
    assert not SystemMessage.objects.exists()
    make_due()
    for _turn in range(2):
        outbox.deliver()
    assert SystemMessage.objects.get().recipient == boss
    assert done == []
    message.refresh_from_db()
    assert message.done_at is None
    assert message.given_up_at is not None
