"""A cheque of an unknown payer goes to the bank by account 472, and is identified later."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.database.models import AuditEvent
from core.text.errors import BusinessError
from ledger.books.enums import AccountRole
from ledger.books.models import Account, Entry, EntryLine
from ledger.books.services.reverse_entry import reverse_by_hand
from ledger.matching.models import Matching
from ledger.matching.selectors.open_items import open_items
from receipts.counter.models import Cheque
from receipts.counter.selectors.find_payer import paid_by
from receipts.counter.services.bounce_cheque import bounce_cheque, undo_bounce
from receipts.counter.services.cancel_cheque import cancel_cheque
from receipts.draft.models import DraftReceipt, Identification
from receipts.draft.selectors.draft_lines import SEE_OTHERS
from receipts.draft.selectors.unidentified import unidentified, unidentified_count
from receipts.draft.services.identify_receipt import Owner, identify_receipt, undo_identification
from tests import factories
from tests.receipts.counter import factories as make
from tests.stories.office import owe

pytestmark = pytest.mark.django_db
DAY = make.DAY
LATER = DAY + timedelta(days=5)
TODAY = DAY + timedelta(days=6)


@pytest.fixture
def counter() -> make.Counter:
    return make.make_counter()


@pytest.fixture
def marie():
    return make.make_cashier(username="marie")


def make_suspense(counter: make.Counter) -> Account:
    return factories.make_account(
        entity=counter.entity, code="472000", label="À identifier", role=AccountRole.OTHER
    )


@pytest.fixture
def suspense(counter) -> Account:
    return make_suspense(counter)


@pytest.fixture
def cheque(counter, suspense, marie) -> Cheque:
    """65,63 € of nobody knows whom, posted and at the bank."""
    (its,) = make.make_cheques(["65.63"], account=suspense, user=marie)
    make.close(its.batch, user=marie)
    make.post(its.batch, user=marie)
    make.deposit(counter, user=marie)
    return its


@pytest.fixture
def receipt(cheque) -> DraftReceipt:
    return DraftReceipt.objects.get(cheque_share__cheque=cheque)


def identify(receipt: DraftReceipt, account: Account, user: Any, **fields: Any) -> Identification:
    owner = {"account_id": account.pk, "journal_id": receipt.journal_id, "day": LATER, **fields}
    return identify_receipt(receipt.pk, Owner(**owner), acting_user=user, today=TODAY)


def balances(*accounts: Account) -> list[str]:
    return [make.balance(each) for each in accounts]


def test_it_is_at_the_bank_and_pays_nobody_yet(counter, suspense, cheque, marie) -> None:
    assert balances(counter.bank, counter.to_cash, suspense, counter.pierre) == [
        *("65,63", "0,00", "-65,63", "0,00")
    ]
    assert unidentified_count(marie) == 1


def test_identified_it_goes_from_472_to_the_client_and_472_is_matched(
    counter, suspense, receipt, marie
) -> None:
    owe(counter.pierre, "100.00", label="Appel", on=DAY, acting_user=marie)
    its = identify(receipt, counter.pierre, marie)
    lines = its.entry.lines.order_by("id").values_list("account", "debit", "credit")
    assert [(account, str(debit), str(credit)) for account, debit, credit in lines] == [
        (suspense.pk, "65.63", "0.00"),
        (counter.pierre.pk, "0.00", "65.63"),
    ]
    assert (its.entry.date, its.entry.journal_id) == (LATER, receipt.journal_id)
    assert balances(counter.bank, suspense, counter.pierre) == ["65,63", "0,00", "34,37"]
    assert not open_items([suspense.pk])
    assert Matching.objects.get(account=suspense).matched_on == LATER
    assert not unidentified(marie).exists()
    told = AuditEvent.objects.get(action="receipt.identify")
    assert told.object_id == str(receipt.pk)


def test_it_is_identified_once(counter, receipt, marie) -> None:
    identify(receipt, counter.pierre, marie)
    with pytest.raises(BusinessError, match="déjà identifié"):
        identify(receipt, counter.simone, marie)
    assert balances(counter.pierre, counter.simone) == ["-65,63", "0,00"]


def test_undone_it_waits_again_and_may_be_anothers(counter, suspense, receipt, marie) -> None:
    identify(receipt, counter.pierre, marie)
    undo_identification(receipt.pk, acting_user=marie, reason="Homonyme", day=LATER)
    assert balances(suspense, counter.pierre) == ["-65,63", "0,00"]
    (left,) = open_items([suspense.pk])
    assert left.entry_id == receipt.entry_id
    assert not open_items([counter.pierre.pk])
    identify(receipt, counter.simone, marie)
    assert balances(suspense, counter.pierre, counter.simone) == ["0,00", "0,00", "-65,63"]
    undo_identification(receipt.pk, acting_user=marie, reason="Encore", day=LATER)
    with pytest.raises(BusinessError, match="n’est plus identifié"):
        undo_identification(receipt.pk, acting_user=marie, reason="Encore", day=LATER)


def test_undoing_wants_a_reason_which_is_kept_without_what_stands_around_it(
    counter, receipt, marie
) -> None:
    identify(receipt, counter.pierre, marie)
    with pytest.raises(BusinessError):
        undo_identification(receipt.pk, acting_user=marie, reason=" ", day=LATER)
    assert balances(counter.pierre) == ["-65,63"]
    undo_identification(receipt.pk, acting_user=marie, reason="  Homonyme ", day=LATER)
    told = AuditEvent.objects.get(action="receipt.unidentify").data
    assert (told["reason"], balances(counter.pierre)) == ("Homonyme", ["0,00"])


def test_undoing_wants_the_right_to_reverse(counter, receipt, marie) -> None:
    identify(receipt, counter.pierre, marie)
    paul = factories.make_staff(rights=["receipts_draft.post_receipts", SEE_OTHERS])
    with pytest.raises(BusinessError, match="droit de contre-passer"):
        undo_identification(receipt.pk, acting_user=paul, reason="Non", day=LATER)


def test_the_cheque_bounces_and_the_client_it_was_said_to_be_of_owes_again(
    counter, suspense, cheque, receipt, marie
) -> None:
    owe(counter.pierre, "65.63", label="Appel", on=DAY, acting_user=marie)
    identify(receipt, counter.pierre, marie)
    bounce_cheque(cheque.pk, acting_user=marie, reason="Sans provision", day=LATER)
    assert balances(counter.bank, suspense, counter.pierre) == ["0,00", "0,00", "65,63"]
    assert not open_items([suspense.pk])
    (debt,) = open_items([counter.pierre.pk])
    assert debt.label == "Appel"
    assert not unidentified(marie).exists()
    with pytest.raises(BusinessError, match="n’est plus là"):
        identify(receipt, counter.pierre, marie)
    undo_bounce(cheque.pk, acting_user=marie, reason="Payé", day=LATER)
    assert unidentified(marie).get() == receipt
    assert balances(suspense, counter.pierre) == ["-65,63", "65,63"]


def test_a_cancelled_cheque_takes_its_identification_with_it(
    counter, suspense, cheque, receipt, marie
) -> None:
    identify(receipt, counter.pierre, marie)
    cancel_cheque(cheque.pk, acting_user=marie, reason="Faux", day=DAY + timedelta(days=5))
    assert balances(suspense, counter.pierre, counter.to_cash) == ["0,00", "0,00", "-65,63"]
    assert not open_items([suspense.pk, counter.pierre.pk])


def test_neither_another_entity_nor_a_bank_nor_a_closed_account_is_its_owner(
    counter, suspense, receipt, marie
) -> None:
    other = make.make_counter(code="S002")
    counter.simone.closed_on = DAY
    counter.simone.save()
    wrong = {
        "autre entité": other.pierre,
        "ni d’attente ni de banque": counter.bank,
        "soldé": counter.simone,
    }
    for said, account in wrong.items():
        with pytest.raises(BusinessError, match=said):
            identify(receipt, account, marie)
    with pytest.raises(BusinessError, match="ni d’attente"):
        identify(receipt, suspense, marie)
    assert balances(suspense) == ["-65,63"]


@pytest.mark.dated("receipts.draft.services.identify_receipt")
@pytest.mark.parametrize("day", [DAY - timedelta(days=1), TODAY + timedelta(days=1)])
def test_it_is_dated_from_the_receipt_to_today(counter, receipt, marie, day: date) -> None:
    with pytest.raises(BusinessError, match="se date entre"):
        identify(receipt, counter.pierre, marie, day=day)


@pytest.mark.parametrize("day", [DAY, TODAY])
def test_and_on_either_of_these_two_days(counter, receipt, marie, day: date) -> None:
    assert identify(receipt, counter.pierre, marie, day=day).entry.date == day


@pytest.mark.parametrize("days", [(DAY, LATER), (TODAY, TODAY)])
def test_a_bounce_takes_the_transfer_back_on_its_day_and_not_before_it_was_written(
    counter, cheque, receipt, marie, days: tuple[date, date]
) -> None:
    bounced_on, taken_back_on = days
    its = identify(receipt, counter.pierre, marie)
    bounce_cheque(cheque.pk, acting_user=marie, reason="Sans provision", day=bounced_on)
    assert Entry.objects.get(reverses=its.entry).date == taken_back_on


def test_what_is_not_posted_has_an_owner_or_is_gone_is_not_identified(
    counter, suspense, cheque, receipt, marie
) -> None:
    (waiting,) = make.make_cheques(["20.00"], account=suspense, user=marie)
    make.close(waiting.batch, user=marie)
    in_the_draft = DraftReceipt.objects.get(cheque_share__cheque=waiting)
    with pytest.raises(BusinessError, match="pas en comptabilité"):
        identify(in_the_draft, counter.pierre, marie)
    (known,) = make.make_cheques(["30.00"], account=counter.simone, user=marie)
    make.close(known.batch, user=marie)
    make.post(known.batch, user=marie)
    with pytest.raises(BusinessError, match="il a son compte"):
        identify(DraftReceipt.objects.get(cheque_share__cheque=known), counter.pierre, marie)
    nowhere = Owner(0, receipt.journal_id or 0, LATER)
    with pytest.raises(BusinessError, match="n’existe plus"):
        identify_receipt(receipt.pk, nowhere, acting_user=marie, today=TODAY)
    cancel_cheque(cheque.pk, acting_user=marie, reason="Faux", day=LATER)
    with pytest.raises(BusinessError, match="n’est plus là"):
        identify(receipt, counter.pierre, marie)
    assert balances(counter.pierre) == ["0,00"]


def test_its_entry_is_not_reversed_from_the_books(counter, receipt, marie) -> None:
    its = identify(receipt, counter.pierre, marie)
    with pytest.raises(BusinessError, match="annulez l’identification"):
        reverse_by_hand(
            entry=its.entry, acting_user=marie, date=LATER, reason="Non", today=timezone.localdate()
        )


def test_with_open_items_it_settles_nothing_of_472(counter, suspense, marie) -> None:
    """A debit that lies on 472 is no debt of whoever sent this cheque."""
    owe(suspense, "65.63", label="Régularisation", on=DAY, acting_user=marie)
    batch = make.make_batch(user=marie, with_open_items=True)
    make.make_cheques(["65.63"], account=suspense, user=marie, batch=batch)
    make.close(batch, user=marie)
    make.post(batch, user=marie)
    assert sorted(str(each.remainder) for each in open_items([suspense.pk])) == ["65.63", "65.63"]


def test_the_next_cheque_of_the_same_bank_account_is_of_whom_it_was_found_to_be(
    counter, cheque, receipt, marie
) -> None:
    assert paid_by(cheque) == []
    identify(receipt, counter.pierre, marie)
    assert paid_by(cheque) == [counter.pierre.pk]


class TestOnScreen:
    @pytest.fixture
    def browser(self, client: Client, marie) -> Client:
        client.force_login(marie)
        return client

    def options(self, browser: Client, text: str = "") -> str:
        address = f"{reverse('receipts:counter_search')}?q={text}&inconnu=1"
        return browser.get(address).content.decode()

    def test_the_choice_offers_472_or_says_what_to_create(self, counter, browser) -> None:
        assert "S001 Syndicat S001 n’a pas de compte d’attente" in self.options(browser)
        suspense = make_suspense(counter)
        assert f'data-account="{suspense.pk}"' in self.options(browser, "S001")
        assert "Aucune entité pour «\u00a0S009\u00a0»" in self.options(browser, "S009")

    def test_the_drawer_of_the_last_unknown_cheque_is_not_proposed(
        self, cheque, suspense, browser
    ) -> None:
        read = browser.post(
            reverse("receipts:counter_read"), {"text": str(suspense.pk), "kind": "account"}
        )
        assert (read.json()["drawer"], read.json()["bank"]) == ("", "")

    def test_the_list_leads_to_the_act_and_to_its_undo(
        self, counter, receipt, browser, suspense
    ) -> None:
        page = browser.get(reverse("receipts:unidentified")).content.decode()
        address = reverse("receipts:identify", args=[receipt.pk])
        assert address in page
        assert browser.post(address, {"account": "", "journal": "", "day": ""}).status_code == 422
        values = {
            "account": f"{counter.entity.code} {counter.pierre.code}",
            "journal": str(receipt.journal_id),
            "day": f"{DAY:%Y-%m-%d}",
        }
        assert browser.post(address, values).status_code == 302
        assert "Annuler l’identification" in browser.get(address).content.decode()
        browser.post(
            reverse("receipts:identify_undo", args=[receipt.pk]),
            {"reason": "Homonyme", "day": f"{DAY:%Y-%m-%d}"},
        )
        assert balances(suspense) == ["-65,63"]
        assert EntryLine.objects.filter(account=suspense).count() == 3
