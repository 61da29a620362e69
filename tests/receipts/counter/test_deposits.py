"""Deposit slips: of the cheques that were shown, in the bank account's own journal, on a day that
can be; what an earlier slip took wrongly is taken back on the account that it went to."""

from __future__ import annotations

import re
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.people.models import User
from core.text.errors import BusinessError
from ledger.books.models import BankAccount, Entity, Journal, ReceiptJournal
from ledger.books.services.edit_bank_account import update_bank_account
from receipts.counter.models import Cheque, DepositSlip
from receipts.counter.services.bounce_cheque import bounce_cheque, undo_bounce
from receipts.counter.services.cancel_cheque import cancel_cheque
from receipts.counter.services.deposit_cheques import Shown
from tests import factories
from tests.factories import euros
from tests.receipts.counter import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def counter() -> make.Counter:
    return make.make_counter()


@pytest.fixture
def user() -> User:
    return make.make_cashier(username="marie")


def posted(counter: make.Counter, user: User, *amounts: str) -> list[Cheque]:
    cheques = make.make_cheques(list(amounts), account=counter.pierre, user=user)
    make.close(cheques[0].batch, user=user)
    make.post(cheques[0].batch, user=user)
    return cheques


def lines_of(slip: DepositSlip) -> list[tuple[str, str]]:
    """« 512000 +34,37 »: the slip's entry."""
    rows = slip.entry.lines.order_by("pk").values_list("account__code", "debit", "credit")
    return [(code, f"{debit - credit:+}".replace(".", ",")) for code, debit, credit in rows]


def test_a_cancelled_cheque_is_taken_back_on_the_account_that_it_went_to(counter, user) -> None:
    """65,63 € went to the current account by mistake: the savings account's slip of 100 € takes
    100 €, and the current account's next slip of 200 € takes 134,37 €."""
    (wrong,) = posted(counter, user, "65,63")
    make.deposit(counter, user=user)
    cancel_cheque(wrong.pk, acting_user=user, reason="Mauvais client", day=make.DAY)
    other, savings = make.make_second_bank(counter)
    posted(counter, user, "100")
    slip = make.deposit(counter, user=user, bank_account_id=other.pk)
    assert lines_of(slip) == [("512100", "+100,00"), ("511200", "-100,00")]
    assert make.balance(counter.bank) == "65,63"
    posted(counter, user, "200")
    slip = make.deposit(counter, user=user)
    assert lines_of(slip) == [("512000", "+134,37"), ("511200", "-134,37")]
    assert (make.balance(counter.bank), make.balance(savings)) == ("200,00", "100,00")
    assert make.balance(counter.to_cash) == "0,00"


def test_what_is_taken_back_is_on_the_slip_whatever_is_left_out_of_it(counter, user) -> None:
    """The bank has 65,63 € too much: its next slip says so, were both cheques asked to stay."""
    (wrong,) = posted(counter, user, "65,63")
    make.deposit(counter, user=user)
    cancel_cheque(wrong.pk, acting_user=user, reason="Mauvais client", day=make.DAY)
    kept, _taken = posted(counter, user, "50", "100")
    slip = make.deposit(counter, user=user, left_out=[kept.pk, wrong.pk])
    assert lines_of(slip) == [("512000", "+34,37"), ("511200", "-34,37")]
    assert make.balance(counter.to_cash) == "50,00"


def test_the_journals_account_changed_since_what_was_debited_is_credited(counter, user) -> None:
    """65,63 € were debited to 512000; the bank account is then kept in 512100: the mistake leaves
    512000, and 200 € come into 512100."""
    (wrong,) = posted(counter, user, "65,63")
    make.deposit(counter, user=user)
    cancel_cheque(wrong.pk, acting_user=user, reason="Mauvais client", day=make.DAY)
    other, savings = make.make_second_bank(counter)
    journal, other.journal = other.journal, None
    other.save()
    counter.bank_account.journal = journal
    counter.bank_account.save()
    (cheque,) = posted(counter, user, "200")
    slip = make.deposit(counter, user=user)
    assert lines_of(slip) == [("512100", "+200,00"), ("512000", "-65,63"), ("511200", "-134,37")]
    bounce_cheque(cheque.pk, acting_user=user, reason="Sans provision", day=make.DAY)
    assert (make.balance(counter.bank), make.balance(savings)) == ("0,00", "0,00")


def test_the_count_and_the_label_tell_what_is_taken_back_apart(counter, user, client) -> None:
    first, _second = posted(counter, user, "65,63", "100")
    make.deposit(counter, user=user)
    cancel_cheque(first.pk, acting_user=user, reason="Mauvais client", day=make.DAY)
    posted(counter, user, "200")
    slip = make.deposit(counter, user=user)
    assert (slip.cheque_count, slip.total) == (1, euros("134,37"))
    assert slip.entry.label == "Remise de 1 chèque n° 2, 1 repris"
    client.force_login(user)
    page = client.get(reverse("receipts:deposit", args=[slip.pk])).content.decode()
    assert "1 chèque d’une remise antérieure" in page
    assert client.get(reverse("receipts:deposit_pdf", args=[slip.pk])).status_code == 200


