"""The panel of what an account owes, and the desk's outcomes, as a browser asks for them."""

from __future__ import annotations

import html
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from ledger.people.models import PartyFlag
from receipts.counter.models import Batch, Cheque, ItemOutcome
from receipts.counter.services.key_cheque import key_cheque
from receipts.draft.models import DraftReceipt
from tests import factories
from tests.receipts.counter import factories as make
from tests.receipts.counter.owing import FLAG, allow_debits, make_batch, note, owe, signed

pytestmark = pytest.mark.django_db
IBAN = "FR1420041010050500013M02606"


@pytest.fixture
def counter() -> make.Counter:
    counter = make.make_counter()
    allow_debits(counter)
    return counter


@pytest.fixture
def user():
    return factories.make_staff(rights=[*make.RIGHTS, FLAG])


@pytest.fixture
def browser(user, client: Client) -> Client:
    client.force_login(user)
    return client


@pytest.fixture
def batch(user) -> Batch:
    return make_batch(user)


@pytest.fixture
def second(counter) -> int:
    return owe(counter, "65,63", "2e trim.")


def text_of(response) -> str:
    shown = html.unescape(response.content.decode())
    return shown.replace("\u202f", " ").replace("\u00a0", " ")


def panel(browser: Client, batch: Batch, **values) -> str:
    return text_of(browser.post(reverse("receipts:batch_items", args=[batch.pk]), values))


def test_the_panel_follows_the_amount(browser, batch, counter, second) -> None:
    account = str(counter.pierre.pk)
    assert "Le montant dira" in panel(browser, batch, account=account)
    shown = panel(browser, batch, account=account, figures="77,93")
    assert 'value="65,63"' in shown
    assert "12,30 € resteront en compte, à affecter" in shown
    # The words prevail.
    assert 'value="20,00"' in panel(browser, batch, account=account, figures="77,93", words="20")
    assert "Ce compte ne doit rien" in panel(browser, batch, account=str(counter.simone.pk))


def test_too_much_is_said_before_it_is_sent(browser, batch, counter, second) -> None:
    account = counter.pierre.pk
    shown = panel(
        browser,
        batch,
        **{
            "account": str(account),
            "figures": "10",
            "chosen": str(account),
            f"settle_{account}_{second}": "20",
        },
    )
    assert "20,00 € affectés pour 10,00 € : retirez-en." in shown


def test_nonsense_is_no_error(browser, batch, counter, second) -> None:
    account = counter.pierre.pk
    values = {
        "account": ["x", str(account), "999999"],
        "figures": "douze",
        "chosen": ["x", str(account)],
        f"settle_{account}_{second}": "beaucoup",
        "settle_x_y": "3",
        f"flag_{account}": "vampire",
        "cheque": "zzz",
    }
    assert "2e trim." in panel(browser, batch, **values)
    assert panel(browser, batch) != ""


def line(account, **fields):
    return {
        "form_id": str(uuid4()),
        "account": [str(account.pk)],
        "figures": "65,63",
        "words": "65,63",
        "number": "4521007",
        "drawer": "Pierre PROPRIETAIRE",
        "bank": "Crédit Agricole",
        "date": "2026-11-20",
        **fields,
    }


def key(browser: Client, batch: Batch, values):
    return browser.post(
        reverse("receipts:batch_key", args=[batch.pk]), values, headers={"HX-Request": "true"}
    )


def test_a_choice_is_saved_and_what_is_wrong_comes_back_as_typed(browser, batch, counter, second):
    account = counter.pierre.pk
    name = f"settle_{account}_{second}"
    for text, said in [("70", "ne peut recevoir que 65,63 €"), ("beaucoup", "pas un montant")]:
        response = key(
            browser, batch, line(counter.pierre, chosen=str(account), **{name: text}, words="80")
        )
        assert response.status_code == 422
        assert said in text_of(response)
    response = key(browser, batch, line(counter.pierre, chosen=str(account), **{name: "5,63"}))
    assert response.status_code == 200
    assert Cheque.objects.get().shares.get().settles == [[second, 563]]


def test_what_is_chosen_is_kept_half_typed_and_corrected(browser, batch, counter, second, user):
    account = counter.pierre.pk
    values = line(counter.pierre, chosen=str(account), **{f"settle_{account}_{second}": "5,63"})
    keep = reverse("receipts:batch_keep", args=[batch.pk])
    page = reverse("receipts:batch", args=[batch.pk])
    assert browser.post(keep, {**values, f"flag_{account}": "deceased"}).status_code == 204
    shown = text_of(browser.get(page))
    assert 'value="5,63"' in shown
    assert '<option value="deceased" selected>' in shown
    key(browser, batch, values)
    cheque = Cheque.objects.get()
    assert 'value="5,63"' in text_of(browser.get(f"{page}?ligne={cheque.pk}"))
    assert "5,63 €" in text_of(browser.get(reverse("receipts:cheque", args=[cheque.pk])))


def test_nothing_chosen_is_kept_as_nothing(browser, batch, counter, second) -> None:
    account = counter.pierre.pk
    values = line(counter.pierre, chosen=str(account), **{f"settle_{account}_{second}": ""})
    browser.post(reverse("receipts:batch_keep", args=[batch.pk]), values)
    shown = text_of(browser.get(reverse("receipts:batch", args=[batch.pk])))
    assert "Choisi : 0,00 €" in shown
    assert "65,63 € resteront en compte" in shown


