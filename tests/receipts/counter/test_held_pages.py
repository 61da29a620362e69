"""The pages of kept cheques, as a browser asks for them."""

from __future__ import annotations

from io import BytesIO
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from core.people.models import User
from core.text.errors import BusinessError
from ledger.books.models import PortfolioEntity
from receipts.counter.enums import HeldState
from receipts.counter.models import Cheque, HeldCheque
from receipts.counter.services.cancel_cheque import cancel_cheque
from receipts.counter.services.keep_unfinished_line import keep_unfinished
from receipts.counter.services.key_cheque import key_cheque
from receipts.counter.services.open_batch import pre_close_batch
from receipts.counter.services.put_held_in_batch import put_in_batch
from receipts.counter.services.release_held_cheque import hand_over
from tests import factories
from tests.factories import euros
from tests.receipts.counter import factories as make
from tests.receipts.counter import later

pytestmark = pytest.mark.django_db
RIGHTS = [*make.RIGHTS, "receipts_counter.end_held_cheque"]


@pytest.fixture
def counter() -> make.Counter:
    return make.make_counter()


@pytest.fixture
def user():
    return factories.make_staff(username="marie", rights=RIGHTS)


@pytest.fixture
def browser(user, client: Client) -> Client:
    client.force_login(user)
    return client


@pytest.fixture
def batch(user):
    return make.make_batch(user=user)


def page(browser: Client, name: str, *args: int, query: str = "") -> str:
    response = browser.get(reverse(f"receipts:{name}", args=args) + query)
    assert response.status_code == 200
    return response.content.decode()


def form(payer, numbers: list[str], **fields):
    return {
        "form_id": str(uuid4()),
        "account": [str(payer.pk)],
        "weight": [""],
        "drawer": payer.label,
        "bank": "Crédit Agricole",
        "date": f"{later.in_days(0):%Y-%m-%d}",
        "number": numbers,
        "amount": ["58,00"] * len(numbers),
        "agreed": [f"{later.in_days(30 * rank):%Y-%m-%d}" for rank in range(1, len(numbers) + 1)],
        **fields,
    }


def test_after_the_first_cheque_only_amounts_and_dates_are_typed(browser, counter, user, batch):
    (first,) = make.make_cheques(["58,00"], account=counter.pierre, user=user, batch=batch)
    text = page(browser, "held_new", query=f"?lot={batch.pk}")
    assert f'value="{int(first.number) + 1:07}"' in text
    for said in (first.drawer, "Crédit Agricole", "58,00", "L131-31", "L131-59"):
        assert said in text
    values = form(counter.pierre, ["7000001", "7000002"], lot=batch.pk, first=first.pk)
    for _double_click in range(2):
        answer = browser.post(reverse("receipts:held_new"), values)
        assert answer["Location"] == reverse("receipts:batch", args=[batch.pk])
    assert [held.first for held in HeldCheque.objects.all()] == [first, first]
    assert "2 chèques gardés, le premier" in page(browser, "batch", batch.pk)
    assert "7000002" in page(browser, "cheque", first.pk)


def test_a_first_cheque_that_is_gone_or_not_the_users_is_left_out(browser, counter, batch) -> None:
    paul = make.make_cashier(username="paul")
    (his,) = make.make_cheques(["58,00"], account=counter.simone, user=paul)
    for first in ("99999999", "9" * 30, "²", str(his.pk)):
        values = form(counter.pierre, [f"{7000000 + HeldCheque.objects.count()}"], first=first)
        answer = browser.post(reverse("receipts:held_new"), values)
        assert answer["Location"] == reverse("receipts:held_cheques")
    assert [held.first for held in HeldCheque.objects.all()] == [None] * 4


def test_numbers_and_dates_out_of_all_proportion_are_refused(browser, counter, batch) -> None:
    for fields in (
        {"account": ["²"]},
        {"account": ["9" * 24]},
        {"account": ["99999999"]},
        {"agreed": ["9999-12-31"]},
        {"date": "9999-12-30", "agreed": ["9999-12-31"]},
        {"date": "0001-01-01"},
        {"amount": ["9" * 30]},
    ):
        values = {**form(counter.pierre, ["7000009"]), **fields}
        assert browser.post(reverse("receipts:held_new"), values).status_code == 422
    assert not HeldCheque.objects.exists()


def test_the_line_half_typed_is_proposed_whole(browser, counter, user, batch) -> None:
    values = {
        "form_id": str(uuid4()),
        "account": str(counter.simone.pk),
        "figures": "40,00",
        "number": "123",
    }
    keep_unfinished(batch.pk, acting_user=user, values=values)
    text = page(browser, "held_new", query=f"?lot={batch.pk}")
    assert "rien n’en ira au lot" in text
    for said in ("Simone", 'value="40,00"', 'value="123"'):
        assert said in text


