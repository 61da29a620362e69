"""The pages of transfer slips, as a browser asks for them."""

from __future__ import annotations

from io import BytesIO
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from receipts.counter.models import TransferItem, TransferService, TransferSlip
from receipts.counter.services.keep_unfinished_line import keep_unfinished
from receipts.counter.services.save_transfer_service import save_service
from tests import factories
from tests.factories import euros
from tests.receipts.counter import factories as make

pytestmark = pytest.mark.django_db
RIGHTS = [*make.RIGHTS, "receipts_counter.close_transfer_slip", "core_people.manage_settings"]
ADD = "receipts:transfer_add"


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
def scanning(user) -> TransferService:
    return save_service(acting_user=user, name="Numérisation")


def page(browser: Client, name: str, *args: int, query: str = "") -> str:
    response = browser.get(reverse(f"receipts:{name}", args=args) + query)
    assert response.status_code == 200
    return response.content.decode()


def values(service: TransferService, **fields):
    return {
        "form_id": str(uuid4()),
        "service": service.pk,
        "papers": ["coupon", "letter"],
        "reference": "Dossier 12",
        **fields,
    }


def test_without_a_service_the_way_out_is_shown(browser) -> None:
    assert reverse("receipts:transfer_services") in page(browser, "transfer_add")
    assert "ajoutez le premier" in page(browser, "transfer_services")
    address = reverse("receipts:transfer_services")
    browser.post(address, {"name": "Recouvrement"})
    assert 'value="Recouvrement"' in page(browser, "transfer_services")
    again = browser.post(address, {"name": "Recouvrement"}, follow=True)
    assert "existe déjà" in again.content.decode()
    assert "Nom du service" in browser.post(address, {"name": ""}, follow=True).content.decode()
    service = TransferService.objects.get()
    browser.post(address, {"service": service.pk, "name": "Contentieux"})
    service.refresh_from_db()
    assert (service.name, service.active) == ("Contentieux", False)


def test_from_the_line_the_cheque_or_the_account(browser, counter, user, scanning) -> None:
    batch = make.make_batch(user=user)
    assert "Numérisation" in page(browser, "transfer_add", query=f"?lot={batch.pk}")
    line = {"form_id": str(uuid4()), "account": str(counter.simone.pk), "figures": "40,00"}
    keep_unfinished(batch.pk, acting_user=user, values=line)
    text = page(browser, "transfer_add", query=f"?lot={batch.pk}")
    assert counter.simone.code in text
    assert 'value="40,00"' in text
    (cheque,) = make.make_cheques(["65,63"], account=counter.pierre, user=user, batch=batch)
    text = page(browser, "transfer_add", query=f"?cheque={cheque.pk}")
    for said in (counter.pierre.code, cheque.number, 'value="65,63"'):
        assert said in text
    assert counter.pierre.code in page(browser, "transfer_of_account", counter.pierre.pk)
    assert browser.get(reverse("receipts:transfer_of_account", args=[0])).status_code == 404
    account = f"{counter.entity.code} {counter.pierre.code}"
    for fields, back in (
        ({"lot": batch.pk}, reverse("receipts:batch", args=[batch.pk])),
        ({"cheque": cheque.pk}, reverse("receipts:cheque", args=[cheque.pk])),
        ({"account": account}, reverse("ledger:account", args=[counter.pierre.pk])),
    ):
        assert browser.post(reverse(ADD), values(scanning, **fields))["Location"] == back
    assert "Numérisation, en cours" in page(browser, "cheque", cheque.pk)
    record = browser.get(reverse("ledger:account", args=[counter.pierre.pk])).content.decode()
    assert "Coupon, Courrier le" in record
    assert "Transmettre" in record


