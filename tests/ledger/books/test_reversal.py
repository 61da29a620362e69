"""A posted entry is corrected by its mirror image, once."""

from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from core.database.models import AuditEvent
from core.text.errors import BusinessError
from ledger.books.enums import FiscalYearStatus
from ledger.books.models import Entry
from ledger.books.posting import post_entries
from ledger.books.posting.rules.open_year import ClosedFiscalYearError
from ledger.books.services.reverse_entry import reverse_entry
from tests.factories import euros
from tests.ledger.factories import Books, make_books, new_receipt

pytestmark = pytest.mark.django_db
LATER = date(2026, 4, 2)


def posted(books: Books, amount: str = "65,63") -> Entry:
    (pk,) = post_entries(
        [new_receipt(books, amount, voucher="PU-1")],
        acting_user=books.user,
        today=timezone.localdate(),
    )
    return Entry.objects.get(pk=pk)


def test_the_mirror_gives_the_client_the_debt_back() -> None:
    books = make_books()
    entry = posted(books)
    mirror = reverse_entry(
        entry=entry,
        acting_user=books.user,
        date=LATER,
        reason="Prélèvement rejeté",
        today=timezone.localdate(),
    )
    assert (mirror.journal, mirror.number, mirror.date) == (books.journal, 2, LATER)
    assert (mirror.reverses, mirror.voucher) == (entry, "PU-1")
    assert mirror.label == "Contre-passation\u00a0: Règlement Pierre PROPRIETAIRE"
    lines: list[Any] = list(mirror.lines.values_list("account__code", "debit", "credit"))
    assert lines == [
        ("512000", euros("0"), euros("65,63")),
        ("450PIERREP", euros("65,63"), euros("0")),
    ]
    books.client_account.refresh_from_db()
    assert books.client_account.balance == euros("0")


def test_the_reason_is_in_the_audit_trail() -> None:
    books = make_books()
    entry = posted(books)
    reverse_entry(
        entry=entry,
        acting_user=books.user,
        date=LATER,
        reason=" Double saisie ",
        today=timezone.localdate(),
    )
    event = AuditEvent.objects.get(action="entry.reverse")
    assert (event.object_id, event.user) == (str(entry.pk), books.user)
    assert event.data == {"by": "BQ 2", "reason": "Double saisie"}


def test_an_entry_is_reversed_once() -> None:
    books = make_books()
    entry = posted(books)
    mirror = reverse_entry(
        entry=entry, acting_user=books.user, date=LATER, reason="Erreur", today=timezone.localdate()
    )
    with pytest.raises(BusinessError, match="déjà contre-passée"):
        reverse_entry(
            entry=entry,
            acting_user=books.user,
            date=LATER,
            reason="Encore",
            today=timezone.localdate(),
        )
    with pytest.raises(BusinessError, match="elle-même une contre-passation"):
        reverse_entry(
            entry=mirror,
            acting_user=books.user,
            date=LATER,
            reason="Retour",
            today=timezone.localdate(),
        )
    assert Entry.objects.count() == 2


def test_a_reason_and_a_later_date_are_wanted() -> None:
    books = make_books()
    entry = posted(books)
    with pytest.raises(BusinessError, match="Dites pourquoi"):
        reverse_entry(
            entry=entry, acting_user=books.user, date=LATER, reason="  ", today=timezone.localdate()
        )
    with pytest.raises(BusinessError, match="15/03/2026"):
        reverse_entry(
            entry=entry,
            acting_user=books.user,
            date=date(2026, 3, 14),
            reason="x",
            today=timezone.localdate(),
        )


@pytest.mark.dated(
    "ledger.books.posting.post",
    "ledger.books.posting.lock_years",
    "ledger.books.posting.rules.no_future_date",
    "ledger.books.posting.rules.open_year",
)
def test_a_closed_year_takes_no_reversal() -> None:
    books = make_books()
    entry = posted(books)
    books.year.status = FiscalYearStatus.CLOSED_ONLINE
    books.year.save()
    with pytest.raises(ClosedFiscalYearError):
        reverse_entry(
            entry=entry,
            acting_user=books.user,
            date=LATER,
            reason="Erreur",
            today=timezone.localdate(),
        )
    assert Entry.objects.count() == 1
