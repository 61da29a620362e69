"""What the platform keeps of requests, how long, and when it forgets."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.dates import months_later
from core.errors import BusinessError
from core.models import User
from core.services import audit
from sepa.enums import RequestState
from sepa.models import OneOffRequest

#: A request that nobody signed within a day is forgotten.
DRAFT_LIFETIME = timedelta(hours=24)
#: A debtor may contest an unauthorised debit for 13 months (PSD2, art. 71): 14 leave a margin.
PROOF_MONTHS = 14
_OVER = (RequestState.SETTLED, RequestState.POSTED, RequestState.CANCELLED)


def kept_until(request: OneOffRequest) -> date | None:
    """Day from which the proof may go: 14 months after the debit, or after the request was given
    up; None while it is under way."""
    if request.state not in _OVER or request.state_at is None:
        return None
    last_day = timezone.localtime(request.state_at).date()
    return months_later(max(request.debit_date or last_day, last_day), PROOF_MONTHS)


def forget_request(request: OneOffRequest, *, acting_user: User | None) -> None:
    """Forget a request, its steps and its proof here; the back office's mandate is its own.

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
        if timezone.localdate() < day:
            raise BusinessError(
                _(
                    "La preuve du mandat %(mandate_reference)s doit être conservée jusqu’au "
                    "%(day)s (14 mois après le prélèvement)."
                )
                % {"mandate_reference": locked.mandate_reference, "day": f"{day:%d/%m/%Y}"}
            )
        audit.record("request.forget", acting_user=acting_user, on=locked)
        locked.delete()


@transaction.atomic
def _forget_drafts(before: datetime) -> None:
    """Forget what nobody signed. Locked first: one that is being signed meanwhile must stay."""
    unsigned = OneOffRequest.objects.select_for_update(skip_locked=True).filter(
        state=RequestState.DRAFT, created_at__lt=before
    )
    ids = list(unsigned.order_by("pk").values_list("pk", flat=True))
    OneOffRequest.objects.filter(pk__in=ids).delete()


def forget_what_is_over() -> str:
    """Forget the drafts of yesterday and the proofs that nobody must keep. Returns a sentence."""
    now = timezone.now()
    _forget_drafts(now - DRAFT_LIFETIME)
    # Candidates only: each one's own date is checked again, under its lock.
    old = OneOffRequest.objects.filter(
        state__in=_OVER, state_at__lt=now - timedelta(days=28 * PROOF_MONTHS)
    ).order_by("pk")
    forgotten = 0
    for request in old.iterator():
        day = kept_until(request)
        if day is not None and day <= timezone.localdate():
            forget_request(request, acting_user=None)
            forgotten += 1
    return ngettext(
        "%(count)d preuve de mandat effacée, au-delà des 14 mois de conservation.",
        "%(count)d preuves de mandat effacées, au-delà des 14 mois de conservation.",
        forgotten,
    ) % {"count": forgotten}
