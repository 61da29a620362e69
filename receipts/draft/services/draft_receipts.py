"""Bring money into the draft, exactly once."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.database.bulk import insert_new
from core.database.lookups import among
from core.database.services import audit
from core.people.models import User
from core.text.errors import BusinessError
from core.text.money import ZERO, to_cents
from ledger.books.models import Account, ReceiptJournal
from ledger.books.posting.rules.accounts_of_entity import is_foreign_account
from ledger.books.posting.rules.balanced import is_one_sided
from receipts.draft.channels import CHANNELS
from receipts.draft.enums import ReceiptStatus
from receipts.draft.models import DraftReceipt
from receipts.draft.services.check_receipts import future_reason
from receipts.draft.services.lock_receipts import count_once_committed

FIELDS = [
    "channel",
    "source_key",
    "status",
    "entity",
    "account",
    "unassigned_reason",
    "movement_reference",
    "movement_date",
    "label",
    "amount",
    "journal",
    "voucher",
    "assigned_to",
    "raw_data",
    "created_at",
    "cancel_reason",
]


@dataclass(frozen=True)
class NewReceipt:
    """Money announced or received, as its source tells it.

    ``channel`` and ``source_key`` are its identity. ``amount`` is in euros. With ``account_id``
    None, ``unassigned_reason`` says in French why. ``journal_setting`` names the entity's journal
    setting to take (``kiosk.cash``); by default that of the channel. ``raw_data`` is what the
    source said, without any IBAN.
    """

    channel: str
    source_key: str
    movement_date: date
    label: str
    amount: Decimal
    entity_id: int | None = None
    account_id: int | None = None
    unassigned_reason: str = ""
    movement_reference: str = ""
    journal_id: int | None = None
    journal_setting: str = ""
    voucher: str = ""
    assigned_to_id: int | None = None
    raw_data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Drafted:
    """What became of the rows: ``created`` maps ``(channel, source_key)`` to the new line's id."""

    created: Mapping[tuple[str, str], int]
    known: int

    @property
    def ids(self) -> list[int]:
        return list(self.created.values())


def draft_receipts(
    rows: Iterable[NewReceipt], *, acting_user: User | None, today: date | None = None
) -> Drafted:
    """Write one line of the draft per row whose identity is new, in a constant number of
    statements. Rows already known are left as they are, and counted.

    Raises BusinessError, having written nothing, for an amount that is not positive, a movement
    after ``today`` (Paris time, that of the clock by default), an account of another entity, or a
    row with neither an account nor a reason.
    """
    items = list(rows)
    if not items:
        return Drafted({}, 0)
    with transaction.atomic():
        _check(items, today or timezone.localdate())
        journals = _default_journals(items)
        created = {
            (key[0], key[1]): pk
            for key, pk in insert_new(
                DraftReceipt,
                FIELDS,
                _values(items, journals),
                identity=("channel", "source_key"),
            ).items()
        }
        audit.record_rows(
            "receipt.draft",
            acting_user=acting_user,
            model=DraftReceipt,
            rows=_told(items, created),
        )
        for channel, number in Counter(channel for channel, _key in created).items():
            count_once_committed(channel, "draft", number)
    return Drafted(created, len(items) - len(created))


def _told(
    items: Sequence[NewReceipt], created: Mapping[tuple[str, str], int]
) -> Iterable[tuple[int, str, Mapping[str, Any]]]:
    seen = set()
    for row in items:
        pk = created.get((row.channel, row.source_key))
        if pk is not None and pk not in seen:
            seen.add(pk)
            yield pk, row.label, {"channel": row.channel, "amount": str(row.amount)}


def _values(
    items: Sequence[NewReceipt], journals: Mapping[tuple[int, str], int]
) -> Iterable[tuple[Any, ...]]:
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    for row in items:
        journal_id = row.journal_id
        if journal_id is None and row.entity_id is not None:
            journal_id = journal_for(journals, row.entity_id, row.journal_setting or row.channel)
        yield (
            row.channel,
            row.source_key,
            ReceiptStatus.PENDING.value,
            row.entity_id,
            row.account_id,
            row.unassigned_reason[:200] if row.account_id is None else "",
            row.movement_reference[:60],
            row.movement_date,
            row.label[:120],
            to_cents(row.amount),
            journal_id,
            row.voucher[:30],
            row.assigned_to_id,
            json.dumps(row.raw_data),
            now,
            "",
        )


def _check(items: Sequence[NewReceipt], today: date) -> None:
    account_ids = {row.account_id for row in items if row.account_id is not None}
    entity_of = dict(
        Account.objects.filter(among("pk", account_ids)).values_list("pk", "entity_id")
    )
    problems = []
    for row in items:
        if not is_one_sided(row.amount, ZERO):
            problems.append(
                _("%(row)s : le montant %(amount)s n’est pas positif.")
                % {"row": row.label, "amount": row.amount}
            )
        if future := future_reason(row.movement_date, today):
            problems.append(f"{row.label} : {future}")
        if row.account_id is None and not row.unassigned_reason:
            problems.append(
                _("%(row)s : ni compte, ni raison de ne pas en avoir.") % {"row": row.label}
            )
        if row.account_id is not None and is_foreign_account(
            entity_of.get(row.account_id), row.entity_id
        ):
            problems.append(
                _("%(row)s : le compte n’est pas de cette entité.") % {"row": row.label}
            )
    if problems:
        raise BusinessError(_("Rien n’a été porté au brouillard."), problems)


def _default_journals(items: Sequence[NewReceipt]) -> dict[tuple[int, str], int]:
    """Active journal by entity and setting, from « Comptabilité, TPE et TIP » of the entities."""
    return default_journals({row.entity_id for row in items if row.entity_id is not None})


def default_journals(entity_ids: Iterable[int]) -> dict[tuple[int, str], int]:
    """The journal that each ``(entity id, channel or setting)`` goes to, where it is active."""
    chosen = {
        (entity_id, setting): journal_id
        for entity_id, setting, journal_id in ReceiptJournal.objects.filter(
            entity_id__in=list(entity_ids), journal__active=True
        ).values_list("entity_id", "channel", "journal_id")
    }
    fallbacks = [each for each in CHANNELS if each.journal_fallback]
    return {
        (entity_id, each.code): journal_id
        for (entity_id, setting), journal_id in chosen.items()
        for each in fallbacks
        if setting == each.journal_fallback
    } | chosen


def journal_for(
    journals: Mapping[tuple[int, str], int], entity_id: int, setting: str
) -> int | None:
    """The journal of a setting; of its channel where the entity chose none for that means."""
    channel = setting.partition(".")[0]
    return journals.get((entity_id, setting)) or journals.get((entity_id, channel))