def test_sent_twice_it_is_one_case_and_errors_keep_what_was_typed(browser, scanning) -> None:
    one = values(scanning)
    for _double_click in range(2):
        browser.post(reverse(ADD), one)
    assert TransferItem.objects.count() == 1
    for fields, said in (
        ({"papers": []}, "Cochez"),
        ({"reference": "", "note": "Deux coupons"}, "un compte, ou une référence"),
        ({"note": "Carte 4970 1012 3456 7893"}, "carte bancaire"),
        ({"account": "inconnu"}, "Choisissez un compte"),
    ):
        answer = browser.post(reverse(ADD), values(scanning, **fields))
        assert answer.status_code == 422
        assert said in answer.content.decode()
    assert TransferItem.objects.count() == 1


def paper(browser: Client, slip: TransferSlip) -> str:
    content = browser.get(reverse("receipts:transfer_pdf", args=[slip.pk])).content
    pages = PdfReader(BytesIO(content)).pages
    return " ".join(" ".join(each.extract_text() for each in pages).split())


def test_closed_printed_and_taken_back(browser, counter, scanning) -> None:
    account = f"{counter.entity.code} {counter.pierre.code}"
    answer = browser.post(
        reverse(ADD), values(scanning, account=account, amount="65,63", note="1 chèque encaissé")
    )
    assert answer.status_code == 302
    slip = TransferSlip.objects.get()
    answer = browser.post(reverse(ADD), values(scanning, reference="Dossier 13"))
    assert answer["Location"] == reverse("receipts:transfer_slip", args=[slip.pk])
    extra = TransferItem.objects.latest("pk")
    browser.post(reverse("receipts:transfer_remove", args=[extra.pk]))
    assert "Clore" in page(browser, "transfer_slip", slip.pk)
    browser.post(reverse("receipts:transfer_close", args=[slip.pk]))
    again = browser.post(reverse("receipts:transfer_close", args=[slip.pk]), follow=True)
    assert "clos par marie" in again.content.decode()
    text = paper(browser, slip)
    for said in (
        "Numérisation",
        "n° 1",
        counter.pierre.code,
        "65,63",
        "1 chèque encaissé",
        "Reçu par",
    ):
        assert said in text
    item = slip.items.get()
    address = reverse("receipts:transfer_take_back", args=[item.pk])
    assert "Dites pourquoi" in browser.post(address, follow=True).content.decode()
    taken = browser.post(address, {"reason": "Mauvais compte"}, follow=True).content.decode()
    assert "repris de Numérisation n° 1" in taken
    assert "repris sur Numérisation, en cours" in page(browser, "transfer_slip", slip.pk)
    assert "Mauvais compte" in page(
        browser, "transfer_slip_history", TransferSlip.objects.get(number=None).pk
    )
    assert TransferItem.objects.get(takes_back=item).amount == euros("-65,63")


def test_lists_filter_and_export(browser, counter, scanning) -> None:
    for name in ("transfer_slips", "transfer_items"):
        assert "Rien n’a été transmis" in page(browser, name)
    browser.post(reverse(ADD), values(scanning))
    assert "Dossier 12" in page(browser, "transfer_items", query=f"?service={scanning.pk}")
    assert "Dossier 12" not in page(browser, "transfer_items", query="?compte=450RIEN")
    assert "Numérisation, en cours" in page(browser, "transfer_slips", query="?etat=open")
    assert "Numérisation, en cours" not in page(browser, "transfer_slips", query="?etat=closed")
    for name in ("transfer_slips", "transfer_items"):
        for kind in ("xlsx", "csv", "pdf"):
            answer = browser.get(reverse(f"receipts:{name}"), {"format": kind})
            assert answer.status_code == 200
            assert answer.getvalue()


def test_closing_needs_a_right_of_its_own(counter, user, scanning) -> None:
    other = Client()
    other.force_login(make.make_cashier(username="paul"))
    other.post(reverse(ADD), values(scanning))
    slip = TransferSlip.objects.get()
    text = other.get(reverse("receipts:transfer_slip", args=[slip.pk])).content.decode()
    assert "un droit qu’un administrateur peut vous donner" in text
    assert other.post(reverse("receipts:transfer_close", args=[slip.pk])).status_code == 403
