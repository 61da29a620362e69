"""The counter's pages as a browser asks for them."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from receipts.counter.models import Batch, Cheque, DepositSlip
from receipts.counter.services.keep_unfinished_line import unfinished
from receipts.coupons.rules.coupon_code import coupon_code
from tests import factories
from tests.factories import euros
from tests.receipts.counter import factories as make
from tests.receipts.counter.keying import key, line

pytestmark = pytest.mark.django_db
CMC7 = "4521007<123456789012<987654321098"
CARD = "4970 1012 3456 7893"


@pytest.fixture
def user():
    return make.make_cashier(username="marie")


@pytest.fixture
def browser(user, client: Client) -> Client:
    client.force_login(user)
    return client


@pytest.fixture
def batch(user) -> Batch:
    return make.make_batch(user=user)


@pytest.fixture
def counter() -> make.Counter:
    return make.make_counter()


def test_a_batch_is_opened_keyed_closed_and_deposited(browser, counter, user) -> None:
    assert "Aucun lot en cours" in browser.get(reverse("receipts:counter")).content.decode()
    browser.post(
        reverse("receipts:batch_open"), {"arrival_date": "2026-11-20", "channel": "cheque"}
    )
    batch = Batch.objects.get()
    status, text = key(browser, batch, line(counter.pierre))
    assert status == 200
    assert "1 chèque · 65,63" in text
    browser.post(reverse("receipts:batch_tape", args=[batch.pk]), {"amounts": "60,00 + 5,63"})
    page = browser.get(reverse("receipts:batch", args=[batch.pk])).content.decode()
    assert re.search(r"-1|−1", page)
    browser.post(reverse("receipts:batch_tape", args=[batch.pk]), {"amounts": "65,63"})
    browser.post(reverse("receipts:batch_pre_close", args=[batch.pk]))
    slip = browser.get(reverse("receipts:batch_slip", args=[batch.pk]))
    assert slip.content.startswith(b"%PDF")
    browser.post(reverse("receipts:batch_close", args=[batch.pk]))
    make.post(batch, user=user)
    assert "Préparer la remise" in browser.get(reverse("receipts:counter")).content.decode()
    address = reverse("receipts:deposit_new", args=[counter.entity.pk])
    page = browser.get(address).content.decode()
    assert "65,63" in page
    shown = re.search(r'name="shown" value="([^"]+)"', page)
    assert shown
    values = {"form_id": str(uuid4()), "bank_account": counter.bank_account.pk}
    browser.post(address, {**values, "shown": shown[1], "day": "2026-11-20"})
    made = DepositSlip.objects.get()
    assert "Liasses" in browser.get(reverse("receipts:deposit", args=[made.pk])).content.decode()
    for name, args in (
        ("deposit_pdf", [made.pk]),
        ("deposit_bundle", [made.pk, counter.building.pk]),
    ):
        response = browser.get(reverse(f"receipts:{name}", args=args))
        assert response.content.startswith(b"%PDF")
    assert browser.get(reverse("receipts:deposit_bundle", args=[made.pk, 0])).status_code == 404


def test_double_enter_is_one_cheque(browser, counter, batch) -> None:
    values = line(counter.pierre)
    assert key(browser, batch, values)[0] == 200
    assert key(browser, batch, values)[0] == 200
    assert Cheque.objects.count() == 1


def test_words_prevail_and_say_so(browser, counter, batch) -> None:
    status, _text = key(browser, batch, line(counter.pierre, figures="65,63", words="56,63"))
    assert status == 200
    assert Cheque.objects.get().amount == euros("56,63")
    page = browser.get(reverse("receipts:batch", args=[batch.pk])).content.decode()
    assert "L131-10" in page
    assert "lettres" in page


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"figures": "0", "words": "0"}, "positif"),
        ({"figures": "-5", "words": "-5"}, "positif"),
        ({"figures": "cent"}, "n’est pas un montant"),
        ({"number": "45A"}, "que des chiffres"),
        ({"account": []}, "Dites qui paie"),
        ({"drawer": CARD}, "carte bancaire"),
    ],
)
def test_a_bad_line_is_refused_and_stays(browser, counter, batch, fields, said) -> None:
    status, text = key(browser, batch, line(counter.pierre, **fields))
    assert status == 422
    assert said in text
    assert not Cheque.objects.exists()


def test_two_syndicates_are_never_mixed(browser, counter, batch) -> None:
    other = make.make_counter(code="S002")
    values = line(
        counter.pierre,
        account=[str(counter.pierre.pk), str(other.simone.pk)],
        share=["60,00", "5,63"],
    )
    status, text = key(browser, batch, values)
    assert status == 422
    assert "10 juillet 1965" in text
    values["account"][1] = str(counter.simone.pk)
    values["share"] = ["60,00", "5,00"]
    assert "il reste 0,63" in key(browser, batch, values)[1]
    values["share"] = ["60,00", "5,63"]
    assert key(browser, batch, values)[0] == 200


def test_the_same_number_of_the_same_bank_is_asked_twice(browser, counter, batch) -> None:
    key(browser, batch, line(counter.pierre))
    again = line(counter.simone, bank="CREDIT AGRICOLE")
    status, text = key(browser, batch, again)
    assert status == 422
    assert reverse("receipts:cheque", args=[Cheque.objects.get().pk]) in text
    assert key(browser, batch, {**again, "accept": "1"})[0] == 200
    assert key(browser, batch, line(counter.simone, bank="Banque Postale"))[0] == 200


def test_half_a_line_is_still_there(browser, counter, batch, user) -> None:
    half = line(counter.pierre, words="", bank="", drawer=CARD)
    response = browser.post(reverse("receipts:batch_keep", args=[batch.pk]), half)
    assert response.status_code == 204
    assert "drawer" not in unfinished(batch, user)
    page = browser.get(reverse("receipts:batch", args=[batch.pk])).content.decode()
    assert "Ligne reprise" in page
    assert half["form_id"] in page
    assert 'value="65,63"' in page
    key(browser, batch, {**half, "words": "65,63", "bank": "CIC", "drawer": "Pierre"})
    browser.post(reverse("receipts:batch_keep", args=[batch.pk]), half)
    assert not unfinished(batch, user)


def test_a_coupon_and_a_cmc7_line_are_read(browser, counter, batch) -> None:
    address = reverse("receipts:counter_read")
    coupon = browser.post(address, {"text": coupon_code(counter.pierre.pk, euros("65,63"))}).json()
    assert coupon["figures"] == "65,63"
    assert coupon["chips"][0]["id"] == counter.pierre.pk
    bad = browser.post(address, {"text": "*12*34*65,63*"})
    assert bad.status_code == 422
    assert "carte" in browser.post(address, {"text": CARD}).json()["message"]
    read = browser.post(address, {"text": CMC7}).json()
    assert (read["number"], read["bank"], read["chips"]) == ("4521007", "", [])
    keys = {name: read[name] for name in ("account_key", "bank_key")}
    key(browser, batch, line(counter.pierre, **keys))
    later = browser.post(address, {"text": CMC7.replace("4521007", "4521008")}).json()
    assert later["bank"] == "Crédit Agricole"
    assert later["drawer"] == "Pierre PROPRIETAIRE"
    assert [chip["id"] for chip in later["chips"]] == [counter.pierre.pk]
    assert "987654321098" not in str(Cheque.objects.values())


def test_homonyms_are_told_apart(browser, counter) -> None:
    other = make.make_counter(code="S002")
    counter.entity.save()
    found = browser.get(reverse("receipts:counter_search"), {"q": "beranger"}).content.decode()
    assert found.count('role="option"') == 2
    found = browser.get(reverse("receipts:counter_search"), {"q": "Béranger s002"}).content.decode()
    assert found.count('role="option"') == 1
    assert "Résidence S002" in found
    lot = other.building.lots.order_by("pk")[0].number
    found = browser.get(reverse("receipts:counter_search"), {"q": f"residence {lot}"})
    assert "Pierre PROPRIETAIRE" in found.content.decode()
    nothing = browser.get(reverse("receipts:counter_search"), {"q": "zzz"}).content.decode()
    assert "Rien pour" in nothing


def test_a_cheque_is_found_by_what_was_paid_before(browser, counter, batch, user) -> None:
    make.make_cheques(["65,63"], account=counter.simone, user=user, batch=batch)
    make.close(batch, user=user)
    make.post(batch, user=user)
    found = browser.get(reverse("receipts:counter_search"), {"q": "65,63"}).content.decode()
    assert "Simone" in found


def test_lists_corrections_and_settings(browser, counter, batch, user) -> None:
    (cheque,) = make.make_cheques(["22,46"], account=counter.pierre, user=user, batch=batch)
    page = browser.get(f"{reverse('receipts:batch', args=[batch.pk])}?ligne={cheque.pk}")
    assert "Vous corrigez" in page.content.decode()
    status, _text = key(browser, batch, line(counter.pierre, cheque=str(cheque.pk)))
    assert status == 200
    cheque.refresh_from_db()
    assert cheque.amount == euros("65,63")
    for name in ("batches", "cheques", "deposits"):
        assert browser.get(reverse(f"receipts:{name}")).status_code == 200
    make.close(batch, user=user)
    page = browser.get(reverse("receipts:cheque", args=[cheque.pk])).content.decode()
    assert "Annuler ce chèque" in page
    browser.post(
        reverse("receipts:cheque_cancel", args=[cheque.pk]),
        {"reason": "Erreur", "day": "2026-11-20"},
    )
    again = make.make_batch(user=user)
    page = browser.get(reverse("receipts:cheque", args=[cheque.pk])).content.decode()
    assert f"?reprendre={cheque.pk}" in page
    page = browser.get(f"{reverse('receipts:batch', args=[again.pk])}?reprendre={cheque.pk}")
    assert "Ressaisie" in page.content.decode()


def test_late_batches_are_marked_by_the_entitys_own_delay(browser, counter, user, client) -> None:
    batch = make.make_batch(user=user)
    make.make_cheques(["10,00"], account=counter.pierre, user=user, batch=batch)
    Batch.objects.update(arrival_date="2026-11-01")
    assert "En retard" in browser.get(reverse("receipts:counter")).content.decode()
    boss = Client()
    boss.force_login(factories.make_staff(rights=["core_people.manage_settings"]))
    address = reverse("receipts:counter_settings")
    boss.post(address, {"entity": counter.entity.pk, "hours": "720"})
    assert 'value="720"' in boss.get(address).content.decode()
    boss.post(address, {"entity": counter.entity.pk, "hours": "0"})
    assert 'value="720"' in boss.get(address).content.decode()


def test_a_colleague_sees_only_his_own(counter, batch) -> None:
    other = Client()
    other.force_login(make.make_cashier(username="paul"))
    assert other.get(reverse("receipts:batch", args=[batch.pk])).status_code == 404
    assert key(other, batch, line(counter.pierre))[0] == 404