def test_with_nothing_to_start_from_the_batch_says_so(browser, counter, batch) -> None:
    answer = browser.get(reverse("receipts:held_new"), {"lot": batch.pk}, follow=True)
    assert "saisissez le premier chèque" in answer.content.decode()
    assert browser.get(reverse("receipts:held_new")).status_code == 404


def test_what_is_wrong_is_told_and_nothing_typed_is_lost(browser, counter, batch) -> None:
    for fields, said in (
        ({"amount": [""]}, "Chèque 1"),
        ({"amount": ["abc"]}, "pas un montant"),
        ({"agreed": ["2026-02-31"]}, "cette date n’existe pas"),
        ({"agreed": [f"{later.in_days(0):%Y-%m-%d}"]}, "saisissez-le au lot"),
        ({"account": []}, "qui paie"),
        ({"account": [str(counter.pierre.pk), str(counter.simone.pk)]}, "quelle part"),
        ({"drawer": "4970 1012 3456 7893"}, "carte bancaire"),
    ):
        values = {**form(counter.pierre, ["7000009"]), **fields}
        answer = browser.post(reverse("receipts:held_new"), values)
        assert answer.status_code == 422
        text = answer.content.decode()
        assert said in text
        assert "7000009" in text
    assert not HeldCheque.objects.exists()


def test_a_known_number_is_asked_about(browser, counter, user, batch) -> None:
    (cheque,) = make.make_cheques(["58,00"], account=counter.pierre, user=user, batch=batch)
    (kept,) = later.hold(counter.pierre, ["58,00"], user=user)
    values = form(counter.pierre, [cheque.number, kept.number])
    answer = browser.post(reverse("receipts:held_new"), values)
    assert answer.status_code == 422
    for each in (
        reverse("receipts:cheque", args=[cheque.pk]),
        reverse("receipts:held", args=[kept.pk]),
    ):
        assert each in answer.content.decode()
    assert browser.post(reverse("receipts:held_new"), {**values, "accept": "1"}).status_code == 302
    assert HeldCheque.objects.count() == 3


def test_undone_at_once(browser, counter, batch) -> None:
    answer = browser.post(reverse("receipts:held_new"), form(counter.pierre, ["1"]), follow=True)
    (message,) = answer.context["messages"]
    undo = message.extra_tags.removeprefix("undo=")
    assert "plus gardés" in browser.post(undo, follow=True).content.decode()
    assert HeldCheque.objects.get().state == HeldState.CANCELLED
    assert "n’est plus gardé" in browser.post(undo, follow=True).content.decode()


def test_the_day_come_one_key_puts_it_in_the_batch(browser, counter, user) -> None:
    held, other = later.hold(counter.pierre, ["58,00", "58,95"], user=user)
    assert "Aucun chèque gardé n’est à encaisser" in page(browser, "counter")
    later.comes_up(held, other)
    assert "Ouvrez un lot" in page(browser, "counter")
    refused = browser.post(reverse("receipts:held_key", args=[held.pk]), follow=True)
    assert "Ouvrez d’abord un lot" in refused.content.decode()
    batch = make.make_batch(user=user)
    text = page(browser, "batch", batch.pk)
    assert "2 chèques gardés à encaisser" in text
    assert "116,95" in text
    browser.post(reverse("receipts:held_key", args=[held.pk]))
    answer = browser.post(reverse("receipts:held_key_due", args=[batch.pk]), follow=True)
    assert "58,95" in answer.content.decode()
    assert Cheque.objects.count() == 2
    again = browser.post(reverse("receipts:held_key_due", args=[batch.pk]), follow=True)
    assert "Aucun chèque gardé n’attend" in again.content.decode()
    assert "Devenu au lot" in page(browser, "held", held.pk)
    assert "Gardé depuis le" in page(browser, "cheque", Cheque.objects.earliest("pk").pk)


def test_a_twin_is_shown_on_the_record_and_accepted_there(browser, counter, user, batch) -> None:
    (held,) = later.hold(counter.pierre, ["58,00"], user=user)
    later.comes_up(held)
    twin = make.keyed([(counter.pierre, "58,00")], number=held.number)
    key_cheque(batch.pk, twin, acting_user=user)
    answer = browser.post(reverse("receipts:held_key", args=[held.pk]))
    assert answer.status_code == 422
    assert "C’est un autre chèque" in answer.content.decode()
    browser.post(reverse("receipts:held_key", args=[held.pk]), {"accept": "1"})
    assert Cheque.objects.count() == 2


