"""Keep the later cheques of a debt until the day agreed with their drawer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, Decimal
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.database.services import audit
from core.people.models import User
from core.text.errors import BusinessError
from core.text.guard import refuse_cards
from core.text.money import CENT, ZERO
from ledger.books.models import Account
from receipts.counter.models import HeldCheque, HeldShare, UnfinishedLine
from receipts.counter.rules.cheque_law import last_day
from receipts.counter.services.entity_of_shares import entity_of


@dataclass(frozen=True)
class Later:
    """One cheque to keep; ``amount`` in euros."""

    number: str
    amount: Decimal
    agreed_date: date


@dataclass(frozen=True)
class ToHold:
    """Cheques of one drawer for the same accounts, as the first one gave them.

    ``weights`` is what goes to which account id, in proportion. ``line_of`` is the batch whose
    half-typed line these cheques come from; ``first_id`` the first cheque of the debt.
    """

    form_id: UUID
    drawer: str
    drawee_bank: str
    cheque_date: date
    weights: Sequence[tuple[int, Decimal]]
    later: Sequence[Later]
    account_key: str = ""
    bank_key: str = ""
    first_id: int | None = None
    line_of: int | None = None


def hold_cheques(to_hold: ToHold, *, acting_user: User) -> list[HeldCheque]:
    """Keep the cheques: no line of a batch, of the draft or of the books. The same form sent twice
    keeps them once.

    Raises BusinessError for a card number, an amount or a date that does not hold, a closed
    account, or accounts of two entities. A date agreed past the last day on which the house cashes
    the cheque is refused: see ``cheque_law``.
    """
    with transaction.atomic():
        known = list(HeldCheque.objects.filter(form_id=to_hold.form_id).order_by("rank"))
        if known:
            _refuse_others(known, to_hold)
            return known
        _check(to_hold)
        account_ids = [account_id for account_id, _weight in to_hold.weights]
        # Two identical forms at once wait here for each other, then find what the first wrote.
        list(
            Account.objects.select_for_update(no_key=True).filter(pk__in=account_ids).order_by("pk")
        )
        known = list(HeldCheque.objects.filter(form_id=to_hold.form_id).order_by("rank"))
        if known:
            _refuse_others(known, to_hold)
            return known
        entity_id = entity_of(account_ids)
        made = [
            _write(to_hold, rank, later, entity_id, acting_user)
            for rank, later in enumerate(to_hold.later)
        ]
        if to_hold.line_of is not None:
            UnfinishedLine.objects.filter(batch=to_hold.line_of, user=acting_user).delete()
    return made


def _refuse_others(known: Sequence[HeldCheque], to_hold: ToHold) -> None:
    """A page that the browser kept brings its form back: filled in anew, these are others."""
    asked = [(each.number, each.amount) for each in to_hold.later]
    shares = list(
        HeldShare.objects.filter(held__in=known)
        .order_by("held__rank", "pk")
        .values_list("account_id", "amount")
    )
    expected_shares = [
        share for each in to_hold.later for share in split(each.amount, to_hold.weights)
    ]
    if [(each.number, each.amount) for each in known] != asked or shares != expected_shares:
        raise BusinessError(
            _("Ce formulaire a déjà servi à d’autres chèques gardés : rouvrez-le pour ceux-ci.")
        )


def _write(
    to_hold: ToHold, rank: int, later: Later, entity_id: int, acting_user: User
) -> HeldCheque:
    held = HeldCheque.objects.create(
        form_id=to_hold.form_id,
        rank=rank,
        entity_id=entity_id,
        number=later.number,
        drawer=to_hold.drawer,
        drawee_bank=to_hold.drawee_bank,
        cheque_date=to_hold.cheque_date,
        amount=later.amount,
        account_key=to_hold.account_key,
        bank_key=to_hold.bank_key,
        agreed_date=later.agreed_date,
        keeper=acting_user,
        first_id=to_hold.first_id,
    )
    HeldShare.objects.bulk_create(
        HeldShare(held=held, account_id=account_id, amount=amount)
        for account_id, amount in split(later.amount, to_hold.weights)
    )
    audit.record(
        "held.keep",
        acting_user=acting_user,
        on=held,
        amount=str(held.amount),
        agreed_date=str(held.agreed_date),
    )
    return held


def split(amount: Decimal, weights: Sequence[tuple[int, Decimal]]) -> list[tuple[int, Decimal]]:
    """``amount`` over the accounts in the proportion of the first cheque, to the cent; the last
    account takes what rounding leaves, and an account that would get nothing is left out."""
    total = sum((weight for _account, weight in weights), ZERO)
    parts, left = [], amount
    for account_id, weight in weights[:-1]:
        part = (amount * weight / total).quantize(CENT, ROUND_DOWN)
        parts.append((account_id, part))
        left -= part
    parts.append((weights[-1][0], left))
    return [(account_id, part) for account_id, part in parts if part]


def _check(to_hold: ToHold) -> None:
    refuse_cards([to_hold.drawer, to_hold.drawee_bank, *(each.number for each in to_hold.later)])
    if not to_hold.later:
        raise BusinessError(_("Donnez au moins un chèque à garder."))
    if not to_hold.weights or any(weight <= ZERO for _account, weight in to_hold.weights):
        raise BusinessError(_("Chaque part du chèque a un compte et un montant positif."))
    numbers = [each.number for each in to_hold.later]
    if len(set(numbers)) < len(numbers):
        raise BusinessError(_("Deux de ces chèques portent le même numéro."))
    for each in to_hold.later:
        if each.amount <= ZERO:
            raise BusinessError(_("Le montant d’un chèque est positif."))
        if each.agreed_date <= timezone.localdate():
            raise BusinessError(
                _(
                    "Le chèque n° %(number)s est convenu pour le %(day)s : saisissez-le au lot, "
                    "on ne garde que ce qui s’encaisse plus tard."
                )
                % {"number": each.number, "day": f"{each.agreed_date:%d/%m/%Y}"}
            )
        require_in_time(each.number, to_hold.cheque_date, each.agreed_date)


def require_in_time(
    number: str, cheque_date: date, day: date, *, received: date | None = None
) -> None:
    """Raise BusinessError where the house would no longer cash the cheque on ``day``."""
    last = last_day(cheque_date, received=received or timezone.localdate())
    if day > last:
        raise BusinessError(
            _(
                "Le chèque n° %(number)s n’est gardé que jusqu’au %(last)s. Par prudence, un an et "
                "huit jours se comptent ici du jour qu’il porte, ou de sa réception s’il porte un "
                "jour plus tardif (délais des art. L131-32 et L131-59 du Code monétaire et "
                "financier) : demandez-en un autre au client."
            )
            % {"number": number, "last": f"{last:%d/%m/%Y}"}
        )
