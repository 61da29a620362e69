"""A counter: a syndicate with its cheque journal (5112), its bank (512) and two co-owners."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import count
from typing import Any
from uuid import uuid4

from django.contrib.auth.models import Permission
from django.utils import timezone

from core.people.models import User
from ledger.books.enums import AccountRole
from ledger.books.models import Account, BankAccount, Entity, Journal, ReceiptJournal
from ledger.people.models import Building
from ledger.people.services import person_search_texts as search_texts
from receipts.counter.models import Batch, Cheque, DepositSlip
from receipts.counter.services.close_batch import close_batch
from receipts.counter.services.deposit_cheques import deposit_cheques
from receipts.counter.services.key_cheque import KeyedCheque, key_cheque
from receipts.counter.services.open_batch import open_batch, pre_close_batch, set_tape
from receipts.counter.services.transfer_case import (
    NewCase,
)
from receipts.draft.services.post_receipts import post_prepared
from receipts.draft.services.prepare_receipts import prepare_receipts
from tests import factories
from tests.factories import euros

DAY = date(2026, 11, 20)
RIGHTS = [
    "receipts_draft.see_draft",
    "receipts_draft.edit_draft",
    "receipts_draft.post_receipts",
    "receipts_counter.key_receipts",
    "receipts_counter.close_batch",
    "receipts_counter.deposit_cheques",
    "ledger_books.reverse_entry",
]
_numbers = count(4521)


@dataclass
class Counter:
    entity: Entity
    building: Building
    pierre: Account
    simone: Account
    to_cash: Account
    bank: Account
    fees: Account
    bank_journal: Journal
    bank_account: BankAccount


def make_counter(*, code: str = "S001") -> Counter:
    entity = factories.make_entity(code=code, name=f"Syndicat {code}")
    factories.make_years_until_today(entity=entity)
    building = factories.make_building(entity=entity, name=f"Résidence {code}", town="NANCY")
    to_cash = factories.make_account(
        entity=entity, code="511200", label="Chèques à encaisser", role=AccountRole.TREASURY
    )
    fees = factories.make_account(
        entity=entity, code="662000", label="Frais bancaires", role=AccountRole.OTHER
    )
    cheques = factories.make_journal(
        entity=entity, code="CM", treasury_account=to_cash, requires_voucher=True
    )
    bank_journal = factories.make_journal(entity=entity)
    ReceiptJournal.objects.create(entity=entity, channel="cheque", journal=cheques)
    ReceiptJournal.objects.create(entity=entity, channel="transfer", journal=bank_journal)
    made = Counter(
        entity=entity,
        building=building,
        pierre=make_owner(entity, building, "Pierre", "PROPRIETAIRE"),
        simone=make_owner(entity, building, "Simone", "BÉRANGER"),
        to_cash=to_cash,
        bank=Account.objects.get(entity=entity, code="512000"),
        fees=fees,
        bank_journal=bank_journal,
        bank_account=factories.make_bank_account(entity=entity),
    )
    search_texts.refresh_all()
    return made


def make_owner(entity: Entity, building: Building, first_name: str, last_name: str) -> Account:
    """A co-owner with a flat in the building."""
    party = factories.make_party(first_name=first_name, last_name=last_name, town="NANCY")
    account = factories.make_account(
        entity=entity,
        code=f"450{last_name[:6]}{party.pk}".replace("É", "E"),
        label=f"{first_name} {last_name}",
        party=party,
        building=building,
    )
    factories.make_lot(building=building, owner_account=account)
    return account


def make_cashier(**fields: Any) -> User:
    return factories.make_staff(rights=RIGHTS, **fields)


def permissions(rights: list[str]) -> list[Permission]:
    pairs = [right.split(".") for right in rights]
    return [
        Permission.objects.get(content_type__app_label=app_label, codename=codename)
        for app_label, codename in pairs
    ]


def keyed(shares: list[tuple[Account, str]], **fields: Any) -> KeyedCheque:
    """``keyed([(pierre, "65,63")])``: a cheque of their sum."""
    parts = [(account.pk, euros(text)) for account, text in shares]
    amount = sum(amount for _account, amount in parts)
    defaults: dict[str, Any] = {
        "form_id": uuid4(),
        "number": f"{next(_numbers):07}",
        "drawer": shares[0][0].label,
        "drawee_bank": "Crédit Agricole",
        "cheque_date": DAY,
        "amount": amount,
        "amount_in_figures": amount,
        "shares": parts,
    }
    return KeyedCheque(**{**defaults, **fields})


def make_batch(*, user: User, with_open_items: bool = False) -> Batch:
    return open_batch(
        acting_user=user, channel_code="cheque", arrival_date=DAY, with_open_items=with_open_items
    )


def make_cheques(
    amounts: list[str], *, account: Account, user: User, batch: Batch | None = None
) -> list[Cheque]:
    """Cheques of one account, keyed in an open batch."""
    batch = batch or make_batch(user=user)
    return [key_cheque(batch.pk, keyed([(account, text)]), acting_user=user) for text in amounts]


def close(batch: Batch, *, user: User) -> Batch:
    """Close it with a tape that agrees."""
    amounts = list(batch.cheques.values_list("amount", flat=True))
    set_tape(batch.pk, acting_user=user, amounts=amounts)
    pre_close_batch(batch.pk, acting_user=user)
    return close_batch(batch.pk, acting_user=user)


def post(batch: Batch, *, user: User) -> None:
    """Prepare and post all its lines of the draft."""
    ids = list(batch.cheques.values_list("shares__receipt", flat=True))
    prepare_receipts(ids, acting_user=user)
    post_prepared(acting_user=user, ids=ids)


def deposit(counter: Counter, *, user: User, **fields: Any) -> DepositSlip:
    defaults: dict[str, Any] = {
        "form_id": uuid4(),
        "bank_account_id": counter.bank_account.pk,
        "day": DAY,
    }
    return deposit_cheques(acting_user=user, **{**defaults, **fields}, today=timezone.localdate())


def make_second_bank(counter: Counter) -> tuple[BankAccount, Account]:
    """A savings account of the same entity, with its journal and its account in the books."""
    account = factories.make_account(
        entity=counter.entity, code="512100", label="Livret", role=AccountRole.TREASURY
    )
    journal = factories.make_journal(entity=counter.entity, code="LV", treasury_account=account)
    counter.bank_account.journal = counter.bank_journal
    counter.bank_account.save()
    bank = factories.make_bank_account(
        entity=counter.entity, iban="DE89370400440532013000", label="Livret", journal=journal
    )
    return bank, account


def balance(account: Account) -> str:
    """« 65,63 »: what an account's balance is now."""
    return str(Account.objects.get(pk=account.pk).balance).replace(".", ",")


def case(service: Any, **fields: Any) -> NewCase:
    """What is typed to hand a case over to that service."""
    defaults: dict[str, Any] = {
        "form_id": uuid4(),
        "service_id": service.pk,
        "papers": ["coupon"],
    }
    return NewCase(**{**defaults, **fields})