def test_the_register_filters_selects_and_exports(browser, counter, user, batch) -> None:
    assert "Aucun chèque gardé" in page(browser, "held_cheques")
    held, other = later.hold(counter.pierre, ["58,00", "58,95"], user=user)
    (simone,) = later.hold(counter.simone, ["40,00"], user=user)
    later.comes_up(held)
    text = page(browser, "held_cheques", query="?etat=due")
    assert held.number in text
    assert other.number not in text
    assert simone.number not in page(browser, "held_cheques", query="?q=PROPRIETAIRE")
    query = f"?entite={counter.entity.pk}&compte={counter.simone.code}"
    assert simone.number in page(browser, "held_cheques", query=query)
    for kind in ("xlsx", "csv", "pdf"):
        answer = browser.get(reverse("receipts:held_cheques"), {"format": kind})
        assert answer.status_code == 200
        assert answer.getvalue()
    answer = browser.post(
        reverse("receipts:held_key_selected"), {"sel": f"{held.pk},{other.pk}"}, follow=True
    )
    text = answer.content.decode()
    assert "1 chèque gardé mis dans le lot" in text
    assert "convenu pour le" in text
    assert held.number not in page(browser, "held_cheques")
    for state in ("tous", "keyed"):
        assert held.number in page(browser, "held_cheques", query=f"?etat={state}")


def test_given_back_with_a_receipt_to_sign(browser, counter, user) -> None:
    (held,) = later.hold(counter.pierre, ["58,00"], user=user)
    receipt = reverse("receipts:held_returned", args=[held.pk])
    assert browser.get(receipt).status_code == 404
    browser.post(reverse("receipts:held_give_back", args=[held.pk]), {"reason": " "})
    held.refresh_from_db()
    assert held.state == HeldState.KEPT
    browser.post(reverse("receipts:held_give_back", args=[held.pk]), {"reason": "Payé par carte"})
    assert "Reçu à signer" in page(browser, "held", held.pk)
    pages = PdfReader(BytesIO(browser.get(receipt).content)).pages
    text = " ".join(" ".join(each.extract_text() for each in pages).split())
    for said in (held.number, "58,00", "Payé par carte", "signature", counter.pierre.code):
        assert said in text
    browser.post(reverse("receipts:held_restore", args=[held.pk]))
    browser.post(reverse("receipts:held_cancel", args=[held.pk]), {"reason": "Perdu"})
    history = page(browser, "held_history", held.pk)
    for said in ("Rendu au tireur", "Gardé de nouveau", "Chèque gardé annulé", "Perdu"):
        assert said in history


def test_another_date_is_audited(browser, counter, user) -> None:
    (held,) = later.hold(counter.pierre, ["58,00"], user=user)
    address = reverse("receipts:held_change", args=[held.pk])
    browser.post(address, {"agreed_date": "", "reason": "Appel"})
    wanted = later.in_days(45)
    browser.post(address, {"agreed_date": f"{wanted:%Y-%m-%d}", "reason": "Appel du client"})
    held.refresh_from_db()
    assert held.agreed_date == wanted
    assert "Appel du client" in page(browser, "held_history", held.pk)


def test_ends_need_a_right_of_their_own(counter, user) -> None:
    (held,) = later.hold(counter.pierre, ["58,00"], user=user)
    other = Client()
    other.force_login(make.make_cashier(username="paul"))
    text = other.get(reverse("receipts:held", args=[held.pk])).content.decode()
    assert "un droit qu’un administrateur peut vous donner" in text
    for name in ("held_give_back", "held_cancel", "held_restore"):
        assert other.post(reverse(f"receipts:{name}", args=[held.pk])).status_code == 403


def test_where_the_debt_is_one_sees_what_is_kept(browser, counter, user, batch) -> None:
    later.hold(counter.pierre, ["58,00", "58,00", "58,00"], user=user)
    for name, pk in (("account", counter.pierre.pk), ("party", counter.pierre.party_id)):
        text = browser.get(reverse(f"ledger:{name}", args=[pk])).content.decode()
        assert "3 chèques gardés, 174,00" in text
    answer = browser.post(
        reverse("receipts:counter_read"), {"text": str(counter.pierre.pk), "kind": "account"}
    )
    assert "3 chèques gardés, 174,00" in answer.json()["chips"][0]["html"]
    stranger = Client()
    stranger.force_login(factories.make_staff())
    text = stranger.get(reverse("ledger:account", args=[counter.pierre.pk])).content.decode()
    assert "chèques gardés" not in text


