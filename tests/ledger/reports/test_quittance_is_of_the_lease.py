"""A quittance is of rent and charges: nothing else bars it, nothing else is acknowledged by it."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from core.text.errors import BusinessError
from core.text.money import in_proportion
from ledger.books.enums import AccountRole
from ledger.books.models import Account
from ledger.books.posting import NewLine
from ledger.matching.services.match_by_hand import match_lines
from ledger.reports.selectors.rent import RentReceipt, rent_receipts
from ledger.reports.selectors.rent_kinds import Kind, kind_of
from ledger.reports.services.issue_rent_receipts import issue_rent_receipts
from tests.factories import euros, make_account, make_journal
from tests.ledger.factories import Books, make_books
from tests.ledger.open_items import ZERO, income, line_of, owe, pay, post

MARCH = (date(2026, 3, 1), date(2026, 3, 31))


@pytest.fixture
def books(db: None) -> Books:
    return make_books(code="G001")


@pytest.fixture
def tenant(books: Books) -> Account:
    return make_account(
        entity=books.entity, code="411ALOXECO", label="Aloxe", role=AccountRole.TENANT
    )


def notice(books: Books, tenant: Account) -> int:
    lines = [
        NewLine(tenant.pk, euros("850"), ZERO, "Avis d’échéance"),
        NewLine(income(books, "706000").pk, ZERO, euros("750"), "Mars"),
        NewLine(income(books, "708000").pk, ZERO, euros("100"), "Mars"),
    ]
    return line_of(post(books, lines, MARCH[0], "Avis d’échéance"), tenant).pk


def march(tenant: Account) -> RentReceipt:
    (receipt,) = rent_receipts([tenant], *MARCH)
    return receipt


def test_850_euros_paid_make_a_quittance_though_a_badge_of_40_is_owed(
    books: Books, tenant: Account
) -> None:
    debt, paid = notice(books, tenant), pay(books, "850", date(2026, 3, 5), account=tenant)
    match_lines(account=tenant, line_ids=[debt, paid.pk], acting_user=None, on=timezone.localdate())
    badge = "Remplacement badge"
    owe(books, "40", date(2026, 3, 20), label=badge, account=tenant, code="758000")
    receipt = march(tenant)
    assert (receipt.is_full, receipt.paid) == (True, euros("850"))
    assert (receipt.rent_paid, receipt.charges_paid) == (euros("750"), euros("100"))
    assert [(part.label, part.due, part.paid) for part in receipt.others] == [
        (badge, euros("40"), ZERO)
    ]


def test_a_deposit_is_not_acknowledged_as_rent(books: Books, tenant: Account) -> None:
    owe(books, "750", MARCH[0], label="Loyer mars", account=tenant, code="706000")
    owe(books, "750", MARCH[0], label="Entrée dans les lieux", account=tenant, code="165000")
    pay(books, "1500", date(2026, 3, 5), account=tenant)
    receipt = march(tenant)
    assert (receipt.is_full, receipt.paid) == (True, euros("750"))
    assert [part.kind for part in receipt.others] == [Kind.DEPOSIT]


def test_charges_unpaid_deny_it(books: Books, tenant: Account) -> None:
    owe(books, "750", MARCH[0], label="Loyer mars", account=tenant, code="706000")
    owe(books, "100", date(2026, 3, 2), label="Provision", account=tenant, code="708000")
    pay(books, "750", account=tenant)
    receipt = march(tenant)
    assert (receipt.is_full, receipt.left) == (False, euros("100"))


@pytest.mark.dated
def test_what_was_carried_forward_is_no_rent_of_the_month(books: Books, tenant: Account) -> None:
    """300 € owed since last year, and 850 € of January paid: the payment settles the oldest first,
    and the January receipt is of 550 € out of 850 €, never of 1 150 €."""
    opening = make_journal(entity=books.entity, code="AN", label="À nouveaux")
    post(
        books,
        [
            NewLine(tenant.pk, euros("300"), ZERO, "Reprise des soldes"),
            NewLine(income(books, "467000").pk, ZERO, euros("300"), "Reprise des soldes"),
        ],
        MARCH[0],
        "Reprise des soldes",
    )
    assert kind_of("Solde", journal=opening.code) is Kind.CARRIED
    with pytest.raises(BusinessError) as refusal:
        issue_rent_receipts(
            account_ids=[tenant.pk], start=MARCH[0], end=MARCH[1], acting_user=books.user
        )
    assert "ni loyer ni charges" in refusal.value.problems[0]
    owe(books, "850", date(2026, 3, 2), label="Loyer et charges mars", account=tenant)
    pay(books, "850", account=tenant)
    receipt = march(tenant)
    assert (receipt.due, receipt.paid) == (euros("850"), euros("550"))


@pytest.mark.parametrize(
    ("label", "code", "role", "kind"),
    [
        ("Loyer et charges mars", "467SCI", "landlord", Kind.BOTH),
        ("Loyer mars", "467SCI", "landlord", Kind.RENT),
        ("Terme de mars", "467SCI", "landlord", Kind.BOTH),
        ("Remplacement badge", "467SCI", "landlord", Kind.OTHER),
        ("Dépôt de garantie", "467SCI", "landlord", Kind.DEPOSIT),
        ("Dépôt de garantie", "165000", "other", Kind.DEPOSIT),
        ("Mars", "706000", "other", Kind.RENT),
        ("Mars", "708300", "other", Kind.RENT),
        ("Mars", "708000", "other", Kind.CHARGES),
        ("Provision pour frais communs", "708000", "other", Kind.CHARGES),
        ("Loyer impayé, intérêts", "763000", "other", Kind.OTHER),
        ("Remboursement du trop-perçu", "512000", "treasury", Kind.OTHER),
        ("À nouveau 2026", "467SCI", "landlord", Kind.CARRIED),
    ],
)
def test_the_account_tells_what_is_charged_then_the_label(
    label: str, code: str, role: str, kind: Kind
) -> None:
    assert kind_of(label, code, role) is kind


class TestLastPayment:
    def test_20_euros_of_october_are_no_payment_of_march(
        self, books: Books, tenant: Account
    ) -> None:
        debt, paid = notice(books, tenant), pay(books, "850", date(2026, 3, 5), account=tenant)
        match_lines(
            account=tenant, line_ids=[debt, paid.pk], acting_user=None, on=timezone.localdate()
        )
        pay(books, "20", date(2026, 10, 9), account=tenant)
        assert march(tenant).paid_on == date(2026, 3, 5)

    def test_two_months_under_one_letter_keep_their_own_days(
        self, books: Books, tenant: Account
    ) -> None:
        lines = [notice(books, tenant)]
        april = owe(books, "850", date(2026, 4, 1), label="Loyer avril", account=tenant)
        days = (date(2026, 3, 5), date(2026, 4, 6))
        paid = [pay(books, "850", day, account=tenant).pk for day in days]
        match_lines(
            account=tenant,
            line_ids=[*lines, april.pk, *paid],
            acting_user=None,
            on=timezone.localdate(),
        )
        assert march(tenant).paid_on == date(2026, 3, 5)

    def test_money_not_matched_yet_counts_from_the_day_that_settles_it(
        self, books: Books, tenant: Account
    ) -> None:
        notice(books, tenant)
        pay(books, "400", date(2026, 3, 5), account=tenant)
        pay(books, "450", date(2026, 3, 19), account=tenant)
        pay(books, "30", date(2026, 9, 1), account=tenant)
        assert march(tenant).paid_on == date(2026, 3, 19)

    def test_what_settles_a_badge_alone_is_no_payment_of_the_rent(
        self, books: Books, tenant: Account
    ) -> None:
        debt, paid = notice(books, tenant), pay(books, "850", date(2026, 3, 5), account=tenant)
        badge = owe(books, "40", date(2026, 3, 20), label="Badge", account=tenant, code="758000")
        late = pay(books, "40", date(2026, 3, 30), account=tenant)
        match_lines(
            account=tenant, line_ids=[debt, paid.pk], acting_user=None, on=timezone.localdate()
        )
        match_lines(
            account=tenant, line_ids=[badge.pk, late.pk], acting_user=None, on=timezone.localdate()
        )
        assert march(tenant).paid_on == date(2026, 3, 5)


@given(st.data())
def test_a_part_payment_is_shared_out_to_the_cent(data: st.DataObject) -> None:
    """No piece gets less than nothing or more than its due, and nothing is lost."""
    dues = data.draw(st.lists(st.integers(1, 100_000), min_size=1, max_size=6))
    paid = data.draw(st.integers(0, sum(dues)))
    shares = in_proportion(paid, dues)
    assert sum(shares) == paid
    assert all(0 <= share <= due for share, due in zip(shares, dues, strict=True))
    assert all(
        abs(share * sum(dues) - paid * due) < sum(dues)
        for share, due in zip(shares, dues, strict=True)
    )


def test_100_euros_paid_of_100_01_leave_one_cent_somewhere(books: Books, tenant: Account) -> None:
    pieces = (("Loyer", "50.00"), ("Charges", "50.00"), ("Charges TEOM", "0.01"))
    post(
        books,
        [
            NewLine(tenant.pk, euros("100.01"), ZERO, "Avis"),
            *(
                NewLine(income(books, "701000").pk, ZERO, euros(due), label)
                for label, due in pieces
            ),
        ],
        MARCH[0],
        "Avis",
    )
    pay(books, "100", account=tenant)
    receipt = march(tenant)
    assert receipt.paid == euros("100")
    assert all(ZERO <= part.paid <= part.due for part in receipt.parts)
