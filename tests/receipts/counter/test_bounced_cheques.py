"""A cheque bounces: what it had paid is owed again since its own date, and no paper says paid."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from core.people.models import User
from core.text.errors import BusinessError
from core.text.money import ZERO
from ledger.books.enums import AccountRole
from ledger.books.models import Account, Entry, EntryLine
from ledger.matching.models import Matching
from ledger.matching.selectors.open_items import debts, open_items
from ledger.matching.selectors.overdue import overdue
from ledger.matching.services.match_by_hand import match_lines, unmatch
from ledger.matching.services.match_exact_sums import match_exact_sums, settle_account
from ledger.reports.selectors.rent import rent_receipts
from receipts.counter.models import Cheque
from receipts.counter.services.bounce_cheque import bounce_cheque
from receipts.counter.services.key_cheque import key_cheque
from tests import factories
from tests.receipts.counter import factories as make
from tests.receipts.counter.owing import owe, owed

pytestmark = pytest.mark.django_db

NOVEMBER = date(2026, 11, 1), date(2026, 11, 30)


@pytest.fixture
def counter() -> make.Counter:
    return make.make_counter()


@pytest.fixture
def user() -> User:
    return make.make_cashier(username="marie")


@pytest.fixture
def tenant(counter: make.Counter) -> Account:
    return factories.make_account(
        entity=counter.entity,
        code="411LOUIS",
        label="Louis Locataire",
        role=AccountRole.TENANT,
        building=counter.building,
        party=factories.make_party(),
    )


def at_the_bank(counter: make.Counter, user: User, shares: list[tuple[Account, str]]) -> Cheque:
    batch = make.make_batch(user=user)
    cheque = key_cheque(batch.pk, make.keyed(shares), acting_user=user)
    make.close(batch, user=user)
    make.post(batch, user=user)
    make.deposit(counter, user=user)
    return cheque


def bounce(cheque: Cheque, user: User, day: date = make.DAY) -> list[Entry]:
    return bounce_cheque(cheque.pk, acting_user=user, reason="Sans provision", day=day)


def balance_of(account: Account) -> str:
    return make.balance(account)


@pytest.mark.parametrize("is_matched", [True, False])
def test_a_rent_paid_by_a_cheque_that_bounced_earns_no_quittance(
    counter, user, tenant, is_matched
) -> None:
    """850 € of rent for November, a cheque of 850 €: it bounces, matched before or not."""
    owe(counter, "850", "Loyer novembre", account=tenant, day=date(2026, 11, 1))
    cheque = at_the_bank(counter, user, [(tenant, "850")])
    if is_matched:
        settle_account(account=tenant, acting_user=None, on=timezone.localdate())
    (before,) = rent_receipts([tenant], *NOVEMBER)
    assert before.is_full
    bounce(cheque, user)
    assert (
        match_exact_sums(accounts=[tenant.pk], acting_user=None, on=timezone.localdate()).count == 0
    )
    (november,) = rent_receipts([tenant], *NOVEMBER)
    assert not november.is_full
    assert (november.due, november.paid) == (factories.euros("850"), ZERO)
    assert [part.label for part in november.parts] == ["Loyer novembre"]
    assert owed(tenant) == {"Loyer novembre": "850,00"}
    assert balance_of(tenant) == "850,00"


@pytest.mark.dated
def test_the_return_is_no_sum_due_of_a_later_month(counter, user, tenant) -> None:
    owe(counter, "850", "Loyer janvier", account=tenant, day=date(2026, 1, 1))
    cheque = at_the_bank(counter, user, [(tenant, "850")])
    settle_account(account=tenant, acting_user=None, on=timezone.localdate())
    bounce(cheque, user)
    (november,) = rent_receipts([tenant], *NOVEMBER)
    assert (november.parts, november.others) == ([], [])


def test_the_debt_keeps_its_date_it_is_overdue_and_paid_first(counter, user) -> None:
    """500 € called in March, paid in November, back in November: overdue at once, and the next
    200 € settle March before July (1342-10)."""
    owe(counter, "500", "Appel de mars", day=date(2026, 3, 1))
    cheque = at_the_bank(counter, user, [(counter.pierre, "500")])
    settle_account(account=counter.pierre, acting_user=None, on=timezone.localdate())
    owe(counter, "300", "Appel de juillet", day=date(2026, 7, 1))
    assert overdue(today=timezone.localdate()).total == 300
    bounce(cheque, user, timezone.localdate() - timedelta(days=1))
    assert overdue(today=timezone.localdate()).total == 800
    ages = [(item.label, item.date) for item in debts(open_items([counter.pierre.pk]))]
    assert ages == [
        ("Appel de mars", date(2026, 3, 1)),
        ("Appel de juillet", date(2026, 7, 1)),
    ]
    at_the_bank(counter, user, [(counter.pierre, "200")])
    settle_account(account=counter.pierre, acting_user=None, on=timezone.localdate())
    assert owed(counter.pierre) == {"Appel de mars": "300,00", "Appel de juillet": "300,00"}


def test_what_another_payment_settled_under_the_same_letter_stays_settled(counter, user) -> None:
    """500 € and 300 € settled together by a cheque of 500 € and one of 300 €; the first bounces:
    the other 300 € go to the older debt, and 500 € are open again in all."""
    first = owe(counter, "500", "1er trim.")
    second = owe(counter, "300", "2e trim.")
    bounced = at_the_bank(counter, user, [(counter.pierre, "500")])
    at_the_bank(counter, user, [(counter.pierre, "300")])
    paid = EntryLine.objects.filter(account=counter.pierre, credit__gt=0)
    ids = [first, second, *paid.values_list("pk", flat=True)]
    match_lines(account=counter.pierre, line_ids=ids, acting_user=user, on=timezone.localdate())
    bounce(bounced, user)
    assert owed(counter.pierre) == {"1er trim.": "200,00", "2e trim.": "300,00"}


def test_a_cheque_of_two_accounts_opens_both_debts(counter, user) -> None:
    owe(counter, "100", "Appel de Pierre")
    owe(counter, "30", "Appel de Simone", account=counter.simone)
    cheque = at_the_bank(counter, user, [(counter.pierre, "100"), (counter.simone, "30")])
    match_exact_sums(
        accounts=[counter.pierre.pk, counter.simone.pk], acting_user=None, on=timezone.localdate()
    )
    assert (owed(counter.pierre), owed(counter.simone)) == ({}, {})
    (entry,) = bounce(cheque, user)
    assert sorted(entry.lines.values_list("account__label", "debit", "credit")) == sorted(
        [
            (counter.bank.label, ZERO, factories.euros("130")),
            (counter.pierre.label, factories.euros("100"), ZERO),
            (counter.simone.label, factories.euros("30"), ZERO),
        ]
    )
    assert owed(counter.pierre) == {"Appel de Pierre": "100,00"}
    assert owed(counter.simone) == {"Appel de Simone": "30,00"}


def test_nobody_unties_a_dead_cheque_from_its_return(counter, user) -> None:
    owe(counter, "65,63", "1er trim.")
    cheque = at_the_bank(counter, user, [(counter.pierre, "65,63")])
    bounce(cheque, user)
    letter = Matching.objects.get(account=counter.pierre, undoes=True)
    assert letter.is_total
    with pytest.raises(BusinessError, match="s’annulent l’une l’autre"):
        unmatch(matching=letter, acting_user=user)
