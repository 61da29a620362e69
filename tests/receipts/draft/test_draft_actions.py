"""The draft's buttons, as the browser presses them."""

from __future__ import annotations

import json
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from ledger.books.models import Entry
from receipts.draft.models import DraftReceipt
from receipts.draft.services.prepare_receipts import prepare_receipts
from tests import factories
from tests.receipts.factories import (
    make_accountant,
    make_books,
    make_receipt,
    make_receipts,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def books():
    return make_books()


@pytest.fixture
def user():
    return make_accountant()


@pytest.fixture
def press(client, user):
    client.force_login(user)

    def send(name: str, pk: int | None = None, **data: object):
        url = name if name.startswith("/") else reverse(f"receipts:{name}", args=[pk] if pk else [])
        return client.post(url, data, headers={"HX-Request": "true"})

    return send


def said(response) -> dict[str, str]:
    message: dict[str, str] = json.loads(response.headers["HX-Trigger"])["lsc:messages"][0]
    return message


def test_prepare_says_that_nothing_is_in_the_books_and_can_be_undone(press, books) -> None:
    ids = [row.pk for row in make_receipts(["10,00", "20,50"], books=books)]
    response = press("prepare", sel=",".join(map(str, ids)))
    assert response.status_code == 204
    message = said(response)
    assert message["text"].startswith("2 lignes préparées pour 30,50\u202f€")
    assert "rien n’est encore en comptabilité" in message["text"]
    assert set(DraftReceipt.objects.values_list("status", flat=True)) == {"prepared"}
    undone = press(message["undo"])
    assert undone.status_code == 204
    assert set(DraftReceipt.objects.values_list("status", flat=True)) == {"pending"}


def test_undo_comes_back_to_the_draft_as_it_was_filtered(press, client, books) -> None:
    receipt = make_receipt(books=books)
    undo = said(press("prepare", sel=str(receipt.pk)))["undo"]
    here = "http://testserver/brouillard/?canal=transfer&qui=tous"
    response = client.post(undo, headers={"Referer": here})
    assert response.headers["Location"] == "/brouillard/?canal=transfer&qui=tous"
    elsewhere = client.post(undo, headers={"Referer": "https://ailleurs.example/?x=1"})
    assert elsewhere.headers["Location"] == "/brouillard/"


def test_everything_in_the_filter_but_one(press, books) -> None:
    rows = make_receipts(["1,00", "2,00", "3,00"], books=books)
    make_receipt(books=books, channel="cheque")
    press("prepare", sel=f"tout,-{rows[0].pk}", vue="canal=transfer&qui=tous")
    prepared = DraftReceipt.objects.filter(status="prepared")
    assert sorted(prepared.values_list("pk", flat=True)) == [rows[1].pk, rows[2].pk]


def test_what_is_wrong_is_listed_and_the_line_can_be_set_aside(press, books) -> None:
    bad = make_receipt(books=books, channel="cash", label="Sans journal")
    response = press("prepare", sel=str(bad.pk))
    html = response.content.decode()
    assert response.status_code == 422
    assert "Sans journal, 65,63\u202f€ : il manque le journal." in html
    assert f'data-set-aside="{bad.pk}"' in html


@pytest.mark.parametrize("selection", ["", "abc", "1;2", "9" * 40, "tout,-x"])
def test_a_selection_that_makes_no_sense(press, selection) -> None:
    assert press("prepare", sel=selection).status_code == 422


def test_a_date_that_does_not_exist(press, books) -> None:
    receipt = make_receipt(books=books)
    response = press("prepare", sel=str(receipt.pk), entry_date="2026-02-30")
    assert response.status_code == 422


def test_post_writes_what_the_band_showed_and_links_to_it(press, user, books) -> None:
    receipt = make_receipt(books=books)
    prepare_receipts([receipt.pk], acting_user=user)
    response = press("post", shown="1:6563")
    html = response.content.decode()
    assert "1 écriture validée" in html
    assert reverse("receipts:record", args=[receipt.pk]) in html
    again = press("post", shown="1:6563")
    assert again.status_code == 422
    assert Entry.objects.count() == 1


def test_what_was_prepared_meanwhile_is_not_posted_unseen(press, user, books) -> None:
    rows = make_receipts(["10,00", "20,00"], books=books)
    prepare_receipts([rows[0].pk], acting_user=user)
    prepare_receipts([rows[1].pk], acting_user=user)
    response = press("post", shown="1:1000")
    assert response.status_code == 422
    assert "ont changé" in response.content.decode()
    assert not Entry.objects.exists()


def test_give_up_all_that_is_prepared(press, user, books) -> None:
    rows = make_receipts(["10,00", "20,00"], books=books)
    prepare_receipts([row.pk for row in rows], acting_user=user)
    response = press("unprepare")
    assert said(response)["text"].startswith("2 lignes remises en attente")
    press(said(response)["undo"])
    assert set(DraftReceipt.objects.values_list("status", flat=True)) == {"prepared"}


def test_posting_needs_its_right(client, books) -> None:
    client.force_login(
        factories.make_staff(rights=["receipts_draft.see_draft", "receipts_draft.edit_draft"])
    )
    assert client.post(reverse("receipts:post")).status_code == 403


def test_a_cell_is_saved_and_the_row_comes_back(press, books) -> None:
    receipt = make_receipt(books=books)
    response = press("cell", receipt.pk, cell="voucher", value="R9", expected="")
    assert ">R9<" in response.json()["row"]
    conflict = press("cell", receipt.pk, cell="voucher", value="R10", expected="")
    assert conflict.status_code == 409
    assert conflict.json()["current"] == "R9"
    refused = press("cell", receipt.pk, cell="journal", value="ZZ", expected="BQ")
    assert refused.status_code == 422
    assert refused.json()["message"] == "Son entité n’a pas de journal actif « ZZ »."


def test_journal_and_voucher_of_the_selection(press, books) -> None:
    rows = make_receipts(["10,00", "20,00"], books=books)
    selection = ",".join(str(row.pk) for row in rows)
    now = timezone.now().isoformat()
    assert press("edit_selection", sel=selection, voucher="B1", seen_at=now).status_code == 204
    assert set(DraftReceipt.objects.values_list("voucher", flat=True)) == {"B1"}
    for moment in ("", "hier", "2026-13-40T00:00"):
        answer = press("edit_selection", sel=selection, voucher="B2", seen_at=moment)
        assert answer.status_code == 422


def test_a_line_keyed_twice_is_one_line(press, books) -> None:
    form = {
        "form_id": str(uuid.uuid4()),
        "channel": "transfer",
        "account": "S001/450PIERREP",
        "amount": "1 234,56",
        "movement_date": "2026-11-20",
    }
    for _ in range(2):
        assert press("new_line", **form).status_code == 204
    receipt = DraftReceipt.objects.get()
    assert (str(receipt.amount), receipt.label) == ("1234.56", "Règlement Pierre PROPRIETAIRE")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("amount", "0"),
        ("amount", "-5"),
        ("amount", "1,234"),
        ("account", "S001/NULLEPART"),
        ("journal", "ZZ"),
        ("channel", "one_off"),
    ],
)
def test_bad_input_keeps_what_was_typed(press, books, field, value) -> None:
    form = {
        "form_id": str(uuid.uuid4()),
        "channel": "transfer",
        "account": "450PIERREP",
        "amount": "10,00",
        "movement_date": "2026-11-20",
        "voucher": "GARDÉE",
    }
    response = press("new_line", **{**form, field: value})
    assert response.status_code == 422
    assert "GARDÉE" in response.content.decode()
    assert not DraftReceipt.objects.exists()


