"""The draft's page: what it shows, to whom, and at what price."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from receipts.draft.selectors.draft_totals import waiting_count
from receipts.draft.services.prepare_receipts import prepare_receipts
from tests import factories
from tests.receipts.factories import (
    ALL_RIGHTS,
    DAY,
    make_accountant,
    make_books,
    make_receipt,
    make_receipts,
)

pytestmark = pytest.mark.django_db
URL = "/brouillard/"


@pytest.fixture
def books():
    return make_books()


@pytest.fixture
def user():
    return make_accountant()


@pytest.fixture
def page(client, user):
    client.force_login(user)
    return client


def test_a_line_shows_its_columns_and_the_balance_after_it(page, books) -> None:
    books.account.balance = factories.euros("100,00")
    books.account.save()
    today = timezone.localdate()  # of a later day, « En retard » takes the place of its state
    make_receipt(books=books, movement_date=today, movement_reference="44522/785281/", voucher="R7")
    html = page.get(URL, {"qui": "tous"}).content.decode()
    for text in ("S001", "450PIERREP", "Pierre PROPRIETAIRE", "44522/785281/", f"{today:%d/%m/%Y}"):
        assert text in html
    for text in (">65,63<", ">BQ<", ">R7<", "34,37\u202fD", "En attente"):
        assert text in html


def test_lines_of_nobody_show_only_under_everyone(page, user, books) -> None:
    make_receipt(books=books, label="De la nuit")
    make_receipt(books=books, label="Le mien", assigned_to_id=user.pk)
    mine = page.get(URL).content.decode()
    assert "Le mien" in mine
    assert "De la nuit" not in mine
    assert "De la nuit" in page.get(URL, {"qui": "tous"}).content.decode()


def test_everyone_needs_the_right(client, books) -> None:
    client.force_login(factories.make_staff(rights=["receipts_draft.see_draft"]))
    make_receipt(books=books, label="De la nuit")
    html = client.get(URL, {"qui": "tous"}).content.decode()
    assert "De la nuit" not in html
    assert "Tous utilisateurs" not in html


def test_the_draft_needs_its_right(client) -> None:
    client.force_login(factories.make_staff())
    assert client.get(URL).status_code == 403


@pytest.mark.parametrize(
    ("typed", "found"),
    [("dupont", True), ("65,63", True), ("R12", True), ("martin", False), ("66,00", False)],
)
def test_filter_as_you_type(page, books, typed, found) -> None:
    make_receipt(books=books, label="Virement DUPONT", voucher="R12")
    html = page.get(URL, {"qui": "tous", "q": typed}).content.decode()
    assert ("Virement DUPONT" in html) is found


@pytest.mark.parametrize("column", ["entite", "compte", "ref", "date", "montant", "journal"])
def test_every_sort_works_both_ways(page, books, column) -> None:
    make_receipts(["10,00", "20,00"], books=books)
    make_receipt(books=books, account_id=None, unassigned_reason="Compte inconnu.")
    for sign in ("", "-"):
        assert page.get(URL, {"qui": "tous", "tri": f"{sign}{column}"}).status_code == 200


def test_sorted_by_amount(page, books) -> None:
    make_receipts(["20,00", "3,00", "100,00"], books=books)
    html = page.get(URL, {"qui": "tous", "tri": "montant"}).content.decode()
    assert html.index(">3,00<") < html.index(">20,00<") < html.index(">100,00<")


def test_the_51st_line_is_on_the_second_page(page, books) -> None:
    make_receipts(["1,00"] * 50, books=books)
    make_receipt(books=books, label="La plus vieille", movement_date=DAY - timedelta(days=3))
    assert "La plus vieille" not in page.get(URL, {"qui": "tous"}).content.decode()
    assert "La plus vieille" in page.get(URL, {"qui": "tous", "page": 2}).content.decode()


def test_nonsense_in_the_url_is_left_out(page) -> None:
    for params in ({"tri": "x;y"}, {"page": "-4"}, {"page": "9" * 30}, {"canal": "'"}):
        assert page.get(URL, params).status_code == 200


def test_what_a_line_lacks_is_said_and_nothing_of_it_is_markup(page, books) -> None:
    make_receipt(books=books, channel="cash", label="<b>gras</b>")
    html = page.get(URL, {"qui": "tous"}).content.decode()
    assert "Il manque le journal." in html
    assert "<b>gras</b>" not in html
    assert "&lt;b&gt;gras" in html


def test_the_page_costs_the_same_for_one_line_as_for_fifty(page, books) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert page.get(URL, {"qui": "tous"}).status_code == 200
        return len(captured)

    make_receipt(books=books)
    statements()
    few = statements()
    make_receipts(["1,00"] * 80, books=books)
    assert statements() == few
    assert few <= 12


def test_the_tabs_count_and_sum_each_channel(page, books) -> None:
    make_receipts(["10,00", "20,50"], books=books)
    make_receipt(books=books, channel="cheque", amount=factories.euros("5,00"))
    html = page.get(reverse("receipts:tabs"), {"qui": "tous"}).content.decode()
    assert "30,50\u202f€" in html
    assert "35,50\u202f€" in html
    total = page.get(reverse("receipts:totals"), {"qui": "tous", "canal": "transfer"}).json()
    assert total == {"count": 2, "cents": 3050}


def test_the_band_previews_debit_and_credit(page, user, books) -> None:
    receipt = make_receipt(books=books)
    empty = page.get(reverse("receipts:band")).content.decode()
    assert "512000" not in empty
    prepare_receipts([receipt.pk], acting_user=user)
    html = page.get(reverse("receipts:band")).content.decode()
    assert "Rien n’est encore en comptabilité" in html
    assert html.index("512000") < html.index("450PIERREP")
    head, _between, foot = html.partition("<tfoot>")
    assert "1 ligne préparée" in head
    assert "Valider 1 écriture, 65,63" in head
    assert foot.count("65,63") == 2


def test_the_band_shows_every_entry(page, user, books) -> None:
    receipts = make_receipts(["1,00"] * 120, books=books)
    prepare_receipts([row.pk for row in receipts], acting_user=user)
    html = page.get(reverse("receipts:band")).content.decode()
    assert html.count("draft-credit") == 120
    assert "120,00" in html.partition("<tfoot>")[2]
    assert "autres." not in html


def test_the_menu_counts_what_the_page_first_shows(page, user, books) -> None:
    """Two lines of one's own; the three of nobody are seen with everyone's."""
    make_receipts(["1,00", "2,00"], books=books, assigned_to_id=user.pk)
    make_receipts(["3,00", "4,00", "5,00"], books=books)
    shown = page.get(reverse("receipts:draft")).content.decode()
    assert waiting_count(user) == shown.count('role="row"') == 2


def counted_by_the_tabs(page) -> int:
    found = page.get(reverse("receipts:tabs")).content.decode()
    pill = re.search(r'data-channel-tab="".*?lsc-pill">(\d+)<', found, re.S)
    return int(pill[1]) if pill else 0


def counted_by_the_menu(page) -> int:
    found = page.get(reverse("core:pulse")).content.decode()
    count = re.search(r'data-waiting="receipts-draft" value="(\d+)"', found)
    return int(count[1]) if count else -1


def test_the_menu_and_the_tabs_count_the_same_lines(page, user, books) -> None:
    """Also at once after another entity is chosen in the bar, whatever was counted before."""
    make_receipts(["1,00", "2,00"], books=books, assigned_to_id=user.pk)
    other = make_books(code="S002")
    make_receipts(["3,00", "4,00", "5,00"], books=other, assigned_to_id=user.pk)
    for code, count in (("", 5), ("S001", 2), ("S002", 3), ("", 5)):
        page.post(reverse("core:choose_entity"), {"entity": code})
        assert counted_by_the_tabs(page) == counted_by_the_menu(page) == count


@pytest.mark.parametrize("kind", ["xlsx", "csv", "pdf"])
def test_files(page, books, kind) -> None:
    make_receipt(books=books)
    response = page.get(URL, {"qui": "tous", "format": kind})
    content = b"".join(response) if response.streaming else response.content
    assert response.status_code == 200
    assert len(content) > 100
    if kind == "csv":
        assert "65,63" in content.decode()


def test_a_file_of_chosen_lines_holds_no_line_out_of_sight(client, books) -> None:
    user = factories.make_staff(rights=["receipts_draft.see_draft"])
    client.force_login(user)
    hidden = make_receipt(books=books, label="Caché")
    mine = make_receipt(books=books, label="Visible", assigned_to_id=user.pk)
    response = client.post(URL, {"format": "csv", "sel": f"{hidden.pk},{mine.pk}", "vue": ""})
    text = b"".join(response).decode()
    assert "Visible" in text
    assert "Caché" not in text


def test_the_drawer_and_the_record_of_a_posted_receipt(page, user, books) -> None:
    from receipts.draft.services.post_receipts import post_prepared

    receipt = make_receipt(books=books, raw_data={"source": "relevé"})
    assert "relevé" in page.get(reverse("receipts:drawer", args=[receipt.pk])).content.decode()
    prepare_receipts([receipt.pk], acting_user=user)
    post_prepared(acting_user=user)
    html = page.get(reverse("receipts:record", args=[receipt.pk])).content.decode()
    for text in ("Porté au brouillard", "Préparé", "Validé en comptabilité", "BQ n°"):
        assert text in html


def test_a_receipt_of_others_is_not_found(client, books) -> None:
    client.force_login(factories.make_staff(rights=["receipts_draft.see_draft"]))
    receipt = make_receipt(books=books)
    assert client.get(reverse("receipts:record", args=[receipt.pk])).status_code == 404


def test_the_dashboard_tells_what_came_in_and_what_waits(client, books) -> None:
    from django.utils import timezone

    client.force_login(factories.make_staff(rights=ALL_RIGHTS))
    today = timezone.localdate()
    make_receipt(books=books, movement_date=today)
    make_receipt(books=books, movement_date=today - timedelta(days=30), channel="cheque")
    received = client.get(reverse("core:card", args=["received"])).content.decode()
    assert "65,63" in received
    waiting = client.get(reverse("core:card", args=["waiting"])).content.decode()
    assert "1 en retard" in waiting
