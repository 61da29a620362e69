"""Clients who owe: the counter's co-owner with calls for funds, and what is left of them."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from core.jobs.services import outbox
from core.people.models import User
from ledger.books.models import Account, EntryLine, ReceiptJournal
from ledger.books.posting import NewEntry, NewLine, post_entries
from ledger.matching.selectors.open_items import debts, open_items
from receipts.counter.models import Batch, ItemOutcome
from receipts.counter.services.note_outcome import note_outcome
from receipts.draft.enums import RefusalCode
from receipts.draft.services.post_receipts import post_prepared
from receipts.draft.services.prepare_receipts import prepare_receipts
from sepa.mandates.models import Mandate
from tests import factories
from tests.factories import euros
from tests.receipts.counter import factories as make

QUARTERS = {
    "1er trim.": date(2026, 1, 1),
    "2e trim.": date(2026, 4, 1),
    "3e trim.": date(2026, 7, 1),
}
FLAG = "ledger_people.flag_parties"


@transaction.atomic
def owe(
    counter: make.Counter,
    amount: str,
    label: str,
    *,
    account: Account | None = None,
    day: date | None = None,
    due_on: date | None = None,
) -> int:
    """A call for funds; returns its line on the client's account."""
    account = account or counter.pierre
    income, _made = Account.objects.get_or_create(
        entity=counter.entity, code="701000", defaults={"label": "Provisions"}
    )
    none = euros("0")
    (entry,) = post_entries(
        [
            NewEntry(
                counter.entity.pk,
                counter.bank_journal.pk,
                day or QUARTERS.get(label, date(2026, 7, 1)),
                "",
                label,
                [
                    NewLine(account.pk, euros(amount), none, label, due_on=due_on),
                    NewLine(income.pk, none, euros(amount), label),
                ],
            )
        ],
        acting_user=None,
        today=timezone.localdate(),
    )
    return EntryLine.objects.get(entry=entry, account=account).pk


def owed(account: Account) -> dict[str, str]:
    """« {"2e trim.": "30,00"} »: what is left of each open debt."""
    items = debts(open_items([account.pk]))
    return {item.label: f"{item.remainder}".replace(".", ",") for item in items}


def make_batch(user: User) -> Batch:
    return make.make_batch(user=user, with_open_items=True)


def post(batch: Batch, user: User) -> None:
    """To the books, and matched."""
    make.close(batch, user=user)
    make.post(batch, user=user)
    outbox.deliver()


def note(batch: Batch, line_id: int, kind: str, user: User, **values: Any) -> ItemOutcome:
    line = EntryLine.objects.get(pk=line_id)
    return note_outcome(
        batch.pk,
        form_id=values.pop("form_id", None) or uuid4(),
        account_id=line.account_id,
        line_id=line_id,
        kind=kind,
        values=values,
        acting_user=user,
    )


def signed(**values: Any) -> dict[str, Any]:
    """What a signed coupon says."""
    return {"holder": "Pierre PROPRIETAIRE", "signed_on": date(2026, 11, 18), **values}


def allow_debits(counter: make.Counter, **fields: Any) -> None:
    """The entity may debit its clients once; the money goes to its bank's journal."""
    for name, value in {"one_off_allowed": True, **fields}.items():
        setattr(counter.entity, name, value)
    counter.entity.save()
    ReceiptJournal.objects.get_or_create(
        entity=counter.entity, channel="one_off", defaults={"journal": counter.bank_journal}
    )


def make_debited(counter: make.Counter, user: User) -> Mandate:
    """Pierre was debited once, of a first call of 10 €, on a coupon that gave his IBAN."""
    line = owe(counter, "10", "1er trim.")
    batch = make_batch(user)
    note(batch, line, "bill_again", user, **signed(iban=factories.IBAN))
    make.close(batch, user=user)
    ids = list(ItemOutcome.objects.filter(line=line).values_list("receipt", flat=True))
    prepare_receipts(ids, acting_user=user, answers=[RefusalCode.NO_BANK_FILE])
    post_prepared(acting_user=user, ids=ids)
    outbox.deliver()
    return Mandate.objects.get()
