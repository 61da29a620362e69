"""However many lines wait, a page of the draft is that of all of them sorted."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ledger.books.models import Entity
from receipts.draft.models import DraftReceipt
from receipts.draft.selectors import draft_lines as draft
from receipts.draft.selectors import draft_pages
from receipts.draft.selectors.draft_lines import DraftQuery, ordered, page_of
from tests.factories import make_account, make_journal
from tests.receipts.factories import make_accountant, make_books, make_receipt

pytestmark = pytest.mark.django_db


@pytest.fixture
def user():
    return make_accountant()


@pytest.fixture
def mixed(user):
    """Two entities with accounts of the same number, some vouchers, and what is lacking."""
    agency = [make_books(code=code) for code in ("S002", "G001")]
    for books in agency:
        other = make_account(entity=books.entity, code="450ZOE", label="Anne DURAND")
        make_receipt(books=books, voucher="R2")
        make_receipt(books=books, account_id=other.pk)
        make_receipt(books=books, account_id=other.pk, voucher="A1", journal_id=None)
        make_receipt(books=books, account_id=None, unassigned_reason="Compte inconnu")
    make_receipt(
        books=agency[-1],
        entity_id=None,
        account_id=None,
        journal_id=None,
        unassigned_reason="Inconnu",
    )


@pytest.mark.parametrize("sign", ["", "-"])
@pytest.mark.parametrize("column", list(draft_pages.GROUPS))
def test_the_pages_follow_the_sort(user, mixed, monkeypatch, column, sign) -> None:
    monkeypatch.setattr(draft_pages, "MANY", 0)
    monkeypatch.setattr(draft, "PAGE_SIZE", 4)
    query = DraftQuery(everyone=True, sort=f"{sign}{column}")
    pages = [page_of(DraftQuery(everyone=True, sort=query.sort, page=n), user) for n in (1, 2, 3)]
    assert [len(rows) for rows, _more in pages] == [4, 4, 1]
    assert [more for _rows, more in pages] == [True, True, False]
    assert [row.pk for rows, _more in pages for row in rows] == [
        row.pk for row in ordered(query, user)
    ]
    assert DraftReceipt.objects.count() == 9


def test_journals_that_no_line_waits_for_are_not_looked_through(user, mixed, monkeypatch) -> None:
    """Twenty come before the one of the lines; each would be sought among all that waits."""
    monkeypatch.setattr(draft_pages, "MANY", 0)
    query = DraftQuery(everyone=True, sort="journal")
    counts = []
    for journals in (0, 20):
        for n in range(journals):
            make_journal(entity=Entity.objects.get(code="S002"), code=f"A{n}")
        with CaptureQueriesContext(connection) as captured:
            rows, _more = page_of(query, user)
        assert [row.pk for row in rows] == [row.pk for row in ordered(query, user)]
        counts.append(len(captured))
    assert counts[0] == counts[1]
