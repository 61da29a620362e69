"""The demo's mail and till: batches of cheques closed into the draft, and a count that differs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

from django.utils import timezone

from core.people.models import User
from ledger.books.models import Account
from lsc.demo.chart import RENTAL, SYNDICATE
from receipts.counter.services.close_batch import close_batch
from receipts.counter.services.key_cheque import KeyedCheque, key_cheque
from receipts.counter.services.open_batch import open_batch, pre_close_batch, set_tape
from receipts.till.selectors.cash_book import cash_day
from receipts.till.services.count_till import count_till

#: What the till holds beyond its book, in euros.
SURPLUS = Decimal("5.00")


@dataclass(frozen=True)
class Posted:
    """A cheque that came by the mail."""

    entity: str
    account: str
    amount: Decimal
    number: str
    bank: str


#: Who keys which cheques, one batch each.
BATCHES = (
    (
        "jlc",
        (
            Posted(SYNDICATE, "450HUMBERT", Decimal("530.40"), "0004521", "Crédit Agricole"),
            Posted(SYNDICATE, "450THIRION", Decimal("318.40"), "7730012", "Crédit Mutuel"),
        ),
    ),
    ("mdn", (Posted(RENTAL, "411PETITJE", Decimal("489.90"), "1180457", "Banque Postale"),)),
)


def fill(today: date, *, staff: dict[str, User], accounts: dict[tuple[str, str], Account]) -> int:
    """Key and close the batches, count the till. Returns how many lines of the draft they are."""
    # A payment of last year would fall into a year that may be closed.
    arrival = max(today - timedelta(days=2), date(today.year, 1, 1))
    for whose, cheques in BATCHES:
        _batch(cheques, arrival, staff[whose], accounts)
    _count_the_till(arrival, staff["mdn"], accounts[RENTAL, "530000"])
    return sum(len(cheques) for _whose, cheques in BATCHES)


def _batch(
    cheques: Sequence[Posted],
    arrival: date,
    clerk: User,
    accounts: dict[tuple[str, str], Account],
) -> None:
    batch = open_batch(
        acting_user=clerk, channel_code="cheque", arrival_date=arrival, with_open_items=False
    )
    for cheque in cheques:
        account = accounts[cheque.entity, cheque.account]
        keyed = KeyedCheque(
            form_id=uuid4(),
            number=cheque.number,
            drawer=account.label,
            drawee_bank=cheque.bank,
            cheque_date=arrival,
            amount=cheque.amount,
            amount_in_figures=cheque.amount,
            shares=[(account.pk, cheque.amount)],
        )
        key_cheque(batch.pk, keyed, acting_user=clerk)
    set_tape(batch.pk, acting_user=clerk, amounts=[cheque.amount for cheque in cheques])
    pre_close_batch(batch.pk, acting_user=clerk)
    close_batch(batch.pk, acting_user=clerk)


def _count_the_till(day: date, clerk: User, till: Account) -> None:
    count_till(
        account=till,
        day=day,
        counted=cash_day(till, day).closing + SURPLUS,
        reason="Un billet de 5 € de trop, sans doute un appoint non rendu",
        acting_user=clerk,
        today=timezone.localdate(),
    )
