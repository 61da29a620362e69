"""Change a pending line in place, or a whole selection; two accountants never overwrite each
other without being told."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.database.bulk import update_rows
from core.database.services import audit
from core.people.models import User
from core.text.errors import BusinessError
from ledger.books.models import Journal
from receipts.draft.channels import Transition
from receipts.draft.enums import ReceiptStatus, RefusalCode
from receipts.draft.errors import EditConflictError, Refusal
from receipts.draft.models import DraftReceipt
from receipts.draft.services.lock_receipts import (
    channel_refusals,
    lock_receipts,
    not_in_the_draft,
    refuse,
    tell_channels,
)
from receipts.draft.services.prepare_receipts import Changed, changed

#: Cells that are typed on, and the longest text that each holds.
CELLS: Mapping[str, int] = {"journal": 10, "voucher": 30, "label": 120}


def edit_cell(
    receipt_id: int, *, acting_user: User, cell: str, value: str, expected: str
) -> DraftReceipt:
    """Set the journal (by its code), voucher or label of one line.

    ``expected`` is what the user saw there before typing. Raises EditConflictError where someone
    else has changed it since, BusinessError for a journal that the entity does not have.
    """
    value = value.strip()
    if cell not in CELLS:
        raise BusinessError(_("Cette colonne ne se modifie pas."))
    if len(value) > CELLS[cell]:
        raise BusinessError(_("%(cells)s caractères au plus.") % {"cells": CELLS[cell]})
    if cell == "label" and not value:
        raise BusinessError(_("Le libellé ne peut pas rester vide."))
    with transaction.atomic():
        (receipt,) = lock_receipts([receipt_id], acting_user=acting_user)
        _refuse_settled([receipt])
        before = _text(receipt, cell)
        if before == value:
            return receipt
        if before != expected:
            who = receipt.edited_by or _("quelqu’un")
            raise EditConflictError(
                _(
                    "%(who)s a changé cette case entre-temps : elle contient maintenant « "
                    "%(value)s »."
                )
                % {"who": who, "value": before or _("rien")},
                current=before,
            )
        journals = _journals([receipt], value) if cell == "journal" else {}
        _apply([receipt], cell, value, journals)
        _write([receipt], [cell], {receipt.pk: {cell: [before, value]}}, acting_user)
    return receipt


def edit_selection(
    ids: Iterable[int],
    *,
    acting_user: User,
    seen_at: datetime,
    journal: str = "",
    voucher: str = "",
) -> Changed:
    """Give the same journal (by code, found in each line's own entity) and voucher to all.

    Raises ReceiptsRefusedError where another user changed one of the lines after ``seen_at``, the
    moment at which the selection was shown, or where an entity lacks the journal.
    """
    values = _given({"journal": journal.strip(), "voucher": voucher.strip()})
    cells = list(values)
    with transaction.atomic():
        receipts = lock_receipts(ids, acting_user=acting_user)
        _refuse_settled(receipts)
        _refuse_overwriting(receipts, acting_user, seen_at)
        journals = _journals(receipts, values["journal"]) if "journal" in cells else {}
        befores = {row.pk: [_value(row, cell) for cell in cells] for row in receipts}
        for cell in cells:
            _apply(receipts, cell, values[cell], journals)
        changes = {
            row.pk: {
                cell: [before, _value(row, cell)]
                for cell, before in zip(cells, befores[row.pk], strict=True)
                if before != _value(row, cell)
            }
            for row in receipts
        }
        edited = [row for row in receipts if changes[row.pk]]
        if edited:
            _write(edited, cells, changes, acting_user)
    return changed(edited)


def _given(values: dict[str, str]) -> dict[str, str]:
    """The cells that were filled in. Raises BusinessError where none was, or one is too long."""
    given = {cell: value for cell, value in values.items() if value}
    if not given:
        raise BusinessError(_("Choisissez un journal ou une pièce à porter sur la sélection."))
    if len(values["voucher"]) > CELLS["voucher"]:
        raise BusinessError(
            _("La pièce a %(cells)s caractères au plus.") % {"cells": CELLS["voucher"]}
        )
    return given


def _value(receipt: DraftReceipt, cell: str) -> str:
    """As the audit trail tells it for a selection: no statement per line."""
    return str((receipt.journal_id or "") if cell == "journal" else getattr(receipt, cell))


def _text(receipt: DraftReceipt, cell: str) -> str:
    if cell == "journal":
        return receipt.journal.code if receipt.journal else ""
    return str(getattr(receipt, cell))


def _refuse_settled(receipts: Sequence[DraftReceipt]) -> None:
    prepared = Refusal(
        RefusalCode.ALREADY_PREPARED, _("elle est à valider : annulez d’abord sa préparation.")
    )
    refusals = {
        row.pk: [prepared if row.status == ReceiptStatus.PREPARED else not_in_the_draft(row)]
        for row in receipts
        if row.status != ReceiptStatus.PENDING
    } or channel_refusals(receipts, Transition.EDIT)
    refuse(_("Rien n’a été modifié."), receipts, refusals)


def _refuse_overwriting(
    receipts: Sequence[DraftReceipt], acting_user: User, seen_at: datetime
) -> None:
    text = _("modifiée entre-temps par %(edited_by)s.")
    refusals = {
        row.pk: [Refusal(RefusalCode.EDITED_MEANWHILE, text % {"edited_by": row.edited_by})]
        for row in receipts
        if row.edited_at and row.edited_at > seen_at and row.edited_by_id != acting_user.pk
    }
    refuse(
        _(
            "Rien n’a été modifié : un collègue travaille sur une partie de ces lignes. "
            "Rechargez le brouillard pour voir ses valeurs."
        ),
        receipts,
        refusals,
    )


def _journals(receipts: Sequence[DraftReceipt], code: str) -> dict[int, int]:
    """The active journal of that code by entity. Refuses the lines whose entity has none."""
    if not code:
        return {}
    journals = dict(
        Journal.objects.filter(
            entity_id__in={row.entity_id for row in receipts}, code__iexact=code, active=True
        ).values_list("entity_id", "pk")
    )
    lacking = Refusal(
        RefusalCode.NO_JOURNAL,
        _("son entité n’a pas de journal actif « %(code)s ».") % {"code": code},
    )
    unassigned = Refusal(RefusalCode.UNASSIGNED, _("elle n’est affectée à aucune entité."))
    refusals = {
        row.pk: [lacking if row.entity_id else unassigned]
        for row in receipts
        if row.entity_id not in journals
    }
    refuse(_("Rien n’a été modifié."), receipts, refusals)
    return journals


def _apply(
    receipts: Sequence[DraftReceipt], cell: str, value: str, journals: Mapping[int, int]
) -> None:
    for row in receipts:
        if cell == "journal":
            row.journal_id = journals[row.entity_id] if value and row.entity_id else None
        else:
            setattr(row, cell, value)


def _write(
    receipts: Sequence[DraftReceipt],
    cells: Sequence[str],
    changes: Mapping[int, Mapping[str, Sequence[str]]],
    acting_user: User,
) -> None:
    now = timezone.now()
    for row in receipts:
        row.edited_at, row.edited_by = now, acting_user
    update_rows(
        DraftReceipt,
        cells,
        [
            (
                row.pk,
                *(row.journal_id if cell == "journal" else getattr(row, cell) for cell in cells),
            )
            for row in receipts
        ],
        same={
            "edited_at": connection.ops.adapt_datetimefield_value(now),
            "edited_by": acting_user.pk,
        },
    )
    audit.record_rows(
        "receipt.edit",
        acting_user=acting_user,
        model=DraftReceipt,
        rows=((row.pk, row.label, changes[row.pk]) for row in receipts),
    )
    tell_channels(receipts, Transition.EDIT, acting_user=acting_user)
