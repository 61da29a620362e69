"""Run by ``test_a_new_channel``, where the house has the room of ``docs/how-to/add-a-channel.md``.

That room is not in the tree: what is asked of it goes by its name.
"""

from __future__ import annotations

from datetime import date
from importlib import import_module
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from lxml import html

from core.people.models import User
from ledger.books.enums import AccountRole
from ledger.books.models import Entry, Journal, ReceiptJournal
from receipts.activity.selectors.money import money, table_of
from receipts.activity.selectors.period import Period
from receipts.draft.enums import ReceiptStatus
from receipts.draft.errors import ReceiptsRefusedError
from receipts.draft.models import DraftReceipt
from receipts.draft.services.post_receipts import post_prepared
from receipts.draft.services.prepare_receipts import prepare_receipts
from tests import factories
from tests.ledger.forms import shown
from tests.receipts.factories import ALL_RIGHTS, DAY, Books, make_books
from tests.stories.office import owe

pytestmark = pytest.mark.django_db
CODE = "tobacconist"


@pytest.fixture
def books() -> Books:
    """A co-owner who owes 300 euros; the network's money goes to journal BU."""
    books = make_books()
    owe(
        books.account, "300,00", label="Appel", on=date(2026, 1, 1),
        acting_user=factories.make_staff(),
    )  # fmt: skip
    journal = factories.make_journal(
        entity=books.entity,
        code="BU",
        treasury_account=factories.make_account(
            entity=books.entity, code="511300", label="Buralistes", role=AccountRole.TREASURY
        ),
    )
    ReceiptJournal.objects.create(entity=books.entity, channel=CODE, journal=journal)
    return books


@pytest.fixture
def user() -> User:
    return factories.make_staff(rights=[*ALL_RIGHTS, "ledger_books.edit_records"])


@pytest.fixture
def page(client: Client, user: User) -> Client:
    client.force_login(user)
    return client


def paid(books: Books, text: str, ticket: str = "T-1") -> DraftReceipt:
    room = import_module("tobacconist.services.draft_payments")
    payment = room.Payment(ticket, books.account, factories.euros(text), DAY)
    room.draft_payments([payment], acting_user=None, today=DAY)
    return DraftReceipt.objects.get(channel=CODE, source_key=ticket)


def texts(answer: Any, path: str) -> list[str]:
    tree: Any = html.fromstring(answer.content)
    return [" ".join(each.text_content().split()) for each in tree.xpath(path)]


def test_a_ticket_told_twice_is_one_line_in_the_journal_of_the_entity(books: Books) -> None:
    paid(books, "120,00")
    line = paid(books, "120,00")
    assert DraftReceipt.objects.count() == 1
    assert line.journal is not None
    assert line.journal.code == "BU"


def test_the_draft_has_its_tab_its_line_and_its_button(page: Client, books: Books) -> None:
    paid(books, "120,00")
    draft = page.get(reverse("receipts:draft"), {"canal": CODE, "qui": "tous"})
    assert texts(draft, "//button[contains(., 'Vérifier les tickets')]")
    assert texts(draft, "//tbody//tr[contains(., '120,00')]")
    tabs = page.get(reverse("receipts:tabs"), {"qui": "tous"}).content.decode()
    assert "Buraliste" in tabs
    assert "120,00" in tabs


def test_its_button_is_answered_in_the_draft(page: Client, books: Books) -> None:
    line = paid(books, "120,00")
    url = reverse("tobacconist:check_tickets")
    answer = page.post(url, {"sel": str(line.pk)}, headers={"HX-Request": "true"})
    assert answer.status_code == 204
    assert "draft:changed" in answer.headers["HX-Trigger"]


def test_120_euros_prepared_then_posted_leave_180_to_pay(books: Books, user: User) -> None:
    line = paid(books, "120,00")
    prepare_receipts([line.pk], acting_user=user, today=DAY)
    post_prepared(ids=[line.pk], acting_user=user, today=DAY)
    line.refresh_from_db()
    books.account.refresh_from_db()
    assert line.status == ReceiptStatus.POSTED
    assert books.account.balance == factories.euros("180,00")
    entry = Entry.objects.get(journal__code="BU")
    assert line.entry == entry
    assert {(each.account.code, each.debit, each.credit) for each in entry.lines.all()} == {
        ("511300", factories.euros("120,00"), factories.euros("0,00")),
        ("450PIERREP", factories.euros("0,00"), factories.euros("120,00")),
    }


def test_banknotes_are_held_to_the_ceiling_of_the_law(books: Books, user: User) -> None:
    owe(books.account, "1200,00", label="Travaux", on=date(2026, 2, 1), acting_user=user)
    line = paid(books, "150,00")
    prepare_receipts([line.pk], acting_user=user, today=DAY)
    with pytest.raises(ReceiptsRefusedError) as refused:
        post_prepared(ids=[line.pk], acting_user=user, today=DAY)
    assert "rien ne s’en règle en espèces" in " ".join(refused.value.problems)


def test_the_list_of_receipts_is_filtered_by_it(page: Client, books: Books) -> None:
    paid(books, "120,00")
    found = page.get(reverse("receipts:receipts"), {"canal": CODE})
    assert texts(found, "//option[@value='tobacconist']") == ["Buraliste"]
    assert texts(found, "//tbody//tr[contains(., '120,00')]")
    others = page.get(reverse("receipts:receipts"), {"canal": "cash"})
    assert not texts(others, "//tbody//tr[contains(., '120,00')]")


def test_it_has_its_column_in_the_figures_of_the_day(books: Books, user: User) -> None:
    paid(books, "120,00")
    drafted = DraftReceipt.objects.get()
    figures = money(user, Period.around(drafted.created_at.date()))
    table = table_of(figures, {None: ""})
    assert list(table.channels) == [(CODE, "Buraliste")]
    assert table.total.pending == factories.euros("120,00")


def test_the_dashboard_and_the_line_itself_bear_its_name(page: Client, books: Books) -> None:
    line = paid(books, "120,00")
    record = page.get(reverse("receipts:record", args=[line.pk]))
    assert "Buraliste" in record.content.decode()
    card = page.get(reverse("core:card", args=["waiting"])).content.decode()
    assert "Buraliste" in card


def test_an_entity_chooses_its_journal_on_its_record(page: Client, books: Books) -> None:
    ReceiptJournal.objects.all().delete()
    url = reverse("ledger:entity_accounting", args=[books.entity.pk])
    form = page.get(url).context["form"]
    assert str(form.fields["journal_tobacconist"].label).endswith("Buraliste")
    chosen = Journal.objects.get(code="BU")
    data = shown(page, url) | {"journal_tobacconist": str(chosen.pk)}
    answer = page.post(url, data)
    assert answer.status_code == 302, answer.context["form"].errors
    assert ReceiptJournal.objects.get(channel=CODE).journal == chosen
