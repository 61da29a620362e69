"""A debt above the ceiling is not paid in cash, an entity may refuse all of it, a person may lift
the rule with a reason."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client

from core.database.models import AuditEvent
from core.text.errors import BusinessError
from ledger.books.models import ReceiptJournal
from ledger.people.enums import CashStatus
from receipts.draft.enums import ReceiptStatus
from receipts.draft.models import DraftReceipt
from receipts.draft.selectors.cash_refusals import cash_marks, cash_refusals
from receipts.draft.services.cancel_receipts import cancel_receipts
from receipts.draft.services.override_cash_rule import override_cash_rule, set_cash_rule
from receipts.draft.services.post_receipts import post_prepared
from receipts.draft.services.prepare_receipts import prepare_receipts
from receipts.draft.services.reverse_receipt import reverse_receipt
from tests.factories import euros, make_party, make_staff
from tests.receipts.factories import ALL_RIGHTS, Books, make_books, make_receipt
from tests.stories.office import owe

pytestmark = pytest.mark.django_db


@pytest.fixture
def books() -> Books:
    its = make_books()
    for channel in ("cash", "transfer"):
        ReceiptJournal.objects.get_or_create(
            entity=its.entity, channel=channel, defaults={"journal": its.journal}
        )
    its.account.party = make_party()
    its.account.save()
    return its


def debt(books: Books, text: str, *, on: date = date(2026, 1, 1)) -> None:
    owe(books.account, text, label="Appel", on=on, acting_user=make_staff())


def paid(books: Books, text: str, *, channel: str = "cash", on: date | None = None) -> DraftReceipt:
    dated: dict[str, Any] = {"movement_date": on} if on else {}
    return make_receipt(books=books, channel=channel, amount=euros(text), **dated)


def is_refused(receipt: DraftReceipt) -> bool:
    return bool(cash_refusals([receipt]))


@pytest.mark.parametrize(
    ("owed", "instalment", "refused"),
    [
        ("1000,00", "1000,00", False),
        ("1000,01", "1000,01", True),
        ("1500,00", "300,00", True),
        ("300,00", "300,00", False),
        ("1,00", "1000,01", True),
    ],
)
def test_the_debt_counts_not_the_instalment(
    books: Books, owed: str, instalment: str, refused: bool
) -> None:
    debt(books, owed)
    assert is_refused(paid(books, instalment)) is refused


def test_other_means_of_payment_have_no_ceiling(books: Books) -> None:
    debt(books, "9000,00")
    assert not is_refused(paid(books, "9000,00", channel="transfer"))


def test_what_was_called_after_the_payment_does_not_count(books: Books) -> None:
    debt(books, "800,00")
    debt(books, "700,00", on=date(2026, 11, 21))
    assert not is_refused(paid(books, "800,00"))


def test_instalments_of_one_day_do_not_hide_the_debt(books: Books) -> None:
    debt(books, "1500,00")
    chief = make_staff(rights=[*ALL_RIGHTS, "receipts_draft.override_cash_rule"])
    first, second = paid(books, "750,00"), paid(books, "750,00")
    override_cash_rule(first.pk, acting_user=chief, reason="Accord du directeur")
    prepare_receipts([first.pk], acting_user=chief)
    post_prepared(acting_user=chief, ids=[first.pk])
    assert is_refused(second)


def pays(books: Books, text: str, *, on: date, channel: str = "transfer") -> None:
    """Post a payment of that day, whatever the rule says of it."""
    chief = make_staff(rights=[*ALL_RIGHTS, "receipts_draft.override_cash_rule"])
    receipt = paid(books, text, channel=channel, on=on)
    if is_refused(receipt):
        override_cash_rule(receipt.pk, acting_user=chief, reason="Accord du directeur")
    prepare_receipts([receipt.pk], acting_user=chief)
    post_prepared(acting_user=chief, ids=[receipt.pk])


@pytest.mark.parametrize("channel", ["cash", "transfer"])
def test_instalments_of_other_days_do_not_hide_the_debt(books: Books, channel: str) -> None:
    debt(books, "1500,00")
    pays(books, "600,00", on=date(2026, 2, 5), channel=channel)
    pays(books, "500,00", on=date(2026, 3, 5), channel=channel)
    assert is_refused(paid(books, "400,00", on=date(2026, 4, 5)))


def test_a_rent_paid_each_month_is_a_debt_each_month(books: Books) -> None:
    for month in range(1, 7):
        debt(books, "600,00", on=date(2026, month, 1))
        assert not is_refused(paid(books, "600,00", on=date(2026, month, 5)))
        pays(books, "600,00", on=date(2026, month, 6), channel="cash")


def test_a_debt_that_is_settled_no_longer_counts(books: Books) -> None:
    debt(books, "1500,00")
    debt(books, "400,00", on=date(2026, 2, 1))
    pays(books, "1500,00", on=date(2026, 2, 5))
    assert not is_refused(paid(books, "400,00", on=date(2026, 3, 5)))


def test_two_debts_that_wait_together_count_together(books: Books) -> None:
    debt(books, "600,00")
    debt(books, "600,00", on=date(2026, 2, 1))
    assert is_refused(paid(books, "600,00", on=date(2026, 2, 5)))


@pytest.mark.parametrize(
    ("status", "owed", "refused"),
    [
        (CashStatus.ABROAD, "15000,00", False),
        (CashStatus.ABROAD, "15000,01", True),
        (CashStatus.NO_ACCOUNT, "20000,00", False),
    ],
)
def test_debtors_abroad_or_without_an_account_have_other_ceilings(
    books: Books, status: str, owed: str, refused: bool
) -> None:
    debt(books, owed)
    assert books.account.party is not None
    books.account.party.cash_status = status
    books.account.party.save()
    assert is_refused(paid(books, "100,00")) is refused


def test_the_firm_sets_its_own_ceilings(books: Books) -> None:
    debt(books, "600,00")
    set_cash_rule(
        acting_user=make_staff(), ceiling=euros("500,00"), ceiling_abroad=euros("15000,00")
    )
    assert is_refused(paid(books, "100,00"))
    assert AuditEvent.objects.filter(action="cash_rule.update").exists()


def test_an_entity_may_refuse_any_cash(books: Books) -> None:
    books.entity.refuses_cash = True
    books.entity.save()
    receipt = paid(books, "10,00")
    assert "n’accepte pas" in cash_refusals([receipt])[receipt.pk].text


def test_it_is_marked_prepared_and_not_posted_until_a_person_lets_it_through(
    books: Books,
) -> None:
    debt(books, "1500,00")
    receipt = paid(books, "300,00")
    clerk = make_staff(rights=ALL_RIGHTS)
    assert cash_marks([receipt])[receipt.pk].tone == "danger"
    prepare_receipts([receipt.pk], acting_user=clerk)
    with pytest.raises(BusinessError) as refusal:
        post_prepared(acting_user=clerk)
    assert "CMF D112-3" in " ".join(refusal.value.problems)

    with pytest.raises(BusinessError, match="pourquoi"):
        override_cash_rule(receipt.pk, acting_user=clerk, reason="  ")
    override_cash_rule(receipt.pk, acting_user=clerk, reason="Accord du directeur")
    override_cash_rule(receipt.pk, acting_user=clerk, reason="Encore")
    receipt.refresh_from_db()
    assert cash_marks([receipt])[receipt.pk].tone == "warning"
    post_prepared(acting_user=clerk)
    receipt.refresh_from_db()
    assert receipt.status == ReceiptStatus.POSTED
    (event,) = AuditEvent.objects.filter(action="receipt.override_cash_rule")
    assert event.data["reason"] == "Accord du directeur"


def test_what_the_rule_allows_needs_nobody(books: Books) -> None:
    with pytest.raises(BusinessError, match="Rien ne s’oppose"):
        override_cash_rule(paid(books, "10,00").pk, acting_user=make_staff(
            rights=ALL_RIGHTS), reason="Pour voir")  # fmt: skip


def test_only_those_with_the_right_may_let_it_through(books: Books, client: Client) -> None:
    debt(books, "1500,00")
    receipt = paid(books, "300,00")
    address = f"/brouillard/{receipt.pk}/especes/"
    client.force_login(make_staff(rights=ALL_RIGHTS))
    assert client.post(address, {"reason": "Parce que"}).status_code == 403
    client.force_login(make_staff(rights=[*ALL_RIGHTS, "receipts_draft.override_cash_rule"]))
    page = client.get(f"/brouillard/{receipt.pk}/volet/").content.decode()
    assert "Admettre ces espèces" in page
    assert client.post(address, {"reason": "Parce que"}).status_code == 303
    assert "Espèces admises par" in client.get(f"/encaissements/{receipt.pk}/").content.decode()


def test_many_lines_are_judged_in_a_constant_number_of_statements(
    books: Books, django_assert_max_num_queries: object
) -> None:
    rows = [paid(books, f"{n},00") for n in range(1, 30)]
    with django_assert_max_num_queries(5):  # type: ignore[operator]
        cash_marks(rows)


def test_the_ceilings_have_their_page(client: Client) -> None:
    client.force_login(make_staff(rights=["core_people.manage_settings"]))
    assert "1\u202f000,00" in client.get("/parametres/especes/").content.decode()
    answer = client.post("/parametres/especes/", {"ceiling": "800,00", "ceiling_abroad": "15 000"})
    assert answer.status_code == 302
    wrong = client.post("/parametres/especes/", {"ceiling": "-1", "ceiling_abroad": "15000"})
    assert wrong.status_code == 422


def prepared_and_posted(receipt: DraftReceipt, books: Books) -> None:
    user = make_staff(rights=ALL_RIGHTS)
    prepare_receipts([receipt.pk], acting_user=user)
    post_prepared(acting_user=user, ids=[receipt.pk])


def test_an_advance_of_4500_euros_is_not_split_into_900s(books: Books) -> None:
    """Nothing is owed: what the account pays in cash on one day counts together."""
    day = date(2026, 3, 2)
    prepared_and_posted(paid(books, "900,00", on=day), books)
    second = paid(books, "900,00", on=day)
    assert "le même jour" in cash_refusals([second])[second.pk].text
    with pytest.raises(BusinessError):
        prepared_and_posted(second, books)
    assert not is_refused(paid(books, "900,00", on=date(2026, 3, 3)))
    assert not is_refused(paid(books, "900,00", channel="transfer", on=day))


def test_two_lines_that_wait_count_together_until_one_is_taken_out(books: Books) -> None:
    day = date(2026, 3, 2)
    first, second = paid(books, "600,00", on=day), paid(books, "600,00", on=day)
    assert set(cash_refusals([first, second])) == {first.pk, second.pk}
    cancel_receipts([second.pk], acting_user=make_staff(rights=ALL_RIGHTS), reason="Virement")
    assert not is_refused(first)


def test_cash_that_was_given_back_counts_no_more(books: Books) -> None:
    day, user = date(2026, 3, 2), make_staff(rights=ALL_RIGHTS)
    first = paid(books, "900,00", on=day)
    prepared_and_posted(first, books)
    reverse_receipt(first.pk, acting_user=user, reason="Rendu", entry_date=day)
    assert not is_refused(paid(books, "900,00", on=day))


@pytest.mark.parametrize(
    ("usual", "abroad"), [("1000,01", "15000"), ("1000", "15000,01"), ("-1", "15000")]
)
def test_a_ceiling_is_never_laxer_than_the_law(usual: str, abroad: str) -> None:
    with pytest.raises(BusinessError, match="D112-3"):
        set_cash_rule(acting_user=make_staff(), ceiling=euros(usual), ceiling_abroad=euros(abroad))
    set_cash_rule(acting_user=make_staff(), ceiling=euros("500"), ceiling_abroad=euros("15000"))
