"""Requests become lines of the draft, exactly once, whatever fails in between."""

from __future__ import annotations

import os
import signal
from datetime import timedelta
from decimal import Decimal
from importlib import import_module
from threading import Barrier, Thread

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.jobs.models import SystemMessage
from core.jobs.services import outbox
from ledger.books.enums import AccountRole
from receipts.draft.models import DraftReceipt
from receipts.draft.services.assign_receipt import assign_receipt
from sepa.mandates.models import Mandate
from sepa.requests.models import OneOffRequest, RequestStep
from sepa.requests.platform import LocalPlatform, Page, Step
from sepa.requests.services.fetching import fetch_requests
from sepa.requests.services.fetching.fetch_at_night import run_scheduled
from sepa.requests.services.tell_platform import tell_platform
from tests import factories
from tests.sepa import factories as make

pytestmark = pytest.mark.django_db


@pytest.mark.dated("sepa.requests.services.fetching.fetch_requests")
def test_a_request_becomes_a_line_like_the_accountants_know() -> None:
    house = make.make_house()
    request = make.make_pending(house)
    fetched = fetch_requests(acting_user=house.accountant, now=timezone.now())
    line = DraftReceipt.objects.get()
    assert (fetched.count, fetched.total, fetched.unassigned) == (1, Decimal("65.63"), 0)
    assert fetched.sentence.startswith("1 demande reçue")
    assert (line.channel, line.source_key) == ("one_off", str(request.uid))
    assert (line.entity, line.account, line.amount) == (
        house.entity,
        house.account,
        Decimal("65.63"),
    )
    assert line.label == "Règlement Pierre PROPRIÉTAIRE"
    assert line.movement_reference == f"{house.client.pk}/{request.pk}/"
    assert line.movement_date == timezone.localdate()
    assert line.journal == house.journal


def test_the_mandate_comes_with_its_proof_and_its_iban_encrypted() -> None:
    house = make.make_house()
    request = make.make_pending(house)
    fetch_requests(acting_user=house.accountant, now=timezone.now())
    mandate = Mandate.objects.get()
    assert mandate.mandate_reference == request.mandate_reference
    assert mandate.iban == factories.IBAN
    assert mandate.evidence == request.evidence
    assert mandate.pdf_id == request.pdf_id
    with connection.cursor() as cursor:
        cursor.execute("SELECT iban FROM sepa_mandates_mandate")
        assert factories.IBAN not in cursor.fetchone()[0]
    assert factories.IBAN not in str(mandate.receipt.raw_data)


def test_its_own_journal_comes_before_that_of_the_card_terminal() -> None:
    house = make.make_house()
    own = factories.make_journal(entity=house.entity, code="PR")
    house.entity.receipt_journals.create(channel="one_off", journal=own)
    (line,) = make.make_lines(house)
    assert line.journal == own


def test_the_platform_learns_that_it_was_fetched() -> None:
    house = make.make_house()
    request = make.make_pending(house)
    fetch_requests(acting_user=house.accountant, now=timezone.now())
    request.refresh_from_db()
    assert request.state == "fetched"
    assert request.steps.get().state == "fetched"


def test_fetching_again_changes_nothing() -> None:
    house = make.make_house()
    make.make_many_pending(house, 3)
    fetch_requests(acting_user=house.accountant, now=timezone.now())
    again = fetch_requests(acting_user=house.accountant, now=timezone.now())
    assert again.sentence == "Aucune demande de prélèvement en attente."
    assert (DraftReceipt.objects.count(), RequestStep.objects.count()) == (3, 3)


def test_pages_follow_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    fetching = import_module("sepa.requests.services.fetching.fetch_requests")
    monkeypatch.setattr(fetching, "PAGE", 2)
    house = make.make_house()
    make.make_many_pending(house, 5)
    assert fetch_requests(acting_user=house.accountant, now=timezone.now()).count == 5


class CutPlatform(LocalPlatform):
    """A platform that is cut off just before it hears that its requests were taken."""

    def tell(self, steps: object) -> None:
        raise ConnectionError


def test_cut_before_the_acknowledgement_then_fetched_again() -> None:
    house = make.make_house(validator=factories.make_staff())
    make.make_pending(house)
    with pytest.raises(ConnectionError):
        fetch_requests(acting_user=house.accountant, platform=CutPlatform(), now=timezone.now())
    assert OneOffRequest.objects.get().state == "pending"
    assert fetch_requests(acting_user=house.accountant, now=timezone.now()).count == 0
    assert OneOffRequest.objects.get().state == "fetched"
    assert (DraftReceipt.objects.count(), Mandate.objects.count()) == (1, 1)
    assert SystemMessage.objects.filter(identity__startswith="sepa.fetched").count() == 1


