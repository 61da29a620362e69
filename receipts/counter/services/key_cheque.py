"""Key a cheque into an open batch, change it, take it out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from core.database.services import audit
from core.people.models import User
from core.text.errors import BusinessError
from core.text.guard import refuse_cards
from core.text.money import ZERO, format_euros, from_cents
from receipts.counter.enums import BatchState, ChequeState
from receipts.counter.models import Batch, Cheque, ChequeShare, UnfinishedLine
from receipts.counter.selectors.batches_in_hand import visible_cheques
from receipts.counter.services.entity_of_shares import entity_of
from receipts.counter.services.flag_party_of_cheque import raise_flags
from receipts.counter.services.keep_cheque_again import keep_again
from receipts.counter.services.open_batch import lock_batch, require_state
from receipts.counter.services.settle_shares import settle_shares


@dataclass(frozen=True)
class KeyedCheque:
    """A cheque as it was keyed. Amounts in euros; ``amount`` is the one in words. ``shares`` is
    what goes to which account id, and adds up to ``amount``. ``settles`` is what is chosen of an
    account's debts, as entry line ids with euros; ``flags`` the kind to flag its party with."""

    form_id: UUID
    number: str
    drawer: str
    drawee_bank: str
    cheque_date: date
    amount: Decimal
    amount_in_figures: Decimal
    shares: Sequence[tuple[int, Decimal]]
    account_key: str = ""
    bank_key: str = ""
    replaces_id: int | None = None
    settles: Mapping[int, Sequence[tuple[int, Decimal]]] = field(default_factory=dict)
    flags: Mapping[int, str] = field(default_factory=dict)
    #: What the audit trail keeps of it.
    facts: Mapping[str, Any] = field(init=False, compare=False)

    def __post_init__(self) -> None:
        facts = {"number": self.number, "amount": str(self.amount)}
        if self.amount != self.amount_in_figures:
            facts["amount_in_figures"] = str(self.amount_in_figures)
        object.__setattr__(self, "facts", facts)


def key_cheque(batch_id: int, keyed: KeyedCheque, *, acting_user: User) -> Cheque:
    """Write the cheque; the same form sent twice is one cheque.

    Raises BusinessError for a batch that takes no more, amounts that do not hold, a card number,
    an account that is closed, or accounts of two entities (law of 10 July 1965, art. 18).
    """
    with transaction.atomic():
        batch = lock_batch(batch_id, acting_user=acting_user)
        known = Cheque.objects.filter(form_id=keyed.form_id).first()
        if known is not None:
            _refuse_another(known, keyed, batch)
            return known
        require_state(batch, BatchState.OPEN)
        entity_id = _check(keyed)
        cheque, made = Cheque.objects.get_or_create(
            form_id=keyed.form_id,
            defaults={
                **_columns(keyed),
                "batch": batch,
                "entity_id": entity_id,
                "keyed_by": acting_user,
                "replaces_id": _replaced(keyed, acting_user),
            },
        )
        if made:
            _write_shares(cheque, keyed, acting_user)
            raise_flags(keyed.flags, batch=batch, acting_user=acting_user)
            UnfinishedLine.objects.filter(batch=batch, user=acting_user).delete()
            audit.record("cheque.key", acting_user=acting_user, on=cheque, **keyed.facts)
    return cheque


def _refuse_another(known: Cheque, keyed: KeyedCheque, batch: Batch) -> None:
    """A page that the browser kept brings its form back: filled in anew, it is another cheque."""
    if known.batch_id != batch.pk:
        raise BusinessError(_("Ce formulaire a déjà servi dans un autre lot : rouvrez-le."))
    facts = [(each.number, each.amount, each.cheque_date) for each in (known, keyed)]
    shares = sorted(known.shares.values_list("account_id", "amount"))
    if facts[0] != facts[1] or shares != sorted(keyed.shares):
        raise BusinessError(
            _(
                "Cette ligne a déjà servi au %(cheque)s de %(amount)s : rechargez le lot pour en "
                "saisir une autre."
            )
            % {"cheque": known, "amount": format_euros(known.amount)}
        )


def change_cheque(cheque_id: int, keyed: KeyedCheque, *, acting_user: User) -> Cheque:
    """Correct a line of an open batch freely. Raises as ``key_cheque`` does."""
    with transaction.atomic():
        cheque = _lock_open(cheque_id, acting_user)
        cheque.entity_id = _check(keyed)
        for name, value in _columns(keyed).items():
            setattr(cheque, name, value)
        cheque.save()
        cheque.shares.all().delete()
        _write_shares(cheque, keyed, acting_user)
        raise_flags(keyed.flags, batch=cheque.batch, acting_user=acting_user)
        UnfinishedLine.objects.filter(batch_id=cheque.batch_id, user=acting_user).delete()
        audit.record("cheque.change", acting_user=acting_user, on=cheque, **keyed.facts)
    return cheque


