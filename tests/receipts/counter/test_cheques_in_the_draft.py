"""Cheques of the counter as lines of the draft: their facts, their filters, what may be done."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.text.errors import BusinessError
from receipts.counter.services.key_cheque import key_cheque
from receipts.draft.models import DraftReceipt
from receipts.draft.services.draft_receipts import NewReceipt, draft_receipts
from receipts.draft.services.key_receipt import key_receipt
from tests.factories import euros, make_staff
from tests.receipts.counter import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def counter() -> make.Counter:
    return make.make_counter()


@pytest.fixture
def user():
    return make.make_cashier(username="marie")


@pytest.fixture
def client(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def lines_of(batch) -> list[DraftReceipt]:
    return list(DraftReceipt.objects.filter(cheque_share__cheque__batch=batch).order_by("pk"))


def text_of(client: Client, name: str, *args: object, **params: Any) -> str:
    answer = client.get(reverse(name, args=args), params)
    assert answer.status_code == 200
    return answer.content.decode()


class TestKeyedByHand:
    def test_the_service_refuses_and_says_where(self, counter, user) -> None:
        with pytest.raises(BusinessError, match="au guichet, dans un lot"):
            key_receipt(
                acting_user=user,
                form_id=uuid.uuid4(),
                channel_code="cheque",
                account=counter.pierre,
                amount=euros("65,63"),
                movement_date=make.DAY,
                label="Chèque",
            )
        assert not DraftReceipt.objects.exists()

    def test_the_dialog_leads_to_a_batch(self, counter, client) -> None:
        shown = text_of(client, "receipts:new_line", canal="cheque")
        assert "Ouvrir un lot" in shown
        assert reverse("receipts:batch_open") in shown
        assert 'name="amount"' not in shown
        data = {"channel": "cheque", "arrival_date": f"{timezone.localdate():%Y-%m-%d}"}
        answer = client.post(reverse("receipts:batch_open"), data, follow=True)
        assert "data-line" in answer.content.decode()

    def test_other_channels_are_keyed_there_and_cheques_pointed_away(self, counter, client) -> None:
        shown = text_of(client, "receipts:new_line", canal="transfer")
        assert '<option value="cheque"' not in shown
        assert "Aller au guichet" in shown

    def test_a_posted_form_for_a_cheque_is_refused(self, counter, client) -> None:
        data = {
            "form_id": str(uuid.uuid4()),
            "channel": "cheque",
            "account": "S001/" + counter.pierre.code,
            "amount": "65,63",
            "movement_date": "2026-11-20",
        }
        assert client.post(reverse("receipts:new_line"), data).status_code == 422
        assert not DraftReceipt.objects.exists()

    def test_who_may_not_key_at_the_counter_is_told_who_can(self) -> None:
        client = Client()
        client.force_login(
            make_staff(rights=["receipts_draft.see_draft", "receipts_draft.edit_draft"])
        )
        shown = text_of(client, "receipts:new_line", canal="cheque")
        assert "un administrateur peut donner" in shown
        assert "Ouvrir un lot" not in shown


def test_the_drawer_and_the_record_tell_the_cheque_its_batch_and_its_deposit(
    counter, user, client
) -> None:
    (cheque,) = make.make_cheques(["65,63"], account=counter.pierre, user=user)
    make.close(cheque.batch, user=user)
    (line,) = lines_of(cheque.batch)
    for name in ("receipts:drawer", "receipts:record"):
        shown = text_of(client, name, line.pk)
        for fact in (cheque.number, "Crédit Agricole", f"Lot n° {cheque.batch_id}", "pas encore"):
            assert fact in shown, (name, fact)
        assert reverse("receipts:cheque", args=[cheque.pk]) in shown
    make.post(cheque.batch, user=user)
    slip = make.deposit(counter, user=user)
    shown = text_of(client, "receipts:record", line.pk)
    assert reverse("receipts:deposit", args=[slip.pk]) in shown


def test_a_posted_cheque_is_not_reversed_from_its_line_but_at_the_counter(
    counter, user, client
) -> None:
    (cheque,) = make.make_cheques(["65,63"], account=counter.pierre, user=user)
    make.close(cheque.batch, user=user)
    make.post(cheque.batch, user=user)
    (line,) = lines_of(cheque.batch)
    shown = text_of(client, "receipts:record", line.pk)
    assert "reverse-dialog" not in shown
    assert f"annulez le chèque n° {cheque.number} au guichet" in shown


def test_a_cheque_for_two_accounts_names_its_other_line(counter, user, client) -> None:
    batch = make.make_batch(user=user)
    shares = [(counter.pierre, "60"), (counter.simone, "40")]
    key_cheque(batch.pk, make.keyed(shares), acting_user=user)
    make.close(batch, user=user)
    first, second = lines_of(batch)
    shown = text_of(client, "receipts:drawer", first.pk)
    assert "Règle aussi" in shown
    assert reverse("receipts:record", args=[second.pk]) in shown


class TestFilters:
    def test_by_batch(self, counter, user, client) -> None:
        (other,) = make.make_cheques(["11,11"], account=counter.simone, user=user)
        (cheque,) = make.make_cheques(["22,22"], account=counter.pierre, user=user)
        for batch in (other.batch, cheque.batch):
            make.close(batch, user=user)
        shown = text_of(client, "receipts:draft", lot=cheque.batch_id)
        assert "22,22" in shown
        assert "11,11" not in shown
        assert f"Ne plus filtrer sur le lot n° {cheque.batch_id}" in shown
        totals = client.get(reverse("receipts:totals"), {"lot": cheque.batch_id}).json()
        assert totals == {"count": 1, "cents": 2222}
        csv = client.get(reverse("receipts:draft"), {"lot": cheque.batch_id, "format": "csv"})
        assert b"11,11" not in b"".join(csv)

    @pytest.mark.parametrize("batch", ["zéro", "-1", "9" * 30, "1;2"])
    def test_a_batch_that_is_none_filters_nothing_or_finds_nothing(self, client, batch) -> None:
        assert client.get(reverse("receipts:draft"), {"lot": batch}).status_code == 200

    def test_by_what_waits_for_too_long(self, counter, user, client) -> None:
        today = timezone.localdate()
        draft_receipts(
            [
                NewReceipt(
                    channel="transfer",
                    source_key=f"{days}",
                    movement_date=today - timedelta(days=days),
                    label=f"Virement d’il y a {days} jours",
                    amount=euros("5"),
                    entity_id=counter.entity.pk,
                    account_id=counter.pierre.pk,
                    assigned_to_id=user.pk,
                )
                for days in (7, 8)
            ],
            acting_user=user,
        )
        everything = text_of(client, "receipts:draft")
        assert everything.count("lsc-pill-warn") == 1
        late = text_of(client, "receipts:draft", retard="oui")
        assert "il y a 8 jours" in late
        assert "il y a 7 jours" not in late