def test_a_bank_account_is_kept_in_one_journal(counter, user) -> None:
    """Alone, it takes the journal of transfers; beside another, each says its own, once."""
    posted(counter, user, "65,63")
    second = factories.make_bank_account(
        entity=counter.entity, iban="DE89370400440532013000", label="Livret"
    )
    with pytest.raises(BusinessError, match="en quel journal"):
        make.deposit(counter, user=user)
    update_bank_account(
        bank_account=counter.bank_account,
        values={"journal": counter.bank_journal},
        acting_user=None,
        now=timezone.now(),
    )
    with pytest.raises(BusinessError):
        update_bank_account(
            bank_account=second,
            values={"journal": counter.bank_journal},
            acting_user=None,
            now=timezone.now(),
        )
    bare = factories.make_journal(entity=counter.entity, code="OD")
    Journal.objects.filter(pk=bare.pk).update(treasury_account=None)
    bare.refresh_from_db()
    with pytest.raises(BusinessError, match="compte de trésorerie"):
        update_bank_account(
            bank_account=second, values={"journal": bare}, acting_user=None, now=timezone.now()
        )
    foreign = make.make_counter(code="S002").bank_journal
    with pytest.raises(BusinessError, match="compte de trésorerie"):
        update_bank_account(
            bank_account=second, values={"journal": foreign}, acting_user=None, now=timezone.now()
        )
    assert lines_of(make.deposit(counter, user=user))[0] == ("512000", "+65,63")


def test_an_entity_without_a_bank_journal_is_told_where_to_choose_it(counter, user, client) -> None:
    posted(counter, user, "65,63")
    ReceiptJournal.objects.filter(entity=counter.entity, channel="transfer").delete()
    client.force_login(user)
    address = reverse("receipts:deposit_new", args=[counter.entity.pk])
    page = client.get(address).content.decode()
    assert reverse("ledger:bank_account", args=[counter.bank_account.pk]) in page
    Entity.objects.update(collection_account=None)
    BankAccount.objects.all().delete()
    assert reverse("ledger:bank_accounts") in client.get(address).content.decode()


def test_what_came_after_the_page_was_shown_is_not_deposited_unseen(
    counter, user, client: Client
) -> None:
    """Marie saw two cheques of 65,63 € in all; a third of 100 € comes: she reads again first."""
    first, second = posted(counter, user, "60", "5,63")
    client.force_login(user)
    address = reverse("receipts:deposit_new", args=[counter.entity.pk])
    values = {
        "form_id": "7a2c7b3e-5b0f-4d38-9d0e-0f6a1b8f0a11",
        "bank_account": counter.bank_account.pk,
        "day": f"{make.DAY}",
        "shown": "2:6563",
        "taken": [first.pk],
        "listed": [first.pk, second.pk],
    }
    assert 'value="2:6563"' in client.get(address).content.decode()
    posted(counter, user, "100")
    page = client.post(address, values).content.decode()
    assert "ont changé depuis leur affichage" in page
    assert 'value="3:16563"' in page
    assert not DepositSlip.objects.exists()
    client.post(address, {**values, "shown": "3:16563"})
    slip = DepositSlip.objects.get()
    assert (slip.cheque_count, slip.total) == (2, euros("160"))
    assert first.deposit_lines.exists()
    assert not second.deposit_lines.exists()


def test_each_cheque_is_ticked_until_somebody_unticks_it(counter, user, client: Client) -> None:
    """« Remettre », not « Laisser »: what is ticked goes to the bank."""
    first, second = posted(counter, user, "60", "5,63")
    client.force_login(user)
    address = reverse("receipts:deposit_new", args=[counter.entity.pk])
    page = client.get(address).content.decode()
    assert ">Remettre</th>" in page
    assert ticked(page) == {first.pk: True, second.pk: True}
    # Refused for its day: what was unticked stays so.
    values = {"shown": "2:6563", "taken": [first.pk], "listed": [first.pk, second.pk]}
    tomorrow = timezone.localdate() + timedelta(days=1)
    refused = client.post(address, {**values, "form_id": str(uuid4()), "day": f"{tomorrow}"})
    assert ticked(refused.content.decode()) == {first.pk: True, second.pk: False}


def ticked(page: str) -> dict[int, bool]:
    boxes = re.findall(r'name="taken"\s+value="(\d+)"( checked)?', page)
    return {int(pk): bool(checked) for pk, checked in boxes}


@pytest.mark.dated("receipts.counter.services.post_deposit_slip")
def test_the_same_count_for_another_sum_is_refused_too(counter, user) -> None:
    posted(counter, user, "60")
    with pytest.raises(BusinessError, match="ont changé"):
        make.deposit(counter, user=user, shown=Shown(1, euros("60,01")))
    make.deposit(counter, user=user, shown=Shown(1, euros("60")))


def test_a_slip_is_dated_between_its_cheques_and_today(counter, user) -> None:
    posted(counter, user, "65,63")
    for day, said in (
        (timezone.localdate() + timedelta(days=1), "jour à venir"),
        (make.DAY - timedelta(days=1), "20/11/2026"),
        (date(2026, 1, 2), "20/11/2026"),
    ):
        with pytest.raises(BusinessError, match=said):
            make.deposit(counter, user=user, day=day)
    make.deposit(counter, user=user, day=timezone.localdate())


@pytest.mark.dated
def test_a_cheque_bounces_between_its_slip_and_today(counter, user) -> None:
    (cheque,) = posted(counter, user, "65,63")
    make.deposit(counter, user=user)
    for day, said in (
        (timezone.localdate() + timedelta(days=1), "jour à venir"),
        (make.DAY - timedelta(days=1), "avant sa remise"),
    ):
        with pytest.raises(BusinessError, match=said):
            bounce_cheque(cheque.pk, acting_user=user, reason="Sans provision", day=day)
    # On the very day of the slip, undone and bounced again today.
    bounce_cheque(cheque.pk, acting_user=user, reason="Sans provision", day=make.DAY)
    chief = make.make_cashier(is_superuser=True)
    undo_bounce(cheque.pk, acting_user=chief, reason="Payé", day=timezone.localdate())
    bounce_cheque(cheque.pk, acting_user=user, reason="Rejet", day=timezone.localdate())
