"""Bad news: a cheque at the bank bounces; and the bounce that was none is undone."""

from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from core.database.services import audit
from core.people.models import User
from core.text.errors import BusinessError
from core.text.money import ZERO
from ledger.books.models import Account, Entry, EntryLine
from ledger.books.posting import NewEntry, NewLine, post_entries
from ledger.books.services.reverse_entry import reverse_entry
from ledger.matching.services.settle_undone import settle_undone
from receipts.counter.enums import ChequeState
from receipts.counter.models import BouncedCheque, Cheque, DepositLine, DepositSlip
from receipts.counter.selectors.cheques_to_deposit import debited_by_slips
from receipts.counter.services.cancel_cheque import lock_cheque, lock_lines
from receipts.draft.rules.reasons import reason_of
from receipts.draft.services.identify_receipt import REVERSE, forget_owners
from receipts.draft.services.match_posted_receipts import match_again


def bounce_cheque(
    cheque_id: int,
    *,
    acting_user: User,
    reason: str,
    day: date,
    fee: Decimal = ZERO,
    fee_account_id: int | None = None,
) -> list[Entry]:
    """The bank took a deposited cheque back on ``day``: credit the bank, debit the clients. What
    the cheque had paid is open again, since its own date; of an unknown payer, it leaves the
    suspense account, whoever it was said to be. ``fee``, in euros, is what the bank
    keeps: debited to ``fee_account_id``.

    Raises BusinessError for a cheque that is not at the bank, or a fee without an account.
    """
    reason = reason_of(reason)
    with transaction.atomic():
        receipts = lock_lines(cheque_id, acting_user)
        cheque = lock_cheque(cheque_id, (ChequeState.DEPOSITED,))
        slip = _slip_of(cheque)
        _check_day(day, slip)
        forget_owners(receipts, acting_user=acting_user, reason=reason, day=day)
        paid = list(_credits(cheque))
        entries = [_returned(cheque, slip, day, paid)]
        if fee:
            entries.append(_charged(cheque, slip, day, fee, fee_account_id))
        ids = post_entries(entries, acting_user=acting_user, today=timezone.localdate())
        settle_undone(
            entry_ids=[*(line.entry_id for line in paid), ids[0]],
            acting_user=acting_user,
            on=timezone.localdate(),
        )
        BouncedCheque.objects.create(cheque=cheque, entry_id=ids[0])
        cheque.state, cheque.outcome_reason = ChequeState.BOUNCED, reason
        cheque.save(update_fields=["state", "outcome_reason"])
        facts = {"reason": reason, "fee": str(fee), "entries": ids}
        audit.record("cheque.bounce", acting_user=acting_user, on=cheque, **facts)
    return list(Entry.objects.filter(pk__in=ids).order_by("pk"))


def undo_bounce(cheque_id: int, *, acting_user: User, reason: str, day: date) -> Entry:
    """The bank paid the cheque after all, or the bounce was noted by mistake: reverse its entry on
    ``day``, and let the cheque settle what it had settled. The bank's fee stays: it has an entry of
    its own. Returns the mirror.

    Raises BusinessError without a reason or the right to reverse, for a cheque that is not bounced
    or was keyed again since, and whatever the books refuse.
    """
    reason = reason_of(reason)
    if not acting_user.has_perm(REVERSE):
        raise BusinessError(
            _(
                "L’impayé est en comptabilité : il faut le droit de contre-passer une écriture "
                "pour l’annuler."
            )
        )
    with transaction.atomic():
        receipts = lock_lines(cheque_id, acting_user)
        cheque = lock_cheque(cheque_id, (ChequeState.BOUNCED,))
        _check_day(day, _slip_of(cheque))
        again = Cheque.objects.filter(replaces=cheque).exclude(state=ChequeState.CANCELLED)
        if again.exists():
            raise BusinessError(
                _("Ce chèque a été ressaisi depuis : annulez d’abord celui qui le remplace.")
            )
        bounce = cheque.bounces.select_related("entry__journal").latest("pk")
        mirror = reverse_entry(
            entry=bounce.entry,
            acting_user=acting_user,
            date=day,
            reason=reason,
            today=timezone.localdate(),
        )
        match_again([row.pk for row in receipts], acting_user=acting_user)
        cheque.state, cheque.outcome_reason = ChequeState.DEPOSITED, ""
        cheque.save(update_fields=["state", "outcome_reason"])
        audit.record(
            "cheque.undo_bounce", acting_user=acting_user, on=cheque, reason=reason, entry=mirror.pk
        )
    return mirror


def _slip_of(cheque: Cheque) -> DepositSlip:
    line = DepositLine.objects.select_related("slip__entry").get(cheque=cheque, amount__gt=0)
    return line.slip


def _check_day(day: date, slip: DepositSlip) -> None:
    if day < slip.date:
        raise BusinessError(
            _("Un chèque ne revient pas avant sa remise du %(day)s.")
            % {"day": f"{slip.date:%d/%m/%Y}"}
        )
    if day > timezone.localdate():
        raise BusinessError(_("Un impayé ne se date pas d’un jour à venir."))


def _bank_account_id(cheque: Cheque) -> int:
    """The account of the books that the cheque's slip debited."""
    return debited_by_slips([cheque.pk])[cheque.pk]


def _credits(cheque: Cheque) -> QuerySet[EntryLine]:
    """What the cheque's receipts credited to its clients."""
    lines = EntryLine.objects.filter(entry__receipt__cheque_share__cheque=cheque, credit__gt=0)
    return lines.order_by("id")


def _returned(cheque: Cheque, slip: DepositSlip, day: date, paid: list[EntryLine]) -> NewEntry:
    # Not translated: the law wants the books in French (C. com. L123-22).
    label = f"Chèque impayé {cheque.number} {cheque.drawer}"[:120]
    return NewEntry(
        entity_id=cheque.entity_id,
        journal_id=slip.entry.journal_id,
        date=day,
        voucher=f"CH{cheque.number}",
        label=label,
        lines=[
            NewLine(_bank_account_id(cheque), ZERO, cheque.amount, label),
            *(NewLine(line.account_id, line.credit, ZERO, label) for line in paid),
        ],
    )


def _charged(
    cheque: Cheque, slip: DepositSlip, day: date, fee: Decimal, fee_account_id: int | None
) -> NewEntry:
    accounts = Account.objects.filter(entity_id=cheque.entity_id)
    account = accounts.filter(pk=fee_account_id).first() if fee_account_id else None
    if fee < ZERO or account is None:
        raise BusinessError(
            _("Les frais de la banque sont positifs et vont sur un compte de cette entité.")
        )
    label = f"Frais d’impayé, chèque {cheque.number}"
    return NewEntry(
        entity_id=cheque.entity_id,
        journal_id=slip.entry.journal_id,
        date=day,
        voucher=f"CH{cheque.number}",
        label=label,
        lines=[
            NewLine(account.pk, fee, ZERO, label),
            NewLine(_bank_account_id(cheque), ZERO, fee, label),
        ],
    )
