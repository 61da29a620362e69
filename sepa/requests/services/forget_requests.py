"""What the platform keeps of requests, how long, and when it forgets."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.database.retention import PROOF_MONTHS, is_held, without_held
from core.database.services import audit
from core.database.services.erase_rows import batches
from core.people.models import User
from core.text.dates import months_later
from core.text.errors import BusinessError
from sepa.requests.enums import RequestState
from sepa.requests.models import OneOffRequest

#: A request that nobody signed within a day is forgotten.
DRAFT_LIFETIME = timedelta(hours=24)
#: How long a debtor may contest a debit that was not authorised: PSD2, art. 71.
CLAIM_MONTHS = 13
_OVER = (RequestState.SETTLED, RequestState.POSTED, RequestState.CANCELLED)


def kept_until(request: OneOffRequest) -> date | None:
    """Day from which the proof may go: 14 months after the debit, or after the request was given
    up; None while it is under way."""
    if request.state not in _OVER or request.state_at is None:
        return None
    last_day = timezone.localtime(request.state_at).date()
    return months_later(max(request.debit_date or last_day, last_day), PROOF_MONTHS)


def forget_request(request: OneOffRequest, *, acting_user: User | None, today: date) -> None:
    """Forget a request, its steps and its proof here; the back office's mandate is its own, and
    the night takes the PDF that neither names any more.

    Raises BusinessError before the 14 months are over.
    """
    with transaction.atomic():
        locked = OneOffRequest.objects.select_for_update().get(pk=request.pk)
        day = kept_until(locked)
        if day is None:
            raise BusinessError(
                _("La demande %(mandate_reference)s est en cours : sa preuve est conservée.")
                % {"mandate_reference": locked.mandate_reference}
            )
        if is_held(locked):
            raise BusinessError(
                _("La demande %(mandate_reference)s est gelée : un litige est en cours.")
                % {"mandate_reference": locked.mandate_reference}
            )
        if today < day:
            raise BusinessError(
                _(
                    "La preuve du mandat %(mandate_reference)s doit être conservée jusqu’au "
                    "%(day)s (14 mois après le prélèvement)."
                )
                % {"mandate_reference": locked.mandate_reference, "day": f"{day:%d/%m/%Y}"}
            )
        audit.record("request.forget", acting_user=acting_user, on=locked)
        locked.delete()


def forget_drafts(now: datetime) -> int:
    """Forget what nobody signed; one that is being signed at this moment stays."""
    unsigned = OneOffRequest.objects.filter(
        state=RequestState.DRAFT, created_at__lt=now - DRAFT_LIFETIME
    )
    count = 0
    for keys in batches(unsigned):
        with transaction.atomic():
            free = without_held(unsigned).filter(pk__in=keys).select_for_update(skip_locked=True)
            mine = list(free.order_by("pk").values_list("pk", flat=True))
            OneOffRequest.objects.filter(pk__in=mine).delete()
        count += len(mine)
    return count


def forget_requests(now: datetime) -> int:
    """Forget the requests whose proof nobody must keep. Returns how many."""
    today = timezone.localdate(now)
    # Candidates only: each one's own date is checked again, under its lock.
    old = OneOffRequest.objects.filter(
        state__in=_OVER, state_at__lt=now - timedelta(days=28 * PROOF_MONTHS)
    ).order_by("pk")
    forgotten = 0
    for request in without_held(old).defer("iban").iterator():
        day = kept_until(request)
        if day is not None and day <= today:
            forget_request(request, acting_user=None, today=today)
            forgotten += 1
    return forgotten