def test_an_unassigned_line_is_assigned_from_its_drawer(press, books) -> None:
    receipt = make_receipt(books=books, account_id=None, unassigned_reason="Compte inconnu.")
    response = press("assign", receipt.pk, account="S001/450PIERREP")
    assert response.status_code == 204
    receipt.refresh_from_db()
    assert receipt.account == books.account


def test_cancel_needs_a_reason(press, books) -> None:
    receipt = make_receipt(books=books)
    assert press("cancel", sel=str(receipt.pk), reason="").status_code == 422
    assert press("cancel", sel=str(receipt.pk), reason="Doublon").status_code == 204


def test_receipts_are_found_again_in_their_list_on_the_account_and_by_search(
    press, client, books
) -> None:
    receipt = make_receipt(books=books, label="Virement DUPONT")
    press("cancel", sel=str(receipt.pk), reason="Doublon")
    for url in (
        reverse("receipts:receipts"),
        reverse("receipts:receipts") + "?q=dupont&etat=cancelled",
        reverse("receipts:account_receipts", args=[books.account.pk]),
        reverse("core:search") + "?q=dupont",
    ):
        assert "Virement DUPONT" in client.get(url).content.decode(), url


def test_a_posted_receipt_is_reversed_from_its_page(client, books) -> None:
    boss = factories.make_staff(is_superuser=True)
    client.force_login(boss)
    receipt = make_receipt(books=books)
    prepare_receipts([receipt.pk], acting_user=boss)
    from receipts.draft.services.post_receipts import post_prepared

    post_prepared(acting_user=boss)
    url = reverse("receipts:reverse", args=[receipt.pk])
    data = {"reason": "Mauvais compte", "entry_date": "2026-11-25", "draft_again": "on"}
    client.post(url, data)
    html = client.get(reverse("receipts:record", args=[receipt.pk])).content.decode()
    assert "a été contre-passé" in html
    assert "reporté au brouillard" in html
