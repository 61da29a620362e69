"""End the accesses of clients whose last account is withdrawn.

What they signed stays in sight for as long as a debit may be contested; then the access is erased.
"""

from datetime import date, datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from core.database.services import audit
from core.database.services.erase_rows import batches
from core.people.models import User
from core.screens.models import UserPreference
from core.text.dates import months_later
from extranet.publication.models import ClientAccess, PublishedAccount
from extranet.publication.rules.references import party_reference
from extranet.publication.selectors.published import published_accounts
from sepa.requests.enums import RequestState
from sepa.requests.models import OneOffRequest
from sepa.requests.services.forget_requests import CLAIM_MONTHS

_OVER = (RequestState.DRAFT, RequestState.CANCELLED, RequestState.SETTLED, RequestState.POSTED)


def end_accesses(now: datetime) -> int:
    """Note which accesses lead to no account any more, and erase those that led to none for 13
    months. Returns how many were erased."""
    _note_withdrawn(now)
    count = 0
    oldest = months_later(timezone.localdate(now), -CLAIM_MONTHS)
    over = ClientAccess.objects.filter(withdrawn_at__date__lt=oldest)
    for keys in batches(over):
        for pk in keys:
            count += _erase(pk, now)
    return count


def _without_account() -> "QuerySet[ClientAccess]":
    """Neither shown on this installation, nor chosen in the books that it may hold."""
    shown = PublishedAccount.objects.filter(party_reference=OuterRef("party_reference"))
    chosen = published_accounts().order_by().values_list("party_id", flat=True).distinct()
    references = {party_reference(pk) for pk in chosen if pk}
    return ClientAccess.objects.filter(~Exists(shown)).exclude(party_reference__in=references)


def _note_withdrawn(now: datetime) -> None:
    without = set(_without_account().values_list("pk", flat=True))
    noted = ClientAccess.objects.filter(withdrawn_at__isnull=False)
    back = set(noted.values_list("pk", flat=True)) - without
    ClientAccess.objects.filter(pk__in=back).update(withdrawn_at=None)
    ClientAccess.objects.filter(pk__in=without, withdrawn_at=None).update(withdrawn_at=now)


def _last_debit(user: User) -> date | None:
    """The day of the last debit, or signature, of a client; None where they signed nothing."""
    signed = OneOffRequest.objects.filter(client=user, signed_at__isnull=False)
    days = [
        max(day for day in (debited, timezone.localdate(at)) if day)
        for debited, at in signed.values_list("debit_date", "signed_at")
        if at
    ]
    return max(days, default=None)


@transaction.atomic
def _erase(pk: int, now: datetime) -> bool:
    """Erase one access, unless something is under way or may still be contested."""
    access = ClientAccess.objects.select_for_update().select_related("user").filter(pk=pk).first()
    if access is None or access.withdrawn_at is None:
        return False
    user = access.user
    last = _last_debit(user)
    if last and timezone.localdate(now) <= months_later(last, CLAIM_MONTHS):
        return False
    if OneOffRequest.objects.filter(client=user).exclude(state__in=_OVER).exists():
        return False
    for model in (Authenticator, EmailAddress, UserSession, UserPreference):
        model.objects.filter(user=user).delete()
    # Its number stays: the audit trail names it.
    user.username, user.is_active = f"client-{user.pk}", False
    user.first_name = user.last_name = user.email = ""
    user.set_unusable_password()
    user.save()
    audit.record("access.erase", acting_user=None, on=access)
    access.delete()
    return True