@pytest.mark.dated("receipts.counter.services.flag_party_of_cheque")
def test_a_letter_without_a_cheque_flags_its_client(browser, batch, counter) -> None:
    account = counter.pierre.pk
    url = reverse("receipts:batch_flag", args=[batch.pk, account])
    assert browser.post(url, {f"flag_{account}": ""}).status_code == 422
    assert browser.post(url, {f"flag_{account}": "guardianship"}).status_code == 204
    assert PartyFlag.objects.get().kind == "guardianship"
    assert browser.post(url, {f"flag_{account}": "guardianship"}).status_code == 422
    assert "Tutelle ou curatelle" in panel(browser, batch, account=str(account))


def decide(browser: Client, batch: Batch, second: int, account: int, kind: str, **values):
    return browser.post(
        reverse("receipts:outcome_note", args=[batch.pk]),
        {"form_id": str(uuid4()), "suite": kind, "compte": account, "ligne": second, **values},
    )


def test_an_outcome_from_the_dialog_to_the_account(browser, batch, counter, second, user) -> None:
    account = counter.pierre.pk
    dialog = reverse("receipts:outcome_new", args=[batch.pk])
    ask = {"compte": account, "ligne": second}
    assert "jamais été prélevé" in text_of(browser.get(dialog, {**ask, "suite": "present_again"}))
    assert "IBAN du coupon" in text_of(browser.get(dialog, {**ask, "suite": "bill_again"}))
    assert browser.get(dialog, {**ask, "suite": "zzz"}).status_code == 404
    assert browser.get(dialog, {"suite": "no_payment", "ligne": second}).status_code == 404
    assert decide(browser, batch, second, account, "no_payment", reason=" ").status_code == 422
    answer = decide(browser, batch, second, account, "no_payment", reason="Refus du client")
    assert answer.status_code == 204
    assert "counter:items" in answer.headers["HX-Trigger"]
    shown = text_of(browser.get(reverse("receipts:outcomes", args=[batch.pk])))
    assert "Sans paiement 1 · 65,63 €" in shown
    record = text_of(browser.get(reverse("ledger:account", args=[account])))
    assert "Sans paiement : 2e trim., 65,63 €, Refus du client" in record
    row = ItemOutcome.objects.get()
    browser.post(reverse("receipts:outcome_remove", args=[row.pk]))
    assert not ItemOutcome.objects.exists()


def test_a_bad_iban_is_said_and_never_shown_again_in_full(browser, batch, counter, second) -> None:
    account = counter.pierre.pk
    coupon = {"holder": "Pierre PROPRIETAIRE", "signed_on": "2026-11-18"}
    wrong = decide(browser, batch, second, account, "bill_again", iban="FR76 0000", **coupon)
    assert "pas valide" in text_of(wrong)
    assert wrong.headers["Cache-Control"] == "no-store"
    assert (
        decide(browser, batch, second, account, "bill_again", iban=IBAN, **coupon).status_code
        == 204
    )
    pages = [
        text_of(browser.get(url))
        for url in (
            reverse("receipts:batch", args=[batch.pk]),
            reverse("receipts:outcomes", args=[batch.pk]),
            reverse("ledger:account", args=[account]),
        )
    ]
    assert all("FR14 •••• 2606" in page and IBAN not in page for page in pages)
    assert "En cours de prélèvement : 2e trim." in pages[-1]
    assert "en cours de prélèvement" in panel(browser, batch, account=str(account))


def test_the_slip_and_the_closed_batch_tell_of_them(browser, batch, counter, second, user) -> None:
    third = owe(counter, "40", "3e trim.")
    note(batch, second, "bill_again", user, **signed(iban=IBAN))
    note(batch, third, "card_request", user, place="terminal")
    key_cheque(batch.pk, make.keyed([(counter.simone, "5")]), acting_user=user)
    make.close(batch, user=user)
    assert browser.get(reverse("receipts:batch_slip", args=[batch.pk])).status_code == 200
    row = ItemOutcome.objects.get(kind="bill_again")
    page = reverse("receipts:batch", args=[batch.pk])
    assert "Défaire" in text_of(browser.get(page))
    undo = reverse("receipts:outcome_undo", args=[row.pk])
    browser.post(undo, {"reason": ""})
    assert DraftReceipt.objects.filter(status="cancelled").count() == 0
    browser.post(undo, {"reason": "Mauvais client"})
    assert DraftReceipt.objects.filter(status="cancelled").count() == 1
    assert "Mauvais client" in text_of(browser.get(page))


def test_another_person_s_batch_is_not_there(client, batch, counter, second) -> None:
    client.force_login(factories.make_staff(rights=["receipts_counter.key_receipts"]))
    for name in ("batch_items", "outcome_note"):
        assert client.post(reverse(f"receipts:{name}", args=[batch.pk])).status_code == 404
    for name in ("outcomes", "outcome_new"):
        assert client.get(reverse(f"receipts:{name}", args=[batch.pk])).status_code == 404
