"""One receipt: its life, and what surrounds it."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core.database.models import AuditEvent
from core.people.models import User
from ledger.books.models import Account, EntryLine
from receipts.draft.channels import CHANNELS, TimelineStep
from receipts.draft.enums import ReceiptStatus
from receipts.draft.models import DraftReceipt
from receipts.draft.selectors.draft_lines import SEE_OTHERS, visible

LAST_LINES = 8


def receipts_of(user: User) -> QuerySet[DraftReceipt]:
    """Receipts that this user may open, with all that their page shows."""
    return visible(user, everyone=user.has_perm(SEE_OTHERS)).select_related(
        "entity",
        "account__party",
        "journal__treasury_account",
        "entry__journal",
        "entry__posted_by",
        "assigned_to",
        "prepared_by",
        "edited_by",
    )


def timeline(receipt: DraftReceipt) -> list[TimelineStep]:
    """The channel's moments and the draft's own, oldest first; what is to come stands last."""
    steps = [*CHANNELS.get(receipt.channel).timeline(receipt), *_own_steps(receipt)]
    past = [step for step in steps if isinstance(step.at, datetime)]
    future = [step for step in steps if not isinstance(step.at, datetime)]
    return [*sorted(past, key=lambda step: step.at), *future]


def _own_steps(receipt: DraftReceipt) -> Sequence[TimelineStep]:
    steps = [TimelineStep(_("Porté au brouillard"), receipt.created_at)]
    if receipt.status == ReceiptStatus.CANCELLED:
        steps.append(
            TimelineStep(_("Retiré du brouillard"), receipt.cancelled_at, receipt.cancel_reason)
        )
        return steps
    by = str(receipt.prepared_by) if receipt.prepared_by else ""
    steps.append(TimelineStep(_("Préparé"), receipt.prepared_at, by))
    entry = receipt.entry
    if entry is None:
        steps.append(TimelineStep(_("Comptabilisé")))
    else:
        detail = _("%(journal)s n° %(number)s, par %(posted_by)s") % {
            "journal": entry.journal.code,
            "number": entry.number,
            "posted_by": entry.posted_by,
        }
        steps.append(TimelineStep(_("Comptabilisé"), entry.posted_at, detail))
        mirror = getattr(entry, "reversed_by", None)
        if mirror is not None:
            steps.append(TimelineStep(_("Contre-passé"), mirror.posted_at, mirror.label))
    return steps


def last_lines(account: Account | None) -> list[EntryLine]:
    """The account's last lines in the books, newest first."""
    if account is None:
        return []
    return list(
        EntryLine.objects.filter(account=account)
        .select_related("entry__journal")
        .order_by("-date", "-id")[:LAST_LINES]
    )


def history(receipt: DraftReceipt) -> list[AuditEvent]:
    """Who did what to it, newest first."""
    return list(
        AuditEvent.objects.filter(
            object_type=DraftReceipt._meta.label_lower, object_id=str(receipt.pk)
        )
        .select_related("user")
        .order_by("-id")[:200]
    )
