"""Pierre owes 65,63 €, pays on the extranet at night, and the accountant posts it at nine."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone
from lxml import etree

from core.files.services import archive
from core.jobs.models import SystemMessage
from core.jobs.services import outbox
from core.people.models import User
from core.text.errors import BusinessError
from extranet.publication.models import PublishedAccount
from extranet.publication.services.mark_accounts import mark_accounts
from extranet.publication.services.publishing.publish import publish
from extranet.site.selectors import access_of, payable, payments_on, position_of
from ledger.books.models import Account, Entity
from receipts.draft.enums import ReceiptStatus, RefusalCode
from receipts.draft.models import DraftReceipt
from receipts.draft.services.post_receipts import post_prepared
from receipts.draft.services.prepare_receipts import prepare_receipts
from sepa.collections.services.generate_collections import generate_collections
from sepa.collections.services.settle_collection import mark_sent
from sepa.requests.models import OneOffRequest
from sepa.requests.services.fetching import fetch_requests
from sepa.requests.services.signing import (
    Payer,
    SignatureContext,
    send_code,
    sign_request,
    start_request,
)
from tests.factories import make_staff
from tests.stories.office import (
    RIGHTS,
    balance,
    books_of,
    open_account,
    open_books,
    owe,
    told,
)

pytestmark = pytest.mark.django_db

IBAN = "FR7610278040050002198764023"


class Day:
    """The syndicate, its accountant and its client, as they are that morning."""

    def __init__(self) -> None:
        self.today = timezone.localdate()
        self.marie = make_staff(username="marie", rights=RIGHTS)
        self.gilbert: Entity = open_books(
            "S001", "Syndicat Gilbert", year=self.today.year, one_off=True
        )
        self.gilbert.validator = self.marie
        self.gilbert.save()
        self.pierre: Account = open_account(
            self.gilbert, "450PIERREP", "Pierre", "PROPRIETAIRE", accountant=self.marie
        )
        owe(
            self.pierre, "65,63", label="Solde du 3e trimestre",
            on=date(self.today.year, 1, 1), acting_user=self.marie,
        )  # fmt: skip
        marked = mark_accounts([self.pierre.pk], acting_user=self.marie, now=timezone.now())
        self.client: User = marked.issued[0].access.user
        publish(acting_user=self.marie, now=timezone.now())

    def shown(self) -> PublishedAccount:
        return PublishedAccount.objects.get(account_code="450PIERREP")

    def on_screen(self) -> tuple[str, Decimal, Decimal]:
        """What Pierre reads: words, what is being debited, what is left to pay."""
        account = self.shown()
        access = access_of(self.client)
        assert access is not None
        position = position_of(account, payments_on([account]), access, today=timezone.localdate())
        return position.words, position.under_way, position.left_to_pay

    def ask(self, amount: str) -> OneOffRequest:
        account = self.shown()
        return start_request(
            acting_user=self.client,
            submission_key=f"form-{amount}",
            payable=payable(account),
            payer=Payer(
                last_name="PROPRIETAIRE",
                first_name="Pierre",
                iban=IBAN,
                bic="CMCIFR2A",
            ),
            amount=Decimal(amount),
            now=timezone.now(),
        )

    def sign(self, asked: OneOffRequest, mailoutbox: list[Any]) -> OneOffRequest:
        send_code(asked, acting_user=self.client, now=timezone.now())
        outbox.deliver()
        code = re.search(r"\b\d{6}\b", mailoutbox[-1].body)
        assert code is not None
        return sign_request(
            asked,
            acting_user=self.client,
            accepted=True,
            code=code[0],
            context=SignatureContext("session", "192.0.2.7", "téléphone"),
            now=timezone.now(),
        )


@pytest.mark.dated
def test_from_the_click_to_the_posted_entry(mailoutbox: list[Any]) -> None:
    day = Day()
    nothing = Decimal("0.00")
    assert day.on_screen()[0].replace("\u202f", " ") == "Vous devez 65,63 €"

    # At night Pierre asks for the debit and signs: nothing is in the books, nothing is owed twice.
    asked = day.sign(day.ask("65.63"), mailoutbox)
    assert day.on_screen()[1:] == (Decimal("65.63"), nothing)
    assert balance(day.pierre) == "65,63"

    # At midnight it is fetched, once, however often one asks. Marie is told.
    assert fetch_requests(acting_user=None, now=timezone.now()).count == 1
    assert fetch_requests(acting_user=None, now=timezone.now()).count == 0
    receipt = DraftReceipt.objects.get()
    assert (receipt.amount, receipt.status) == (Decimal("65.63"), ReceiptStatus.PENDING)
    news = SystemMessage.objects.filter(recipient=day.marie, identity__startswith="sepa.fetched")
    assert "65,63" in news.get().title

    # At nine she makes the file for the bank: one debit of 65,63 €, and never a second file.
    (collection,) = generate_collections([receipt.pk], acting_user=day.marie, now=timezone.now())
    tree = etree.fromstring(archive.read(collection.file))
    space = {"p": etree.QName(tree).namespace or ""}
    assert tree.findtext(".//p:CtrlSum", namespaces=space) == "65.63"
    assert tree.findtext(".//p:MndtId", namespaces=space) == asked.mandate_reference
    assert tree.findtext(".//p:DbtrAcct//p:IBAN", namespaces=space) == IBAN
    with pytest.raises(BusinessError):
        generate_collections([receipt.pk], acting_user=day.marie, now=timezone.now())
    mark_sent(collection, acting_user=day.marie, now=timezone.now())

    # She prepares: still nothing in the books. She posts: bank against client.
    prepare_receipts([receipt.pk], acting_user=day.marie)
    assert balance(day.pierre) == "65,63"
    post_prepared(acting_user=day.marie)
    assert balance(day.pierre) == "0,00"
    assert books_of(day.gilbert) == told(f"""
        AF 1 01/01/{day.today.year} Solde du 3e trimestre
          450PIERREP       65,63
          701000                       65,63
        BQ 1 {day.today:%d/%m/%Y} Règlement Pierre PROPRIETAIRE
          512000           65,63
          450PIERREP                   65,63
    """)

    # Until the next publication Pierre sees the debt and its debit; after it, neither.
    assert day.on_screen()[1:] == (Decimal("65.63"), nothing)
    publish(acting_user=day.marie, now=timezone.now())
    assert day.on_screen() == ("Vous êtes à jour", nothing, nothing)
    lines = [(line.debit, line.credit) for line in day.shown().lines.order_by("date", "pk")]
    assert sorted(lines) == [(nothing, Decimal("65.63")), (Decimal("65.63"), nothing)]


def test_a_part_payment_leaves_the_rest_to_pay(mailoutbox: list[Any]) -> None:
    day = Day()
    day.sign(day.ask("40.00"), mailoutbox)
    assert day.on_screen()[1:] == (Decimal("40.00"), Decimal("25.63"))

    fetch_requests(acting_user=None, now=timezone.now())
    receipt = DraftReceipt.objects.get()
    prepare_receipts([receipt.pk], acting_user=day.marie, answers=[RefusalCode.NO_BANK_FILE])
    post_prepared(acting_user=day.marie)
    publish(acting_user=day.marie, now=timezone.now())

    assert balance(day.pierre) == "25,63"
    words, under_way, left = day.on_screen()
    assert words.replace("\u202f", " ") == "Vous devez 25,63 €"
    assert (under_way, left) == (Decimal("0.00"), Decimal("25.63"))


def test_the_year_closes_before_the_debit_is_posted(mailoutbox: list[Any]) -> None:
    day = Day()
    day.sign(day.ask("65.63"), mailoutbox)
    fetch_requests(acting_user=None, now=timezone.now())
    receipt = DraftReceipt.objects.get()
    day.gilbert.fiscal_years.update(status="closed_online")

    with pytest.raises(BusinessError):
        prepare_receipts([receipt.pk], acting_user=day.marie)

    receipt.refresh_from_db()
    assert receipt.status == ReceiptStatus.PENDING
    assert balance(day.pierre) == "65,63"
