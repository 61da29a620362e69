"""Between the noting of a debit and the closing of its batch, the world goes on."""

from __future__ import annotations

import pytest
from django.utils import timezone

from core.people.models import User
from core.text.errors import BusinessError
from ledger.people.enums import FlagKind
from ledger.people.models import Party
from ledger.people.services.flag_party import raise_flag
from receipts.counter.models import ItemOutcome
from receipts.counter.services.close_batch import close_batch
from receipts.counter.services.key_cheque import key_cheque
from receipts.counter.services.note_outcome import remove_outcome
from receipts.draft.channels import CHANNELS
from receipts.draft.models import DraftReceipt
from receipts.draft.services.draft_receipts import NewReceipt, draft_receipts
from tests.factories import euros
from tests.receipts.counter import factories as make
from tests.receipts.counter import later
from tests.receipts.counter.owing import allow_debits, make_batch, note, owe, signed

pytestmark = pytest.mark.django_db
OTHER_IBAN = "FR1420041010050500013M02606"


@pytest.fixture
def counter() -> make.Counter:
    counter = make.make_counter()
    allow_debits(counter)
    return counter


@pytest.fixture
def user() -> User:
    return make.make_cashier()


@pytest.fixture
def second(counter: make.Counter) -> int:
    return owe(counter, "65,63", "2e trim.")


def draft(counter: make.Counter, user: User, amount: str, channel: str = "one_off") -> None:
    """A line of the draft for Pierre: what he signed online, once fetched, or his cash."""
    new = NewReceipt(
        channel=channel,
        source_key="x1",
        movement_date=timezone.localdate(),
        label="Règlement Pierre PROPRIETAIRE",
        amount=euros(amount),
        entity_id=counter.entity.pk,
        account_id=counter.pierre.pk,
        assigned_to_id=user.pk,
    )
    draft_receipts([new], acting_user=user)


def refused(batch, user: User) -> None:
    """The closing names the item, and nothing of it was done."""
    before = DraftReceipt.objects.count()
    with pytest.raises(BusinessError, match=r"2e trim\..* ferait payer deux fois"):
        make.close(batch, user=user)
    assert DraftReceipt.objects.count() == before


def test_what_was_fetched_since_is_not_debited_twice(counter, user, second) -> None:
    batch = make_batch(user)
    row = note(batch, second, "bill_again", user, **signed(iban=OTHER_IBAN))
    draft(counter, user, "65,63")
    refused(batch, user)
    remove_outcome(row.pk, acting_user=user)


@pytest.mark.parametrize("with_cheque", [True, False])
def test_a_cheque_of_a_colleague_counts_open_or_closed(counter, user, second, with_cheque) -> None:
    batch, paul = make_batch(user), make.make_cashier()
    note(batch, second, "bill_again", user, **signed(iban=OTHER_IBAN))
    other = make.make_batch(user=paul)
    key_cheque(other.pk, make.keyed([(counter.pierre, "65,63")]), acting_user=paul)
    if with_cheque:
        make.close(other, user=paul)
    refused(batch, user)


def test_a_kept_cheque_counts(counter, user, second) -> None:
    batch = make_batch(user)
    note(batch, second, "bill_again", user, **signed(iban=OTHER_IBAN))
    later.hold(counter.pierre, ["65,63"], user=user)
    refused(batch, user)


def test_a_cheque_of_the_same_batch_counts_once(counter, user, second) -> None:
    owe(counter, "40", "3e trim.")
    batch = make_batch(user)
    note(batch, second, "bill_again", user, **signed(iban=OTHER_IBAN))
    key_cheque(batch.pk, make.keyed([(counter.pierre, "40")]), acting_user=user)
    make.close(batch, user=user)
    assert DraftReceipt.objects.count() == 2


@pytest.mark.dated
def test_two_debits_of_one_account_count_once_each(counter, user, second) -> None:
    third = owe(counter, "40", "3e trim.")
    batch = make_batch(user)
    for line in (second, third):
        note(batch, line, "bill_again", user, **signed(iban=OTHER_IBAN))
    draft(counter, user, "0,01", "transfer")
    refused(batch, user)
    remove_outcome(ItemOutcome.objects.get(line=third).pk, acting_user=user)
    close_batch(batch.pk, acting_user=user)


def test_many_debits_are_closed_in_as_many_statements(
    counter, user, second, django_assert_max_num_queries
) -> None:
    batch = make_batch(user)
    for rank in range(8):
        line = owe(
            counter, "40", f"Appel {rank}", account=[counter.pierre, counter.simone][rank % 2]
        )
        holder = ["Pierre PROPRIETAIRE", "Simone BÉRANGER"][rank % 2]
        note(batch, line, "bill_again", user, **signed(iban=OTHER_IBAN, holder=holder))
    with django_assert_max_num_queries(70):
        make.close(batch, user=user)
    assert DraftReceipt.objects.count() == 8


@pytest.mark.parametrize("kind", list(FlagKind))
def test_who_was_flagged_since_is_not_debited(counter, user, second, kind) -> None:
    batch = make_batch(user)
    note(batch, second, "bill_again", user, **signed(iban=OTHER_IBAN))
    day = timezone.localdate()
    raise_flag(
        party=counter.pierre.party,
        kind=kind,
        since=day,
        note="",
        acting_user=user,
        today=timezone.localdate(),
    )
    with pytest.raises(BusinessError, match=r"2e trim\..*ne prélevez pas"):
        make.close(batch, user=user)
    assert not DraftReceipt.objects.exists()


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"one_off_allowed": False}, "n’autorise pas"),
        ({"one_off_ceiling": euros("50")}, "limité à 50,00"),
        ({"creditor_identifier": ""}, "ICS valide"),
    ],
)
def test_what_the_entity_allows_is_read_again(counter, user, second, fields, refusal) -> None:
    batch = make_batch(user)
    note(batch, second, "bill_again", user, **signed(iban=OTHER_IBAN))
    allow_debits(counter, **fields)
    with pytest.raises(BusinessError, match=refusal):
        make.close(batch, user=user)
    assert not DraftReceipt.objects.exists()


def test_nobody_without_a_name_is_debited(counter, user, second) -> None:
    Party.objects.filter(pk=counter.pierre.party.pk).update(last_name=" ", company="")
    with pytest.raises(BusinessError, match="pas de nom"):
        note(make_batch(user), second, "bill_again", user, **signed(iban=OTHER_IBAN))


def test_a_line_signed_online_says_that_the_desk_debits_too(counter, user, second) -> None:
    batch = make_batch(user)
    row = note(batch, second, "bill_again", user, **signed(iban=OTHER_IBAN))
    draft(counter, user, "65,63")
    online = DraftReceipt.objects.get()
    said = lambda: [str(mark.text) for mark in CHANNELS.get("one_off").marks([online])[online.pk]]  # noqa: E731
    assert "Aussi prélevé par le guichet" in said()
    remove_outcome(row.pk, acting_user=user)
    assert said() == ["Sans fichier"]