@pytest.mark.dated
def test_a_late_acknowledgement_does_not_overtake_the_posting() -> None:
    house = make.make_house()
    request = make.make_pending(house)

    class Slow(LocalPlatform):
        """While this worker was reading, another fetched, and the line was posted."""

        def pending(self, *, after: int, limit: int) -> Page:
            page = super().pending(after=after, limit=limit)
            fetch_requests(acting_user=house.accountant, now=timezone.now())
            tell_platform([request.uid], state="posted", at=timezone.now())
            outbox.deliver()
            return page

    assert (
        fetch_requests(acting_user=house.accountant, platform=Slow(), now=timezone.now()).count == 0
    )
    request.refresh_from_db()
    assert request.state == "posted"
    assert sorted(step.state for step in request.steps.all()) == ["fetched", "posted"]


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_draft_each_request_once() -> None:
    house = make.make_house()
    make.make_many_pending(house, 40)
    together, counts = Barrier(2), []

    class Together(LocalPlatform):
        def pending(self, *, after: int, limit: int) -> Page:
            page = super().pending(after=after, limit=limit)
            together.wait(timeout=20)
            return page

    def work() -> None:
        try:
            counts.append(
                fetch_requests(acting_user=None, platform=Together(), now=timezone.now()).count
            )
        finally:
            connection.close()

    threads = [Thread(target=work) for _turn in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(counts) == 40
    assert DraftReceipt.objects.count() == Mandate.objects.count() == 40
    # Both acknowledge: the client reads « Pris en charge » once.
    assert RequestStep.objects.count() == 40
    assert set(OneOffRequest.objects.values_list("state", flat=True)) == {"fetched"}


@pytest.mark.django_db(transaction=True)
@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
@pytest.mark.parametrize("when", ["drafting", "acknowledging"])
def test_killed_half_way_then_fetched_again(when: str) -> None:
    house = make.make_house()
    make.make_many_pending(house, 5)
    connections.close_all()
    child = os.fork()
    if child == 0:
        try:
            _fetch_and_be_killed(when)
        finally:
            # Never back into the tests: two processes would answer for one.
            os._exit(1)
    assert os.WTERMSIG(os.waitpid(child, 0)[1]) == signal.SIGKILL
    assert DraftReceipt.objects.count() == (0 if when == "drafting" else 5)
    fetch_requests(acting_user=None, now=timezone.now())
    assert DraftReceipt.objects.count() == Mandate.objects.count() == 5
    assert set(OneOffRequest.objects.values_list("state", flat=True)) == {"fetched"}


def _fetch_and_be_killed(when: str) -> None:
    """In a process of its own: die for good inside the transaction, or just after it."""
    # Its package gives the function under the module's name.
    fetch = import_module("sepa.requests.services.fetching.fetch_requests")

    def die(*_args: object, **_kwargs: object) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    class Deadly(LocalPlatform):
        tell = die

    if when == "drafting":
        fetch.__dict__["notify_fetched"] = die
    fetch.fetch_requests(acting_user=None, platform=Deadly(), now=timezone.now())


@pytest.mark.dated("sepa.requests.services.fetching.draft_requests")
def test_assigned_later_it_goes_to_the_same_journal() -> None:
    house = make.make_house()
    make.make_pending(house, account_code="450NOBODY")
    fetch_requests(acting_user=None, now=timezone.now())
    line = assign_receipt(
        DraftReceipt.objects.get().pk, acting_user=house.accountant, account=house.account
    )
    assert line.journal == house.journal


@pytest.mark.parametrize(
    ("account_code", "published", "reason"),
    [("450NOBODY", True, "n’existe plus"), ("", False, "n’est plus publié")],
)
def test_an_account_that_is_gone_leaves_the_line_unassigned(
    account_code: str, published: bool, reason: str
) -> None:
    house = make.make_house()
    house.account.published = published
    house.account.save()
    make.make_pending(house, account_code=account_code)
    fetched = fetch_requests(acting_user=house.accountant, now=timezone.now())
    line = DraftReceipt.objects.get()
    assert fetched.unassigned == 1
    assert "1 à affecter" in fetched.sentence
    assert (line.account, line.entity) == (None, house.entity)
    assert reason in line.unassigned_reason


def test_an_unknown_entity_leaves_the_line_unassigned() -> None:
    house = make.make_house()
    make.make_pending(house, entity_code="ZZZ")
    fetch_requests(acting_user=house.accountant, now=timezone.now())
    line = DraftReceipt.objects.get()
    assert (line.account, line.entity) == (None, None)
    assert "ZZZ" in line.unassigned_reason


def test_statements_do_not_grow_with_the_requests() -> None:
    house = make.make_house()

    def count_of(number: int) -> int:
        make.make_many_pending(house, number)
        with CaptureQueriesContext(connection) as counted:
            fetch_requests(acting_user=house.accountant, now=timezone.now())
        return len(counted)

    count_of(1)
    assert count_of(2) == count_of(60)


# -- Who is told -----------------------------------------------------------------------------------


def told() -> set[str]:
    rows = SystemMessage.objects.filter(identity__startswith="sepa.fetched")
    return set(rows.values_list("recipient__username", flat=True))


def test_the_entitys_validator_is_told() -> None:
    jlc = factories.make_staff(username="jlc")
    house = make.make_house(validator=jlc)
    (line,) = make.make_lines(house)
    assert told() == {"jlc"}
    assert line.assigned_to == jlc


def test_failing_a_validator_the_buildings_accountant_is_told_in_co_ownership() -> None:
    house = make.make_house()
    of_building = factories.make_staff(username="immeuble")
    house.account.building = factories.make_building(entity=house.entity, accountant=of_building)
    house.account.accountant = factories.make_staff(username="compte")
    house.account.save()
    make.make_lines(house)
    assert told() == {"immeuble"}


def test_failing_a_validator_the_accounts_accountant_is_told_in_rental_management() -> None:
    house = make.make_house(code="G001", is_syndicate=False, is_rental=True)
    house.account.role = AccountRole.TENANT
    house.account.accountant = factories.make_staff(username="compte")
    house.account.save()
    make.make_lines(house)
    assert told() == {"compte"}


def test_failing_all_of_them_whoever_receives_system_messages_is_told() -> None:
    house = make.make_house()
    for name in ("a", "b"):
        factories.make_staff(username=name, rights=["core_people.receive_system_messages"])
    make.make_lines(house)
    assert told() == {"a", "b"}


def test_nobody_to_tell_is_told_to_the_administrators() -> None:
    house = make.make_house()
    factories.make_staff(username="admin", is_superuser=True, is_active=True)
    house.account.save()
    SystemMessage.objects.all().delete()
    make.make_lines(house)
    assert told() == {"admin"}


def test_one_message_however_many_requests() -> None:
    jlc = factories.make_staff(username="jlc")
    make.make_lines(make.make_house(validator=jlc), 30)
    message = SystemMessage.objects.get(recipient=jlc)
    assert message.title.startswith("30 prélèvements demandés")
    assert "de plus au brouillard" in message.body


# -- What the platform is told ------------------------------------------------------------------


def test_steps_told_late_or_twice_do_not_undo_later_ones() -> None:
    house = make.make_house()
    request = make.make_pending(house)
    platform, now = LocalPlatform(), timezone.now()
    later, debit_date = now + timedelta(minutes=5), now.date() + timedelta(days=4)
    steps = [
        Step([request.uid], "sent", later, debit_date),
        Step([request.uid], "fetched", now),
        Step([request.uid], "fetched", now),
    ]
    platform.tell(steps[:1])
    platform.tell(steps[1:])
    request.refresh_from_db()
    assert (request.state, request.debit_date) == ("sent", debit_date)
    assert [step.state for step in request.steps.all()] == ["fetched", "sent"]


def test_the_client_alone_signs() -> None:
    house = make.make_house()
    request = make.start(house)
    LocalPlatform().tell([Step([request.uid], "settled", timezone.now())])
    LocalPlatform().tell([Step([request.uid], "pending", timezone.now())])
    request.refresh_from_db()
    assert (request.state, request.steps.count()) == ("draft", 0)


@pytest.mark.dated
def test_the_night_fetches_what_waits() -> None:
    house = make.make_house()
    make.make_pending(house)
    assert run_scheduled(now=timezone.now()).startswith("1 demande reçue")
    assert run_scheduled(now=timezone.now()) == "Aucune demande de prélèvement en attente."
