"""One published co-owner, and ways to make the books move."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.test import Client, override_settings
from django.utils import timezone

from core.people.enums import UserKind
from core.people.models import Agency, User
from extranet.publication.models import ClientAccess, PublishedAccount
from extranet.publication.rules.references import party_reference
from extranet.publication.services.publishing import publish
from ledger.books.models import Account, Entity, FiscalYear, Journal
from ledger.books.posting import NewEntry, NewLine, post_entries
from ledger.people.models import Party
from receipts.draft.models import DraftReceipt
from receipts.draft.services.draft_receipts import NewReceipt, draft_receipts
from tests.factories import (
    PASSWORD,
    euros,
    make_account,
    make_bank_account,
    make_entity,
    make_journal,
    make_party,
    make_years_until_today,
)

DAY = date(2026, 3, 20)


@dataclass
class Books:
    """A syndicate that allows one-off debits, with one co-owner chosen for the extranet."""

    entity: Entity
    year: FiscalYear
    journal: Journal
    party: Party
    account: Account
    calls: Account


def make_books(*, code: str = "S001", party: Party | None = None, **account: Any) -> Books:
    entity = make_entity(code=code, one_off_allowed=True)
    make_bank_account(entity=entity)
    party = party or make_party(email="pierre@example.org")
    fields = {"party": party, "published": True, **account}
    return Books(
        entity=entity,
        year=make_years_until_today(entity=entity),
        journal=make_journal(entity=entity),
        party=party,
        account=make_account(entity=entity, **fields),
        calls=make_account(entity=entity, code="701000", label="Provisions", party=None),
    )


def post(
    books: Books, *, debit: str = "0", credit: str = "0", day: date = date(2026, 3, 15), **more: Any
) -> int:
    """A call for funds (debit) or a receipt (credit) on the co-owner's account. Its entry's id."""
    account = more.pop("account", books.account)
    label = more.pop("label", "Appel de fonds" if debit != "0" else "Règlement")
    due_on = more.pop("due_on", None)
    owed, paid = euros(debit), euros(credit)
    lines = [
        NewLine(account.pk, owed, paid, label, due_on=due_on),
        NewLine(books.calls.pk, paid, owed, label),
    ]
    with transaction.atomic():
        return post_entries(
            [NewEntry(books.entity.pk, books.journal.pk, day, "", label, lines)],
            acting_user=None,
            today=timezone.localdate(),
        )[0]


def published(books: Books) -> PublishedAccount:
    """The account as its client sees it, after a publication."""
    publish(acting_user=None, now=timezone.now())
    return PublishedAccount.objects.get(account_code=books.account.code)


def make_access(*, party: Party, username: str = "pierre.proprietaire", **fields: Any) -> User:
    """A client who has already chosen a password."""
    user = User.objects.create_user(
        username,
        password=PASSWORD,
        kind=UserKind.CLIENT,
        email=party.email,
        first_name=party.first_name,
        last_name=party.last_name,
    )
    now = timezone.now()
    defaults: dict[str, Any] = {
        "issued_at": now,
        "initial_expires_at": now + timedelta(days=14),
        "initial_used_at": now,
        "must_choose_password": False,
    }
    ClientAccess.objects.create(
        user=user, party_reference=party_reference(party.pk), **{**defaults, **fields}
    )
    return user


@contextmanager
def on_the_extranet() -> Iterator[None]:
    """The clients' site, with its own URLs."""
    Agency.objects.get_or_create(
        pk=1, defaults={"name": "Agence Crypto", "phone": "03 83 00 00 00"}
    )
    # A cache of its own: throttled sign-ins of one test must not weigh on the next.
    own = {
        "default": {
            "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
            "LOCATION": str(uuid4()),
        }
    }
    with override_settings(LSC_SITE="extranet", ROOT_URLCONF="lsc.urls.extranet", CACHES=own):
        yield


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def draft(books: Books, amount: str, **fields: Any) -> DraftReceipt:
    """Money for the account that stands in the draft, not yet in the books."""
    defaults: dict[str, Any] = {
        "channel": "kiosk",
        "source_key": amount,
        "movement_date": DAY,
        "label": "Règlement",
        "amount": euros(amount),
        "entity_id": books.entity.pk,
        "account_id": books.account.pk,
    }
    drafted = draft_receipts([NewReceipt(**{**defaults, **fields})], acting_user=None)
    return DraftReceipt.objects.get(pk=drafted.ids[0])