def test_an_old_cheque_says_why_it_is_refused(browser, counter, user) -> None:
    held, long = later.hold(counter.pierre, ["58,00", "40,00"], user=user)
    later.received(held, days_ago=400)
    later.comes_up(held)
    assert "Périmé depuis le" in page(browser, "held", held.pk)
    assert "Périmé" in page(browser, "held_cheques", query="?etat=due")
    HeldCheque.objects.filter(pk=long.pk).update(agreed_date=later.in_days(300))
    assert "n’a pas fait provision" in page(browser, "held", long.pk)
    assert euros("98,00") == sum(each.amount for each in HeldCheque.objects.all())


def test_a_kept_cheque_keyed_by_hand_is_told_before_it_is_twice(browser, counter, user, batch):
    (held,) = later.hold(counter.pierre, ["58,00"], user=user)
    line = {
        "form_id": str(uuid4()),
        "account": [str(counter.pierre.pk)],
        "figures": "58,00",
        "words": "58,00",
        "number": held.number,
        "drawer": held.drawer,
        "bank": held.drawee_bank.upper(),
        "date": "2026-11-20",
    }
    answer = browser.post(reverse("receipts:batch_key", args=[batch.pk]), line)
    assert answer.status_code == 422
    assert "Un chèque de ce numéro est gardé" in answer.content.decode()
    assert not Cheque.objects.exists()
    answer = browser.post(reverse("receipts:batch_key", args=[batch.pk]), {**line, "accept": "1"})
    assert answer.status_code == 200


def test_a_colleague_keeps_it_from_now_on(browser, counter, user) -> None:
    paul = make.make_cashier(username="paul")
    reader = factories.make_staff(username="lise", rights=["receipts_draft.see_draft"])
    (held,) = later.hold(counter.pierre, ["58,00"], user=user)
    address = reverse("receipts:held_hand_over", args=[held.pk])
    browser.post(address, {"keeper": reader.pk})
    held.refresh_from_db()
    assert held.keeper == user
    browser.post(address, {"keeper": paul.pk})
    held.refresh_from_db()
    assert held.keeper == paul
    history = page(browser, "held_history", held.pk)
    for said in ("Confié à un collègue", "marie", "paul"):
        assert said in history
    with pytest.raises(BusinessError, match="ne saisit pas"):
        hand_over(held.pk, acting_user=user, keeper=reader)


def test_only_colleagues_who_work_on_the_entity_are_offered(browser, counter, user) -> None:
    elsewhere = make.make_cashier(username="gaston")
    User.objects.filter(pk=elsewhere.pk).update(every_entity=False)
    elsewhere.refresh_from_db()
    (held,) = later.hold(counter.pierre, ["58,00"], user=user)
    assert "gaston" not in page(browser, "held", held.pk)
    browser.post(reverse("receipts:held_hand_over", args=[held.pk]), {"keeper": elsewhere.pk})
    held.refresh_from_db()
    assert held.keeper == user
    with pytest.raises(BusinessError, match="ne travaille pas"):
        hand_over(held.pk, acting_user=user, keeper=elsewhere)
    PortfolioEntity.objects.create(user=elsewhere, entity=held.entity)
    assert "gaston" in page(browser, "held", held.pk)


@pytest.mark.dated
def test_a_cancelled_cheque_is_kept_again_from_its_page(browser, counter, user, batch) -> None:
    (held,) = later.hold(counter.pierre, ["58,00"], user=user)
    later.comes_up(held)
    cheque = put_in_batch(held.pk, batch.pk, acting_user=user)
    address = reverse("receipts:held_keep_again", args=[cheque.pk])
    make.close(batch, user=user)
    assert address not in page(browser, "cheque", cheque.pk)
    cancel_cheque(cheque.pk, acting_user=user, reason="Erreur", day=make.DAY)
    assert address in page(browser, "cheque", cheque.pk)
    for said in ("gardé de nouveau", "déjà gardé de nouveau"):
        assert said in browser.post(address, follow=True).content.decode()
    assert address not in page(browser, "cheque", cheque.pk)
    held.refresh_from_db()
    assert held.state == HeldState.KEPT


def test_a_pre_closed_batch_says_so_once(browser, counter, user, batch) -> None:
    later.comes_up(*later.hold(counter.pierre, ["5,00"] * 4, user=user))
    pre_close_batch(batch.pk, acting_user=user)
    answer = browser.post(reverse("receipts:held_key_due", args=[batch.pk]), follow=True)
    assert answer.content.decode().count("Ce lot est pré-clos") == 1
