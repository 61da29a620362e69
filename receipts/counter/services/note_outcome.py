"""Note what the desk decides of an open item, do it when the batch closes, take it back."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.database.services import audit
from core.people.models import User
from core.text.errors import BusinessError
from core.text.money import format_euros
from ledger.books.models import Account
from receipts.counter.enums import STANDING, BatchState, OutcomeState
from receipts.counter.models import ItemOutcome
from receipts.counter.outcomes import OUTCOMES, Outcome
from receipts.counter.selectors.open_items import net_owed, read_books
from receipts.counter.services.finish_outcomes import ask_rooms
from receipts.counter.services.open_batch import lock_batch, require_state
from receipts.draft.rules.reasons import reason_of
from receipts.draft.selectors.on_its_way import being_paid


def note_outcome(
    batch_id: int,
    *,
    form_id: UUID,
    account_id: int,
    line_id: int,
    kind: str,
    values: Mapping[str, Any],
    acting_user: User,
) -> ItemOutcome:
    """Decide what becomes of an item of an account; it is done when the batch is closed. The same
    form sent twice is one outcome, and a new one takes the place of the item's former one.

    Raises BusinessError for a batch without open items or that takes no more, an item that is
    settled or being debited, or where the outcome itself refuses.
    """
    ask_rooms({kind: {account_id}})
    with transaction.atomic():
        batch = lock_batch(batch_id, acting_user=acting_user)
        known = ItemOutcome.objects.filter(form_id=form_id).first()
        if known is not None:
            if known.batch_id != batch.pk:
                raise BusinessError(_("Ce formulaire a déjà servi dans un autre lot : rouvrez-le."))
            if (known.account_id, known.line_id, known.kind) != (account_id, line_id, kind):
                raise BusinessError(_("Ce formulaire a déjà servi à une autre suite : rouvrez-le."))
            return known
        require_state(batch, BatchState.OPEN)
        if not batch.with_open_items:
            raise BusinessError(_("Ce lot est sans factures en attente : il ne fait qu’encaisser."))
        account = _lock_account(account_id)
        does = OUTCOMES.get(kind)
        row = ItemOutcome(batch=batch, form_id=form_id, account=account, line_id=line_id)
        row.kind, row.noted_by = kind, acting_user
        _take(row, does)
        does.fill(row, values)
        row.save(force_insert=True)
        audit.record("outcome.note", acting_user=acting_user, on=account, **facts_of(row, does))
    return row


def remove_outcome(outcome_id: int, *, acting_user: User) -> ItemOutcome:
    """Take an outcome out of a batch that is not closed, freely; the audit trail keeps it."""
    with transaction.atomic():
        row = _lock(outcome_id, acting_user)
        if row.state != OutcomeState.NOTED:
            raise BusinessError(_("Cette suite est définitive : défaites-la avec une raison."))
        facts = facts_of(row, OUTCOMES.get(row.kind))
        audit.record("outcome.remove", acting_user=acting_user, on=row.account, **facts)
        ItemOutcome.objects.filter(pk=row.pk).delete()
    return row


def undo_outcome(outcome_id: int, *, acting_user: User, reason: str) -> ItemOutcome:
    """Take back an outcome of a closed batch; a debit leaves the draft with it.

    Raises BusinessError without a reason, or where the debit is on its way to the bank.
    """
    reason = reason_of(reason)
    with transaction.atomic():
        row = _lock(outcome_id, acting_user)
        if row.state != OutcomeState.FINAL:
            raise BusinessError(_("Cette suite n’est pas, ou n’est plus, à défaire."))
        does = OUTCOMES.get(row.kind)
        does.undo(row, acting_user=acting_user, reason=reason)
        row.state, row.undo_reason = OutcomeState.UNDONE, reason
        row.undone_at, row.undone_by = timezone.now(), acting_user
        row.save(update_fields=["state", "undo_reason", "undone_at", "undone_by"])
        facts = {**facts_of(row, does), "undo_reason": reason}
        audit.record("outcome.undo", acting_user=acting_user, on=row.account, **facts)
    return row


def _lock_account(account_id: int) -> Account:
    rows = Account.objects.select_for_update(of=("self",), no_key=True)
    account = rows.select_related("entity", "party").filter(pk=account_id).first()
    if account is None:
        raise BusinessError(_("Un des comptes n’existe plus : choisissez-en un autre."))
    return account


def _take(row: ItemOutcome, does: Outcome) -> None:
    """The item, for what is free of it; whatever was decided of it before gives way."""
    owed = {each.item.line_id: each for each in read_books([row.account_id]).owed[row.account_id]}
    debt = owed.get(row.line_id)
    if debt is None:
        raise BusinessError(_("Cette dette a été réglée entre-temps : relisez la liste."))
    if debt.is_being_debited:
        raise BusinessError(
            _("« %(label)s » est déjà en cours de prélèvement.") % {"label": debt.item.label}
        )
    if not debt.free:
        raise BusinessError(
            _("« %(label)s » est déjà réglée par un chèque saisi.") % {"label": debt.item.label}
        )
    row.amount = debt.free
    if does.debits:
        _refuse_twice(row)
    if debt.outcome is not None:
        _give_way(debt.outcome, row)


def _refuse_twice(row: ItemOutcome) -> None:
    """Nobody pays twice: what is on its way to the account counts as if it were there."""
    ids = [row.account_id]
    owed, coming = net_owed(ids)[row.account_id], being_paid(ids)[row.account_id]
    if row.amount > owed - coming:
        raise BusinessError(
            _(
                "Le compte doit %(owed)s, dont %(coming)s déjà en cours d’encaissement : prélever "
                "%(amount)s ferait payer deux fois."
            )
            % {
                "owed": format_euros(owed),
                "coming": format_euros(coming),
                "amount": format_euros(row.amount),
            }
        )


def _give_way(former: ItemOutcome, row: ItemOutcome) -> None:
    """A noted one is taken out, and the audit trail keeps it; what was final stays on record."""
    rows = ItemOutcome.objects.filter(pk=former.pk, state=former.state)
    if former.state == OutcomeState.FINAL:
        rows.update(state=OutcomeState.REPLACED)
    elif former.batch_id == row.batch_id:
        facts = facts_of(former, OUTCOMES.get(former.kind))
        audit.record("outcome.remove", acting_user=row.noted_by, on=row.account, **facts)
        rows.delete()
    else:
        raise BusinessError(
            _("« %(label)s » a déjà sa suite dans le lot n° %(batch)s, de %(by)s.")
            % {
                "label": former.line.label,
                "batch": former.batch_id,
                "by": former.noted_by,
            }
        )


def _lock(outcome_id: int, acting_user: User) -> ItemOutcome:
    """Batch first, then the outcome: the order in which the counter locks."""
    batch_id = ItemOutcome.objects.filter(pk=outcome_id).values_list("batch_id", flat=True).first()
    if batch_id is None:
        raise BusinessError(_("Cette suite a déjà été retirée du lot."))
    lock_batch(batch_id, acting_user=acting_user)
    rows = ItemOutcome.objects.select_for_update(of=("self",)).select_related("account", "line")
    row = rows.filter(pk=outcome_id).first()
    if row is None or row.state not in STANDING:
        raise BusinessError(_("Cette suite a déjà été retirée du lot."))
    return row


def facts_of(row: ItemOutcome, does: Outcome) -> dict[str, str]:
    return {
        "outcome": str(does.label),
        "debt": row.line.label,
        "amount": str(row.amount),
        "detail": does.detail(row),
    }
