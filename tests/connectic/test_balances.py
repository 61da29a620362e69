"""What clients owe, as the kiosk reads it."""

from __future__ import annotations

import io
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from connectic.formats.balances_file import Balance, read_balances
from connectic.models import BalancesFile
from connectic.services.send_balances import send_balances, send_nightly
from core.files.services import archive
from core.jobs.models import OutboxMessage
from core.office.services.subscribe import unsubscribe
from ledger.books.enums import AccountRole
from receipts.counter.enums import BatchState
from receipts.counter.services.key_cheque import key_cheque
from receipts.coupons.models import PaymentCoupon
from receipts.draft.services.draft_receipts import NewReceipt, draft_receipts
from tests.connectic.factories import Lobby, make_lobby
from tests.factories import euros, make_account, make_entity, make_party, make_staff
from tests.receipts.counter import factories as counter
from tests.stories.office import owe

pytestmark = pytest.mark.django_db


@pytest.fixture
def lobby(tmp_path: Path) -> Lobby:
    return make_lobby(tmp_path)


def sent() -> list[Balance]:
    record = send_balances(acting_user=None, now=timezone.now())
    return list(read_balances(io.StringIO(archive.read(record.file).decode())))


def owes(lobby: Lobby, text: str) -> None:
    year = lobby.entity.fiscal_years.latest("start").start.year
    owe(lobby.account, text, label="Loyer", on=date(year, 1, 1), acting_user=make_staff())


def test_only_clients_of_subscribed_entities_are_in_it(lobby: Lobby) -> None:
    make_account(entity=lobby.entity, code="401X", role=AccountRole.SUPPLIER)
    make_account(entity=make_entity(code="S001"), code="450PIERREP")
    make_account(
        entity=lobby.entity,
        code="81PARTI",
        role=AccountRole.TENANT,
        closed_on=date(2026, 1, 1),
    )
    assert [each.account for each in sent()] == ["81MARITON"]


def test_companies_and_accounts_without_identity_have_a_name(lobby: Lobby) -> None:
    company = make_party(last_name="", first_name="", company="SCI L;Étoile")
    make_account(entity=lobby.entity, code="82", role=AccountRole.LANDLORD, party=company)
    make_account(entity=lobby.entity, code="83", role=AccountRole.CO_OWNER, label="Libellé")
    assert [each.last_name for each in sent()] == ["MARITON", "SCI L;Étoile", "Libellé"]


@pytest.mark.dated
def test_what_is_under_way_is_taken_off_and_an_advance_is_nothing_due(lobby: Lobby) -> None:
    owes(lobby, "100,00")
    for number, text in enumerate(("30,25", "100,00")):
        draft_receipts(
            [
                NewReceipt(
                    channel="one_off",
                    source_key=f"n{number}",
                    movement_date=date(2026, 11, 20),
                    label="Prélèvement",
                    amount=euros(text),
                    entity_id=lobby.entity.pk,
                    account_id=lobby.account.pk,
                )
            ],
            acting_user=None,
        )
        if not number:
            assert [(each.due, each.under_way) for each in sent()] == [
                (euros("69,75"), euros("30,25"))
            ]
    assert [(each.due, each.under_way) for each in sent()] == [(euros("0,00"), euros("130,25"))]
    assert BalancesFile.objects.latest("pk").total == 0


def test_a_cheque_counts_once_from_the_counter_to_the_draft(lobby: Lobby) -> None:
    owes(lobby, "100,00")
    cashier = counter.make_cashier()
    batch = counter.make_batch(user=cashier)
    key_cheque(batch.pk, counter.keyed([(lobby.account, "40,00")]), acting_user=cashier)
    for _step in ("keyed", "drafted"):
        assert [(each.due, each.under_way) for each in sent()] == [(euros("60,00"), euros("40,00"))]
        if batch.state == BatchState.OPEN:
            batch = counter.close(batch, user=cashier)


def test_a_call_that_is_not_due_yet_is_not_asked_at_the_kiosk(lobby: Lobby) -> None:
    owes(lobby, "100,00")
    year = lobby.entity.fiscal_years.latest("start").start.year
    for days, text in ((1, "300,00"), (0, "20,00")):
        owe(
            lobby.account,
            text,
            label="Appel",
            on=date(year, 1, 1),
            due_on=timezone.localdate() + timedelta(days=days),
            acting_user=make_staff(),
        )
    assert [each.due for each in sent()] == [euros("120,00")]


def test_the_latest_coupon_goes_with_its_day(lobby: Lobby) -> None:
    for month in (10, 11):
        PaymentCoupon.objects.create(
            account=lobby.account,
            period_start=date(2026, month, 1),
            period_end=date(2026, month, 28),
            issued_on=date(2026, month, 1),
            due_on=date(2026, month, 5),
            amount=euros("10,00"),
            code=f"*1*{month}*10,00*",
        )
    assert [(each.coupon, each.due_date) for each in sent()] == [("*1*11*10,00*", "2026-11-05")]


@pytest.mark.dated
def test_the_night_sends_only_with_the_subscription(lobby: Lobby) -> None:
    unsubscribe(code="connectic", acting_user=None)
    assert "pas souscrit" in send_nightly(now=timezone.now())
    assert not OutboxMessage.objects.exists()
