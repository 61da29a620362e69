"""The office in which the stories happen, and its books written as an accountant writes them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from textwrap import dedent

from django.utils import timezone

from core.people.models import User
from ledger.books.enums import AccountRole
from ledger.books.models import Account, Entity, Entry, Journal, ReceiptJournal
from receipts.draft.models import DraftReceipt
from receipts.draft.services.draft_receipts import NewReceipt, draft_receipts
from tests.factories import (
    euros,
    make_account,
    make_bank_account,
    make_building,
    make_entity,
    make_fiscal_year,
    make_journal,
    make_party,
)

RIGHTS = [
    "receipts_draft.see_draft",
    "receipts_draft.see_others",
    "receipts_draft.edit_draft",
    "receipts_draft.post_receipts",
    "ledger_books.reverse_entry",
    "sepa_collections.fetch_requests",
    "sepa_collections.generate_collection",
    "extranet_publication.publish",
    "core_people.receive_system_messages",
]


def open_books(code: str, name: str, *, year: int, one_off: bool = False) -> Entity:
    """An entity with its year, its bank (BQ, 512000) and its cheque journal (CM, 511200)."""
    entity = make_entity(code=code, name=name, one_off_allowed=one_off)
    make_bank_account(entity=entity)
    make_fiscal_year(entity=entity, start=date(year, 1, 1), end=date(year, 12, 31))
    bank = make_journal(entity=entity, code="BQ", label="Banque")
    cheques = make_journal(
        entity=entity,
        code="CM",
        label="Chèques",
        treasury_account=make_account(
            entity=entity, code="511200", label="Chèques à encaisser", role=AccountRole.TREASURY
        ),
        requires_voucher=True,
    )
    for channel, journal in (("one_off", bank), ("transfer", bank), ("cheque", cheques)):
        ReceiptJournal.objects.create(entity=entity, channel=channel, journal=journal)
    return entity


def open_account(
    entity: Entity, code: str, first_name: str, last_name: str, *, accountant: User | None = None
) -> Account:
    """A co-owner's or tenant's account with its party."""
    party = make_party(
        first_name=first_name,
        last_name=last_name,
        email=f"{first_name}.{last_name}@courriel.example".lower(),
    )
    building = entity.buildings.first() or make_building(entity=entity, accountant=accountant)
    return make_account(
        entity=entity,
        code=code,
        label=f"{first_name} {last_name}",
        role=AccountRole.CO_OWNER if entity.is_syndicate else AccountRole.TENANT,
        party=party,
        building=building,
        accountant=accountant,
    )


def owe(
    account: Account,
    text: str,
    *,
    label: str,
    on: date,
    acting_user: User,
    due_on: date | None = None,
) -> None:
    """Call funds: the co-owner owes ``text`` euros, the income account 701000 earns them."""
    from django.db import transaction

    from ledger.books.posting import NewEntry, NewLine, post_entries

    entity, zero = account.entity, Decimal("0.00")
    income, _made = Account.objects.get_or_create(
        entity=entity, code="701000", defaults={"label": "Provisions sur opérations courantes"}
    )
    journal = Journal.objects.filter(entity=entity, code="AF").first() or make_journal(
        entity=entity, code="AF", label="Appels de fonds"
    )
    with transaction.atomic():
        post_entries(
            [
                NewEntry(
                    entity_id=entity.pk,
                    journal_id=journal.pk,
                    date=on,
                    voucher="",
                    label=label,
                    lines=[
                        NewLine(account.pk, euros(text), zero, label, due_on=due_on),
                        NewLine(income.pk, zero, euros(text), label),
                    ],
                )
            ],
            acting_user=acting_user,
            today=timezone.localdate(),
        )


def receive(
    channel: str, account: Account, text: str, *, on: date, reference: str, owner: User
) -> DraftReceipt:
    """A payment of ``text`` euros reaches the draft."""
    drafted = draft_receipts(
        [
            NewReceipt(
                channel=channel,
                source_key=reference,
                movement_date=on,
                label=f"Règlement {account.label}",
                amount=euros(text),
                entity_id=account.entity_id,
                account_id=account.pk,
                movement_reference=reference,
                assigned_to_id=owner.pk,
            )
        ],
        acting_user=owner,
    )
    return DraftReceipt.objects.get(pk=drafted.ids[0])


def french(amount: Decimal) -> str:
    """``1 234,56`` with plain spaces, as it is typed in a story."""
    return f"{amount:,.2f}".replace(",", " ").replace(".", ",") if amount else ""


def books_of(entity: Entity) -> str:
    """Every entry of the entity: journal, number, date, voucher, label; accounts, debit, credit."""
    pages = []
    entries = Entry.objects.filter(entity=entity).select_related("journal").order_by("id")
    for entry in entries:
        head = f"{entry.journal.code} {entry.number} {entry.date:%d/%m/%Y} {entry.voucher}".strip()
        pages.append(f"{head} {entry.label}")
        for line in entry.lines.select_related("account").order_by("id"):
            row = f"  {line.account.code:<12}{french(line.debit):>10}{french(line.credit):>12}"
            pages.append(row.rstrip())
    return "\n".join(pages)


def told(text: str) -> str:
    """A block of a story without its indentation."""
    return dedent(text).strip("\n").rstrip()


def balance(account: Account) -> str:
    """What the account owes, in euros: ``65,63``; ``0,00`` when it owes nothing."""
    account.refresh_from_db()
    return french(account.balance) or "0,00"
