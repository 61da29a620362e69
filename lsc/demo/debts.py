"""The demo's batch with open items: a debt chosen, one refused, one to be paid by card."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

from core.people.models import User
from ledger.books.enums import AccountRole
from ledger.books.models import Account
from ledger.matching.services.match_exact_sums import match_exact_sums
from lsc.demo import people
from lsc.demo.chart import SYNDICATE
from receipts.counter.selectors.open_items import Owed, read_books
from receipts.counter.services.key_cheque import KeyedCheque, key_cheque
from receipts.counter.services.note_outcome import note_outcome
from receipts.counter.services.open_batch import open_batch

#: What the cheque brings beyond the debt that it settles, in euros.
TOO_MUCH = Decimal("12.30")
REFUSAL = "Conteste la répartition de l’eau"


def fill(today: date, *, staff: dict[str, User]) -> int:
    """An open batch with a cheque of one debtor and the outcomes of two. Returns how many debtors
    it tells of."""
    clerk = staff["jlc"]
    batch = open_batch(
        acting_user=clerk, channel_code="cheque", arrival_date=today, with_open_items=True
    )
    debtors = _debtors(today)
    for rank, (account, owed) in enumerate(debtors):
        if rank == 0:
            _pay_the_last(batch.pk, account, owed[-1], today, clerk)
        else:
            kind, values = [
                ("no_payment", {"reason": REFUSAL}),
                ("card_request", {"place": "online"}),
            ][rank - 1]
            note_outcome(
                batch.pk,
                form_id=uuid4(),
                account_id=account.pk,
                line_id=owed[0].item.line_id,
                kind=kind,
                values=values,
                acting_user=clerk,
            )
    return len(debtors)


def _debtors(today: date) -> list[tuple[Account, list[Owed]]]:
    """Three co-owners who owe; the play's own is left to it."""
    rows = Account.objects.filter(
        entity__code=SYNDICATE, role=AccountRole.CO_OWNER, balance__gt=0, party__isnull=False
    ).exclude(code=people.PIERRE.account)
    accounts = list(rows.order_by("code"))
    # As the night does: what was paid to the cent is no open item.
    match_exact_sums(accounts=[account.pk for account in accounts], acting_user=None, on=today)
    owed = read_books([account.pk for account in accounts]).owed
    return [(each, list(owed[each.pk])) for each in accounts if owed[each.pk]][:3]


def _pay_the_last(batch_id: int, account: Account, owed: Owed, today: date, clerk: User) -> None:
    """The debtor names the latest debt; what is over stays on the account."""
    amount = owed.free + TOO_MUCH
    key_cheque(
        batch_id,
        KeyedCheque(
            form_id=uuid4(),
            number="0077311",
            drawer=account.label,
            drawee_bank="Crédit Agricole",
            cheque_date=today,
            amount=amount,
            amount_in_figures=amount,
            shares=[(account.pk, amount)],
            settles={account.pk: [(owed.item.line_id, owed.free)]},
        ),
        acting_user=clerk,
    )
