"""Flag a client from the keying screen, with the cheque that comes with the news or without."""

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.people.models import User
from core.text.errors import BusinessError
from ledger.books.models import Account
from ledger.people.enums import FlagKind
from ledger.people.models import PartyFlag
from ledger.people.services.flag_party import raise_flag
from receipts.counter.enums import BatchState
from receipts.counter.models import Batch
from receipts.counter.services.open_batch import lock_batch, require_state

FLAG = "ledger_people.flag_parties"


def raise_flags(flags: Mapping[int, str], *, batch: Batch, acting_user: User) -> None:
    """Flag the parties of these accounts, within the gesture that cashes the cheque; a flag in
    force already stays as it is. Raises BusinessError without the right, or without a party."""
    for account_id, kind in sorted(flags.items()):
        account = _account(account_id, acting_user)
        known = PartyFlag.objects.filter(party=account.party, kind=kind, lifted_at__isnull=True)
        if not known.exists():
            _raise(account, kind, batch, acting_user)


def flag_party(batch_id: int, *, account_id: int, kind: str, acting_user: User) -> PartyFlag:
    """Flag the party of an account whose letter brings no payment.

    Raises BusinessError for a batch that takes no more, an unknown kind, or a flag in force.
    """
    with transaction.atomic():
        batch = lock_batch(batch_id, acting_user=acting_user)
        require_state(batch, BatchState.OPEN)
        if kind not in FlagKind:
            raise BusinessError(_("Choisissez d’abord ce qui est signalé."))
        return _raise(_account(account_id, acting_user), kind, batch, acting_user)


def _account(account_id: int, acting_user: User) -> Account:
    if not acting_user.has_perm(FLAG):
        raise BusinessError(_("Signaler un tiers demande un droit que vous n’avez pas."))
    account = Account.objects.select_related("party").filter(pk=account_id).first()
    if account is None or account.party is None:
        raise BusinessError(_("Ce compte n’a pas de tiers à signaler."))
    return account


def _raise(account: Account, kind: str, batch: Batch, acting_user: User) -> PartyFlag:
    party = account.party
    if party is None:
        raise BusinessError(_("Ce compte n’a pas de tiers à signaler."))
    return raise_flag(
        party=party,
        kind=FlagKind(kind),
        since=batch.arrival_date,
        # Not translated: others read it.
        note=f"Courrier du {batch.arrival_date:%d/%m/%Y}, lot n° {batch.pk}",
        acting_user=acting_user,
        today=timezone.localdate(),
    )
