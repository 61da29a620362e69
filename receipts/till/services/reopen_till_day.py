"""A till's day that was counted is closed: no cash is keyed into it, until it is reopened."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core.database.services import audit
from core.people.models import User
from core.text.errors import BusinessError
from ledger.books.models import Account
from receipts.draft.models import DraftReceipt
from receipts.draft.rules.reasons import reason_of
from receipts.till.models import CashCount
from receipts.till.selectors.cash_difference import standing_entry


def refuse_closed_day(receipt: DraftReceipt) -> None:
    """Raise BusinessError where this money would enter a till on a day that was counted, or before
    one: what was counted would no longer be what was in it. The caller's transaction holds the
    till, so that nobody counts it meanwhile."""
    till_id = receipt.journal.treasury_account_id if receipt.journal else None
    if till_id is None:
        return
    Account.objects.select_for_update(no_key=True).get(pk=till_id)
    closed = _standing(till_id, receipt.movement_date).first()
    if closed is not None:
        raise BusinessError(
            _(
                "La caisse est comptée jusqu’au %(day)s, ce jour est clos. Datez ces espèces d’un "
                "jour d’après, ou rouvrez le comptage pour recompter."
            )
            % {"day": f"{closed.day:%d/%m/%Y}"}
        )


def reopen_day(count_id: int, *, acting_user: User, reason: str, now: datetime) -> CashCount:
    """Reopen the last day that was counted, to count it again. The count stays on record with the
    reason.

    Raises BusinessError without a reason, where a later day is counted, or where the difference is
    in the books.
    """
    missing = _("Dites pourquoi ce jour est rouvert : le motif est conservé.")
    reason = reason_of(reason, missing=missing, most=300)
    with transaction.atomic():
        count = lock_count(count_id)
        Account.objects.select_for_update(no_key=True).get(pk=count.account_id)
        _check(count)
        count.reopened_at, count.reopened_by = now, acting_user
        count.reopen_reason = reason
        count.save(update_fields=["reopened_at", "reopened_by", "reopen_reason"])
        audit.record(
            "account.reopen_till",
            acting_user=acting_user,
            on=count.account,
            day=f"{count.day:%d/%m/%Y}",
            counted=str(count.counted),
            reason=count.reopen_reason,
        )
    return count


def lock_count(count_id: int) -> CashCount:
    """The count, locked with all those of its till, in one order and before the account itself:
    who reopens a day and who posts its difference take turns. Raises BusinessError."""
    till = CashCount.objects.filter(pk=count_id).values("account")
    rows = CashCount.objects.select_for_update(of=("self",)).filter(account__in=till)
    found = {row.pk: row for row in rows.select_related("account").order_by("pk")}
    if count_id not in found:
        raise BusinessError(_("Ce comptage n’existe plus."))
    return found[count_id]


def _check(count: CashCount) -> None:
    if count.reopened_at is not None:
        raise BusinessError(_("Ce jour est déjà rouvert."))
    later = _standing(count.account_id, count.day).exclude(pk=count.pk).first()
    if later is not None:
        raise BusinessError(
            _("La caisse est comptée jusqu’au %(day)s : rouvrez d’abord ce jour-là.")
            % {"day": f"{later.day:%d/%m/%Y}"}
        )
    posted = standing_entry(count)
    if posted is not None:
        raise BusinessError(
            _("L’écart est en comptabilité, écriture %(entry)s : contre-passez-la d’abord.")
            % {"entry": posted}
        )


def _standing(till_id: int, day: date) -> QuerySet[CashCount]:
    """Counts of that day and later that were not reopened, the latest first."""
    rows = CashCount.objects.filter(account=till_id, day__gte=day, reopened_at=None)
    return rows.order_by("-day")
