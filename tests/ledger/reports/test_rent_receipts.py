"""Quittance for a period paid whole, reçu for a part: law of 6 July 1989, article 21."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import timezone

from core.database.models import AuditEvent
from core.text.errors import BusinessError
from ledger.books.enums import AccountRole
from ledger.books.models import Account
from ledger.books.posting import NewLine
from ledger.matching.services.match_by_hand import match_lines
from ledger.reports.selectors.rent import RentReceipt
from ledger.reports.services.issue_rent_receipts import issue_rent_receipts
from tests.factories import euros, make_account
from tests.ledger.factories import Books, make_books
from tests.ledger.open_items import ZERO, income, line_of, owe, pay, post

pytestmark = pytest.mark.django_db

MARCH = (date(2026, 3, 1), date(2026, 3, 31))


@pytest.fixture
def books() -> Books:
    return make_books(code="G001")


@pytest.fixture
def tenant(books: Books) -> Account:
    return make_account(
        entity=books.entity, code="411ALOXECO", label="Société Aloxe", role=AccountRole.TENANT
    )


def notice(books: Books, tenant: Account, day: date = date(2026, 3, 1)) -> int:
    """A rent notice: 750 € of rent and 100 € of charges, one debit."""
    lines = [
        NewLine(tenant.pk, euros("850"), ZERO, "Avis d’échéance"),
        NewLine(income(books, "706000").pk, ZERO, euros("750"), "Loyer"),
        NewLine(income(books, "708000").pk, ZERO, euros("100"), "Provision pour charges"),
    ]
    return line_of(post(books, lines, day, "Avis d’échéance"), tenant).pk


def issue(books: Books, *accounts: Account) -> list[RentReceipt]:
    return issue_rent_receipts(
        account_ids=[account.pk for account in accounts],
        start=MARCH[0],
        end=MARCH[1],
        acting_user=books.user,
    )


def test_a_period_paid_whole_gets_a_quittance(books: Books, tenant: Account) -> None:
    debt = notice(books, tenant)
    paid = pay(books, "850", date(2026, 3, 5), account=tenant)
    match_lines(account=tenant, line_ids=[debt, paid.pk], acting_user=None, on=timezone.localdate())
    (receipt,) = issue(books, tenant)
    assert receipt.is_full
    assert receipt.tells_charges
    assert (receipt.rent_paid, receipt.charges_paid) == (euros("750"), euros("100"))
    assert receipt.paid_on == date(2026, 3, 5)
    event = AuditEvent.objects.get(action="account.rent_receipt")
    assert event.data["document"] == "quittance"
    assert event.data["paid"] == "850.00"


def test_a_part_payment_gets_a_recu(books: Books, tenant: Account) -> None:
    notice(books, tenant)
    pay(books, "425", account=tenant)
    (receipt,) = issue(books, tenant)
    assert not receipt.is_full
    assert (receipt.paid, receipt.left) == (euros("425"), euros("425"))
    assert (receipt.rent_paid, receipt.charges_paid) == (euros("375"), euros("50"))


def test_money_not_matched_yet_settles_the_oldest_first(books: Books, tenant: Account) -> None:
    notice(books, tenant, date(2026, 2, 1))
    notice(books, tenant)
    pay(books, "1000", account=tenant)
    (receipt,) = issue(books, tenant)
    assert receipt.paid == euros("150")


def test_rent_and_charges_keyed_apart(books: Books, tenant: Account) -> None:
    owe(books, "500", date(2026, 3, 1), label="Loyer mars", account=tenant)
    owe(books, "60", date(2026, 3, 1), label="Charges mars", account=tenant)
    pay(books, "560", account=tenant)
    (receipt,) = issue(books, tenant)
    assert (receipt.rent_paid, receipt.charges_paid) == (euros("500"), euros("60"))


def test_where_the_entries_tell_nothing_the_receipt_tells_nothing(
    books: Books, tenant: Account
) -> None:
    owe(books, "560", date(2026, 3, 1), label="Loyer et charges mars", account=tenant)
    pay(books, "560", account=tenant)
    (receipt,) = issue(books, tenant)
    assert receipt.is_full
    assert not receipt.tells_charges


@pytest.mark.parametrize(
    ("paid", "problem"), [(None, "rien n’a été payé"), ("other month", "n’étaient dus")]
)
def test_nothing_to_acknowledge(
    books: Books, tenant: Account, paid: str | None, problem: str
) -> None:
    notice(books, tenant, date(2026, 3, 1) if paid is None else date(2026, 5, 1))
    with pytest.raises(BusinessError) as refusal:
        issue(books, tenant)
    assert problem in refusal.value.problems[0]
    assert not AuditEvent.objects.filter(action="account.rent_receipt").exists()


def test_none_for_a_period_of_the_former_tenant(books: Books, tenant: Account) -> None:
    notice(books, tenant)
    pay(books, "850", date(2026, 3, 5), account=tenant)
    tenant.held_since = date(2026, 3, 2)
    tenant.save()
    with pytest.raises(BusinessError) as refused:
        issue(books, tenant)
    assert "depuis le 02/03/2026" in " ".join(refused.value.problems)


def test_only_tenants_get_one(books: Books, tenant: Account) -> None:
    notice(books, tenant)
    pay(books, "850", account=tenant)
    with pytest.raises(BusinessError) as refusal:
        issue(books, tenant, books.client_account)
    assert refusal.value.problems == [
        "450PIERREP Pierre PROPRIETAIRE : ce n’est pas le compte d’un locataire."
    ]


def test_the_number_of_queries_does_not_grow(
    books: Books, django_assert_max_num_queries: object
) -> None:
    tenants = [
        make_account(entity=books.entity, code=f"411T{n:03}", role=AccountRole.TENANT)
        for n in range(6)
    ]
    for each in tenants:
        notice(books, each)
        pay(books, "850", account=each)
    with django_assert_max_num_queries(9):  # type: ignore[operator]
        assert len(issue(books, *tenants)) == 6
