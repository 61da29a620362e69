"""Requests, mandates and files that the tests of this room start from."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import count
from typing import Any

from django.core import mail
from django.utils import timezone

from core.database.crypto import Ring, blind_index
from core.database.iban import mask_iban
from core.files.enums import Direction
from core.files.models import ArchivedFile
from core.jobs.services import outbox
from core.people.models import User
from ledger.books.models import Account, BankAccount, Entity, Journal, ReceiptJournal
from receipts.draft.models import DraftReceipt
from sepa.requests.enums import RequestState
from sepa.requests.models import OneOffRequest
from sepa.requests.services.fetching import fetch_requests
from sepa.requests.services.signing import (
    Payable,
    Payer,
    SignatureContext,
    send_code,
    sign_request,
    start_request,
)
from tests import factories

_numbers = count(1)
ALL_RIGHTS = [
    "receipts_draft.see_draft",
    "receipts_draft.see_others",
    "receipts_draft.edit_draft",
    "receipts_draft.post_receipts",
    "sepa_collections.see_collections",
    "sepa_collections.fetch_requests",
    "sepa_collections.generate_collection",
    "core_people.reveal_iban",
]
CONTEXT = SignatureContext(session_key="s3ss10n", ip_address="192.0.2.7", user_agent="Firefox")


@dataclass
class House:
    """A syndicate that collects, one published co-owner, a client and an accountant."""

    entity: Entity
    bank_account: BankAccount
    journal: Journal
    account: Account
    client: User
    accountant: User


def make_house(*, code: str = "S001", **entity_fields: Any) -> House:
    entity = factories.make_entity(code=code, one_off_allowed=True, **entity_fields)
    factories.make_years_until_today(entity=entity)
    journal = factories.make_journal(entity=entity)
    ReceiptJournal.objects.create(entity=entity, channel="card_terminal", journal=journal)
    return House(
        entity=entity,
        bank_account=factories.make_bank_account(entity=entity),
        journal=journal,
        account=factories.make_account(entity=entity, published=True),
        client=factories.make_client(email="pierre@example.org"),
        accountant=factories.make_staff(rights=ALL_RIGHTS),
    )


def payable(house: House, **fields: Any) -> Payable:
    defaults: dict[str, Any] = {
        "entity_code": house.entity.code,
        "account_code": house.account.code,
        "creditor_name": house.entity.name,
        "creditor_address": "25 rue de Saurupt, 54000 NANCY",
        "creditor_identifier": house.entity.creditor_identifier,
        "one_off_allowed": True,
        "ceiling": None,
    }
    return Payable(**{**defaults, **fields})


def payer(**fields: Any) -> Payer:
    defaults = {
        "last_name": "Propriétaire",
        "first_name": "Pierre",
        "iban": factories.IBAN,
        "bic": factories.BIC,
    }
    return Payer(**{**defaults, **fields})


def start(house: House, *, amount: str = "65.63", key: str = "", **fields: Any) -> OneOffRequest:
    return start_request(
        acting_user=house.client,
        submission_key=key or f"form-{next(_numbers)}",
        payable=payable(house),
        payer=payer(**fields),
        amount=Decimal(amount),
        now=timezone.now(),
    )


def last_code() -> str:
    """The code in the last letter, once the outbox has been emptied."""
    outbox.deliver()
    found = re.search(r"^ +(\d{6})$", str(mail.outbox[-1].body), re.MULTILINE)
    assert found is not None
    return found[1]


def sign(house: House, request: OneOffRequest) -> OneOffRequest:
    send_code(request, acting_user=house.client, now=timezone.now())
    return sign_request(
        request,
        acting_user=house.client,
        accepted=True,
        code=last_code(),
        context=CONTEXT,
        now=timezone.now(),
    )


def make_pending(
    house: House, *, amount: str = "65.63", account_code: str = "", **fields: Any
) -> OneOffRequest:
    """A signed request, without the cost of its PDF and of its letters."""
    return make_many_pending(house, 1, amount=amount, account_code=account_code, **fields)[0]


def make_many_pending(
    house: House, number: int, *, amount: str = "65.63", account_code: str = "", **fields: Any
) -> list[OneOffRequest]:
    pdf, _made = ArchivedFile.objects.get_or_create(
        kind="mandate", name="mandat.pdf", sha256="0" * 64, size=1, direction=Direction.IN
    )
    now = timezone.now()
    rows = []
    for _turn in range(number):
        rank = next(_numbers)
        defaults: dict[str, Any] = {
            "state": RequestState.PENDING,
            "state_at": now,
            "client": house.client,
            "submission_key": f"pending-{rank}",
            "entity_code": house.entity.code,
            "account_code": account_code or house.account.code,
            "amount": Decimal(amount),
            "creditor_name": house.entity.name,
            "creditor_identifier": house.entity.creditor_identifier,
            "last_name": "Propriétaire",
            "first_name": "Pierre",
            "email": "pierre@example.org",
            "bic": factories.BIC,
            "iban": factories.IBAN,
            "iban_index": blind_index(factories.IBAN, Ring.EXTRANET),
            "iban_masked": mask_iban(factories.IBAN),
            "mandate_reference": f"{house.entity.code}-{house.account.code}-{rank:08d}",
            "text_version": "2026-11",
            "signed_at": now,
            "evidence": {"text_version": "2026-11", "channel": "email_code"},
            "pdf": pdf,
        }
        rows.append(OneOffRequest(**{**defaults, **fields}))
    return OneOffRequest.objects.bulk_create(rows)


def make_lines(house: House, number: int = 1, **fields: Any) -> list[DraftReceipt]:
    """Lines of the draft with their mandates, fetched for real."""
    requests = make_many_pending(house, number, **fields)
    fetch_requests(acting_user=house.accountant, now=timezone.now())
    keys = [str(request.uid) for request in requests]
    return list(DraftReceipt.objects.filter(source_key__in=keys).order_by("pk"))


def ids(lines: Sequence[DraftReceipt]) -> list[int]:
    return [line.pk for line in lines]
