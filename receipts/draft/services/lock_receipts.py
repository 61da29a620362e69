"""Take lines of the draft for a change: locked, in order, and allowed to this user."""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial

from django.db import transaction
from django.utils.translation import gettext as _

from core.database.lookups import among
from core.house import metrics
from core.people.models import User
from core.text.errors import BusinessError
from core.text.money import format_euros
from receipts.draft.channels import CHANNELS, Channel, Transition
from receipts.draft.enums import RefusalCode
from receipts.draft.errors import ReceiptsRefusedError, Refusal
from receipts.draft.models import DraftReceipt

SEE_OTHERS = "receipts_draft.see_others"


def lock_receipts(ids: Iterable[int], *, acting_user: User | None) -> list[DraftReceipt]:
    """The lines of these ids, locked until the transaction ends, by id.

    Raises BusinessError where there is none, or one that this user may not see.
    """
    asked_for = set(ids)
    if not asked_for:
        raise BusinessError(_("Aucune ligne n’est sélectionnée."))
    receipts = list(
        DraftReceipt.objects.select_for_update().filter(among("pk", asked_for)).order_by("pk")
    )
    if len(receipts) < len(asked_for) or not _may_touch(receipts, acting_user):
        raise BusinessError(
            _(
                "Une partie de ces lignes n’est pas à vous, ou n’existe plus. Rien n’a été fait : "
                "rechargez le brouillard et recommencez."
            )
        )
    return receipts


def _may_touch(receipts: Sequence[DraftReceipt], acting_user: User | None) -> bool:
    if acting_user is None or all(row.assigned_to_id == acting_user.pk for row in receipts):
        return True
    return acting_user.has_perm(SEE_OTHERS)


def by_channel(receipts: Sequence[DraftReceipt]) -> Mapping[Channel, list[DraftReceipt]]:
    """The lines of each channel."""
    rows: dict[Channel, list[DraftReceipt]] = {}
    for row in receipts:
        rows.setdefault(CHANNELS.get(row.channel), []).append(row)
    return rows


def channel_refusals(
    receipts: Sequence[DraftReceipt], transition: Transition, *, acting_user: User | None = None
) -> dict[int, list[Refusal]]:
    """What the channels themselves say against a transition, by receipt id."""
    return {
        pk: [Refusal(RefusalCode.HELD_BY_CHANNEL, reason)]
        for channel, rows in by_channel(receipts).items()
        for pk, reason in channel.refusals(rows, transition, acting_user=acting_user).items()
    }


def tell_channels(
    receipts: Sequence[DraftReceipt], transition: Transition, *, acting_user: User | None
) -> None:
    """Let each channel follow a transition that has just been written."""
    for channel, rows in by_channel(receipts).items():
        channel.after(rows, transition, acting_user=acting_user)
        count_once_committed(channel.code, transition, len(rows))


def count_once_committed(channel: str, act: str, number: int) -> None:
    """For Prometheus: what a transaction takes back was never there."""
    transaction.on_commit(partial(metrics.RECEIPTS.add, channel, act, amount=number))


def refuse(
    message: str, receipts: Sequence[DraftReceipt], refusals: Mapping[int, Sequence[Refusal]]
) -> None:
    """Raise ReceiptsRefusedError where there is any refusal."""
    if refusals:
        labels = {row.pk: f"{row.label}, {format_euros(row.amount)}" for row in receipts}
        raise ReceiptsRefusedError(message, refusals, labels)


def not_in_the_draft(receipt: DraftReceipt) -> Refusal:
    """It is in the books, or was given up."""
    text = _("elle n’est plus au brouillard (%(status)s).") % {
        "status": receipt.get_status_display().lower()
    }
    return Refusal(RefusalCode.NOT_PENDING, text)


def not_prepared(receipt: DraftReceipt) -> Refusal:
    """Only what waits to be posted can be, or be given up."""
    text = _("elle n’est pas à valider (%(status)s).") % {
        "status": receipt.get_status_display().lower()
    }
    return Refusal(RefusalCode.NOT_PREPARED, text)