def keyed_again(cheque: Cheque) -> KeyedCheque:
    """The cheque as it was keyed, to be written once more after it was taken out by mistake."""
    shares = list(cheque.shares.order_by("pk").values_list("account_id", "amount", "settles"))
    return KeyedCheque(
        form_id=cheque.form_id,
        number=cheque.number,
        drawer=cheque.drawer,
        drawee_bank=cheque.drawee_bank,
        cheque_date=cheque.cheque_date,
        amount=cheque.amount,
        amount_in_figures=cheque.amount_in_figures,
        shares=[(account_id, amount) for account_id, amount, _settles in shares],
        account_key=cheque.account_key,
        bank_key=cheque.bank_key,
        replaces_id=cheque.replaces_id,
        settles={
            account_id: [(line_id, from_cents(cents)) for line_id, cents in settles]
            for account_id, _amount, settles in shares
            if settles is not None
        },
    )


def remove_cheque(cheque_id: int, *, acting_user: User) -> Cheque:
    """Take a line out of an open batch; the audit trail keeps what it was. One that was kept
    until its day is kept again."""
    with transaction.atomic():
        cheque = _lock_open(cheque_id, acting_user)
        audit.record(
            "cheque.remove",
            acting_user=acting_user,
            on=cheque,
            number=cheque.number,
            amount=str(cheque.amount),
        )
        keep_again(cheque, acting_user=acting_user)
        Cheque.objects.filter(pk=cheque.pk).delete()
    return cheque


def _lock_open(cheque_id: int, acting_user: User) -> Cheque:
    """Batch first, then cheque: the order in which everything here locks."""
    batch_id = Cheque.objects.filter(pk=cheque_id).values_list("batch_id", flat=True).first()
    if batch_id is None:
        raise BusinessError(_("Cette ligne a déjà été retirée du lot."))
    batch = lock_batch(batch_id, acting_user=acting_user)
    require_state(batch, BatchState.OPEN)
    cheque = Cheque.objects.select_for_update(of=("self",)).filter(pk=cheque_id).first()
    if cheque is None:
        raise BusinessError(_("Cette ligne a déjà été retirée du lot."))
    return cheque


def _columns(keyed: KeyedCheque) -> dict[str, Any]:
    names = [
        "number",
        "drawer",
        "drawee_bank",
        "cheque_date",
        "amount",
        "amount_in_figures",
        "account_key",
        "bank_key",
    ]
    return {name: getattr(keyed, name) for name in names}


def _write_shares(cheque: Cheque, keyed: KeyedCheque, acting_user: User) -> None:
    settled = settle_shares(
        cheque.batch, keyed.shares, chosen=keyed.settles, acting_user=acting_user
    )
    ChequeShare.objects.bulk_create(
        ChequeShare(
            cheque=cheque, account_id=account_id, amount=amount, settles=settled.get(account_id)
        )
        for account_id, amount in keyed.shares
    )


def _replaced(keyed: KeyedCheque, acting_user: User) -> int | None:
    """The cancelled or bounced cheque that this one stands for, where it is still to be and this
    user may see it."""
    if keyed.replaces_id is None:
        return None
    return (
        visible_cheques(acting_user)
        .filter(
            pk=keyed.replaces_id,
            state__in=[ChequeState.CANCELLED, ChequeState.BOUNCED],
            replaced_by__isnull=True,
        )
        .values_list("pk", flat=True)
        .first()
    )


def _check(keyed: KeyedCheque) -> int:
    """The entity of the cheque. Raises BusinessError."""
    refuse_cards([keyed.number, keyed.drawer, keyed.drawee_bank])
    if keyed.amount <= ZERO or keyed.amount_in_figures <= ZERO:
        raise BusinessError(_("Le montant d’un chèque est positif."))
    if not keyed.shares or any(amount <= ZERO for _account, amount in keyed.shares):
        raise BusinessError(_("Chaque part du chèque a un compte et un montant positif."))
    shared = sum((amount for _account, amount in keyed.shares), ZERO)
    if shared != keyed.amount:
        raise BusinessError(
            _("Les parts font %(shared)s, le chèque %(amount)s : il reste %(rest)s à répartir.")
            % {
                "shared": format_euros(shared),
                "amount": format_euros(keyed.amount),
                "rest": format_euros(keyed.amount - shared),
            }
        )
    return entity_of([account_id for account_id, _amount in keyed.shares])
