"""« Comptabiliser » and giving it up: nothing is in the books yet."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.database.bulk import update_rows
from core.database.lookups import among
from core.database.services import audit
from core.people.models import User
from core.text.money import ZERO
from receipts.draft.channels import CHANNELS, Transition
from receipts.draft.enums import ReceiptStatus, RefusalCode
from receipts.draft.errors import Refusal
from receipts.draft.models import DraftReceipt
from receipts.draft.selectors.cash_refusals import dated_otherwise
from receipts.draft.services.check_receipts import obstacles, read_facts
from receipts.draft.services.confirm_receipts import doubts_of, forget_answers, keep_answers
from receipts.draft.services.draft_receipts import default_journals, journal_for
from receipts.draft.services.lock_receipts import (
    channel_refusals,
    lock_receipts,
    not_in_the_draft,
    not_prepared,
    refuse,
    tell_channels,
)


@dataclass(frozen=True)
class Changed:
    """How many lines changed, and what they come to in euros."""

    ids: list[int]
    total: Decimal

    @property
    def count(self) -> int:
        return len(self.ids)


def changed(receipts: list[DraftReceipt]) -> Changed:
    """The outcome of a change to these lines."""
    return Changed([row.pk for row in receipts], sum((row.amount for row in receipts), ZERO))


def prepare_receipts(
    ids: Iterable[int],
    *,
    acting_user: User,
    entry_date: date | None = None,
    today: date | None = None,
    answers: Collection[RefusalCode] = (),
) -> Changed:
    """Give pending lines their journal (the entity's own where they have none) and their
    accounting date, by default that of the movement, never after ``today`` (Paris time, that of
    the clock by default). All of them, or none. ``answers`` are the doubts of their channels that
    the user has said yes to: kept, for posting wants them.

    Raises ReceiptsRefusedError, naming each line and what it lacks.
    """
    with transaction.atomic():
        receipts = lock_receipts(ids, acting_user=acting_user)
        defaults = default_journals({row.entity_id for row in receipts if row.entity_id})
        for row in receipts:
            row.entry_date = entry_date or row.movement_date
            if row.journal_id is None and row.entity_id is not None:
                setting = CHANNELS.get(row.channel).journal_setting(row)
                row.journal_id = journal_for(defaults, row.entity_id, setting)
        _refuse_unfit(receipts, today or timezone.localdate())
        keep_answers(receipts, answers, acting_user=acting_user)
        _refuse_doubtful(receipts)
        _write_prepared(receipts, acting_user)
        tell_channels(receipts, Transition.PREPARE, acting_user=acting_user)
    return changed(receipts)


def _refuse_unfit(receipts: list[DraftReceipt], today: date) -> None:
    facts = read_facts(receipts)
    refusals: dict[int, list[Refusal]] = {}
    for row in receipts:
        if row.status == ReceiptStatus.PREPARED:
            text = _("déjà préparée, elle attend d’être validée.")
            refusals[row.pk] = [Refusal(RefusalCode.ALREADY_PREPARED, text)]
        elif row.status != ReceiptStatus.PENDING:
            refusals[row.pk] = [not_in_the_draft(row)]
        elif unfit := obstacles(
            row, facts, entry_date=row.entry_date or row.movement_date, today=today
        ):
            refusals[row.pk] = unfit
    for pk, held in channel_refusals(receipts, Transition.PREPARE).items():
        refusals.setdefault(pk, []).extend(held)
    for pk, moved in dated_otherwise(receipts).items():
        refusals.setdefault(pk, []).append(moved)
    refuse(_("Rien n’a été préparé : une partie des lignes ne le permet pas."), receipts, refusals)


def _refuse_doubtful(receipts: list[DraftReceipt]) -> None:
    doubts = doubts_of(receipts)
    refuse(
        _("Rien n’a encore été préparé. Voulez-vous vraiment comptabiliser ces lignes ?"),
        receipts,
        {pk: [Refusal(doubt.code, doubt.reason)] for pk, doubt in doubts.items()},
    )


def _write_prepared(receipts: list[DraftReceipt], acting_user: User) -> None:
    now = timezone.now()
    for row in receipts:
        row.status, row.prepared_at, row.prepared_by = ReceiptStatus.PREPARED, now, acting_user
    update_rows(
        DraftReceipt,
        ["journal", "entry_date"],
        [(row.pk, row.journal_id, row.entry_date) for row in receipts],
        same={
            "status": ReceiptStatus.PREPARED.value,
            "prepared_at": connection.ops.adapt_datetimefield_value(now),
            "prepared_by": acting_user.pk,
        },
    )
    audit.record_rows(
        "receipt.prepare",
        acting_user=acting_user,
        model=DraftReceipt,
        rows=(
            (row.pk, row.label, {"journal": row.journal_id, "entry_date": f"{row.entry_date}"})
            for row in receipts
        ),
    )


def unprepare_receipts(ids: Iterable[int], *, acting_user: User) -> Changed:
    """« Annuler » : put prepared lines back to pending; they keep their journal and voucher.

    Raises ReceiptsRefusedError for a line that is not prepared.
    """
    with transaction.atomic():
        receipts = lock_receipts(ids, acting_user=acting_user)
        refusals = {
            row.pk: [not_prepared(row)] for row in receipts if row.status != ReceiptStatus.PREPARED
        } or channel_refusals(receipts, Transition.UNPREPARE)
        refuse(
            _("Rien n’a changé : une partie des lignes n’est pas à valider."), receipts, refusals
        )
        DraftReceipt.objects.filter(among("pk", [row.pk for row in receipts])).update(
            status=ReceiptStatus.PENDING, prepared_at=None, prepared_by=None, entry_date=None
        )
        forget_answers(receipts)
        for row in receipts:
            row.status, row.prepared_at, row.prepared_by = ReceiptStatus.PENDING, None, None
        audit.record_rows(
            "receipt.unprepare",
            acting_user=acting_user,
            model=DraftReceipt,
            rows=((row.pk, row.label, {}) for row in receipts),
        )
        tell_channels(receipts, Transition.UNPREPARE, acting_user=acting_user)
    return changed(receipts)
