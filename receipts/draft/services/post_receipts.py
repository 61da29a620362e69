"""« Valider »: write prepared lines to the books, for good."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.database.bulk import update_rows
from core.database.services import audit
from core.people.models import User
from core.text.errors import BusinessError
from core.text.money import ZERO
from ledger.books.posting import NewEntry, NewLine, post_entries
from receipts.draft.channels import CHANNELS, Transition
from receipts.draft.enums import ReceiptStatus
from receipts.draft.errors import Refusal
from receipts.draft.models import DraftReceipt
from receipts.draft.selectors.cash_refusals import cash_refusals, dated_otherwise
from receipts.draft.services.check_receipts import BookFacts, obstacles, read_facts
from receipts.draft.services.confirm_receipts import doubts_of
from receipts.draft.services.lock_receipts import (
    channel_refusals,
    lock_receipts,
    not_prepared,
    refuse,
    tell_channels,
)
from receipts.draft.services.match_posted_receipts import ask_matching
from receipts.draft.services.prepare_receipts import changed


@dataclass(frozen=True)
class Posted:
    """What was written: an entry per line, in the order of the lines, and the sum in euros."""

    ids: list[int]
    entry_ids: list[int]
    total: Decimal

    @property
    def count(self) -> int:
        return len(self.ids)


def post_prepared(
    *, acting_user: User, ids: Iterable[int] | None = None, today: date | None = None
) -> Posted:
    """Write an entry per prepared line: debit the journal's treasury account, credit the client's
    account. Without ``ids``, all the lines that this user prepared. All of them, or none; none is
    dated after ``today`` (Paris time, that of the clock by default).

    Raises ReceiptsRefusedError, naming each line that cannot be written and why.
    """
    with transaction.atomic():
        receipts = lock_receipts(
            _prepared_by(acting_user) if ids is None else ids, acting_user=acting_user
        )
        facts = read_facts(receipts)
        today = today or timezone.localdate()
        _refuse_unfit(receipts, facts, today)
        entry_ids = post_entries(new_entries(receipts, facts), acting_user=acting_user, today=today)
        update_rows(
            DraftReceipt,
            ["entry"],
            [(row.pk, entry_id) for row, entry_id in zip(receipts, entry_ids, strict=True)],
            same={"status": ReceiptStatus.POSTED.value},
        )
        for row, entry_id in zip(receipts, entry_ids, strict=True):
            row.status, row.entry_id = ReceiptStatus.POSTED, entry_id
        audit.record_rows(
            "receipt.post",
            acting_user=acting_user,
            model=DraftReceipt,
            rows=((row.pk, row.label, {"entry": row.entry_id}) for row in receipts),
        )
        tell_channels(receipts, Transition.POST, acting_user=acting_user)
        ask_matching(receipts, acting_user=acting_user)
    return Posted([row.pk for row in receipts], entry_ids, changed(receipts).total)


def _prepared_by(acting_user: User) -> list[int]:
    ids = list(
        DraftReceipt.objects.filter(
            status=ReceiptStatus.PREPARED, prepared_by=acting_user
        ).values_list("pk", flat=True)
    )
    if not ids:
        raise BusinessError(_("Vous n’avez aucune ligne à valider : comptabilisez-en d’abord."))
    return ids


def _refuse_unfit(receipts: Sequence[DraftReceipt], facts: BookFacts, today: date) -> None:
    refusals: dict[int, list[Refusal]] = {}
    for row in receipts:
        if row.status != ReceiptStatus.PREPARED:
            refusals[row.pk] = [not_prepared(row)]
        elif unfit := obstacles(
            row, facts, entry_date=row.entry_date or row.movement_date, today=today
        ):
            refusals[row.pk] = unfit
    for pk, held in channel_refusals(receipts, Transition.POST).items():
        refusals.setdefault(pk, []).extend(held)
    for pk, refusal in (*dated_otherwise(receipts).items(), *cash_refusals(receipts).items()):
        refusals.setdefault(pk, []).append(refusal)
    for pk, doubt in doubts_of(receipts).items():
        again = _(
            "Annulez sa préparation, puis comptabilisez-la de nouveau : il vous sera demandé."
        )
        refusals.setdefault(pk, []).append(Refusal(doubt.code, f"{doubt.reason} {again}"))
    refuse(
        _("Rien n’a été écrit en comptabilité : une partie des lignes ne le permet pas."),
        receipts,
        refusals,
    )


def new_entries(receipts: Sequence[DraftReceipt], facts: BookFacts) -> list[NewEntry]:
    """The entries that these lines, found fit, will be in the books."""
    entries = []
    for row in receipts:
        journal = facts.journals[row.journal_id] if row.journal_id else None
        if journal is None or journal.treasury_account_id is None or row.account_id is None:
            raise BusinessError(
                _("%(row)s : il manque le journal, sa trésorerie ou le compte.")
                % {"row": row.label}
            )
        debited = journal.treasury_account_id
        if CHANNELS.get(row.channel).is_debit:
            debited = facts.debits_accounts.get(journal.entity_id, debited)
        entries.append(
            NewEntry(
                entity_id=journal.entity_id,
                journal_id=int(row.journal_id or 0),
                date=row.entry_date or row.movement_date,
                voucher=row.voucher,
                label=row.label,
                lines=(
                    NewLine(debited, row.amount, ZERO, row.label),
                    NewLine(row.account_id, ZERO, row.amount, row.label),
                ),
            )
        )
    return entries
