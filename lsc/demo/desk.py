"""The demo's counter: a debt paid in four cheques, and papers on their way to other services."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

from django.utils import timezone

from core.people.models import User
from core.text.dates import months_later
from ledger.books.models import Account
from lsc.demo.chart import SYNDICATE
from receipts.counter.models import Cheque, HeldCheque
from receipts.counter.services.keep_cheques import Later, ToHold, hold_cheques
from receipts.counter.services.key_cheque import KeyedCheque, key_cheque
from receipts.counter.services.open_batch import open_batch
from receipts.counter.services.save_transfer_service import save_service
from receipts.counter.services.transfer_case import NewCase, add_case, close_slip

SERVICES = ("Numérisation", "Recouvrement")
#: A quarter of 318,40 €, in euros.
QUARTER = Decimal("79.60")
_BANK = "Crédit Mutuel"


def fill(today: date, *, staff: dict[str, User]) -> int:
    """An open batch, its kept cheques and the transfer slips. Returns how many cheques are kept."""
    clerk = staff["jlc"]
    account = Account.objects.get(entity__code=SYNDICATE, code="450THIRION")
    cheque = _first_cheque(account, today, clerk)
    kept = _keep_the_others(account, cheque, today, clerk)
    _hand_on(account, cheque, clerk)
    return len(kept)


def _first_cheque(account: Account, today: date, clerk: User) -> Cheque:
    batch = open_batch(
        acting_user=clerk, channel_code="cheque", arrival_date=today, with_open_items=False
    )
    keyed = KeyedCheque(
        form_id=uuid4(),
        number="0077301",
        drawer=account.label,
        drawee_bank=_BANK,
        cheque_date=today,
        amount=QUARTER,
        amount_in_figures=QUARTER,
        shares=[(account.pk, QUARTER)],
    )
    return key_cheque(batch.pk, keyed, acting_user=clerk)


def _keep_the_others(account: Account, first: Cheque, today: date, clerk: User) -> list[HeldCheque]:
    """Three for the months to come, and one of last month whose day is today."""
    later = [
        Later(f"{77301 + rank:07}", QUARTER, months_later(timezone.localdate(), rank))
        for rank in (1, 2, 3)
    ]
    kept = hold_cheques(_to_hold(account, first.cheque_date, later, first.pk), acting_user=clerk)
    simone = Account.objects.get(entity__code=SYNDICATE, code="450HUMBERT")
    tomorrow = [Later("4521009", Decimal("132.60"), timezone.localdate() + timedelta(days=1))]
    (due,) = hold_cheques(_to_hold(simone, today, tomorrow, None), acting_user=clerk)
    month_ago = timezone.now() - timedelta(days=30)
    HeldCheque.objects.filter(pk=due.pk).update(
        agreed_date=timezone.localdate(), kept_at=month_ago, cheque_date=month_ago.date()
    )
    return [*kept, due]


def _to_hold(account: Account, written: date, later: list[Later], first_id: int | None) -> ToHold:
    return ToHold(
        form_id=uuid4(),
        drawer=account.label,
        drawee_bank=_BANK,
        cheque_date=written,
        weights=[(account.pk, Decimal(1))],
        later=later,
        first_id=first_id,
    )


def _hand_on(account: Account, cheque: Cheque, clerk: User) -> None:
    """A closed slip for the scanning desk, one under way for recovery."""
    scanning, recovery = (save_service(acting_user=clerk, name=name) for name in SERVICES)
    went = add_case(
        NewCase(
            form_id=uuid4(),
            service_id=scanning.pk,
            papers=["coupon", "letter"],
            account_id=account.pk,
            reference=cheque.number,
            note="Nouvelle adresse au dos du coupon",
        ),
        acting_user=clerk,
    )
    close_slip(went.slip_id, acting_user=clerk)
    add_case(
        NewCase(
            form_id=uuid4(),
            service_id=recovery.pk,
            papers=["coupon", "cheque_copy"],
            account_id=account.pk,
            cheque_id=cheque.pk,
            reference=cheque.number,
            amount=cheque.amount,
            note="1 chèque encaissé, 3 gardés",
        ),
        acting_user=clerk,
    )
