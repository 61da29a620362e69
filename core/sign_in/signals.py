"""What happens when somebody signs in or out, or changes their password or second factor."""

from typing import Any

from allauth.account import signals as account
from allauth.mfa import signals as mfa
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from core.database.enums import SecurityKind
from core.database.services.log_security import log
from core.jobs.processes import RUN_SERVICES
from core.people.models import User
from core.sign_in import devices
from core.sign_in.middleware.idle import LAST_MOVE
from core.sign_in.services.log_failure import log_failure
from core.sign_in.services.tell_account_holder import tell
from core.sign_in.services.throttle_sign_in import let_in_again


@receiver(user_logged_in)
def ask_for_services(request: HttpRequest | None, user: User, **_kwargs: Any) -> None:
    """Single-user edition: what should have run at night runs once the first page is shown.

    Not for the administrator account, which signs in to repair, not to work.
    """
    if request is not None and not settings.MULTI_USER and not user.is_superuser:
        request.session[RUN_SERVICES] = not user.is_client


@receiver(user_logged_in)
def begins_to_move(request: HttpRequest | None, **_kwargs: Any) -> None:
    if request is not None:
        request.session[LAST_MOVE] = timezone.now().timestamp()


@receiver(account.user_logged_in)
def signed_in(request: HttpRequest, user: User, **_kwargs: Any) -> None:
    devices.know(request, user)
    methods = request.session.get("account_authentication_methods", [])
    log(SecurityKind.SIGNED_IN, user=user, by=[method.get("method", "") for method in methods])


@receiver(user_logged_out)
def signed_out(request: HttpRequest, user: User | None, **_kwargs: Any) -> None:
    UserSession.objects.filter(session_key=request.session.session_key).delete()
    # One that nobody touched has its own line.
    if user is not None and getattr(request, "ended_for", None) is None:
        log(SecurityKind.SIGNED_OUT, user=user)


@receiver([account.password_changed, account.password_set])
def password_changed(user: User, **_kwargs: Any) -> None:
    _new_password(user)


@receiver(account.password_reset)
def password_reset(request: HttpRequest, user: User, **_kwargs: Any) -> None:
    # The link came to the person's own address: whoever locked the account did not get it.
    let_in_again(request, user)
    _new_password(user)


def _new_password(user: User) -> None:
    log(SecurityKind.PASSWORD_CHANGED, user=user)
    tell(user, "password_changed")


@receiver(mfa.authenticator_added)
def factor_added(user: User, authenticator: Authenticator, **_kwargs: Any) -> None:
    # Recovery codes come with the first factor: one letter is enough.
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        log(SecurityKind.FACTOR_ADDED, user=user, factor=authenticator.type)
        tell(user, "factor_added")


@receiver(mfa.authenticator_removed)
def factor_removed(user: User, authenticator: Authenticator, **_kwargs: Any) -> None:
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        log(SecurityKind.FACTOR_REMOVED, user=user, factor=authenticator.type)
        tell(user, "factor_removed")


@receiver(mfa.authenticator_reset)
def recovery_codes_made_again(user: User, **_kwargs: Any) -> None:
    log(SecurityKind.RECOVERY_CODES, user=user)
    tell(user, "recovery_codes")


@receiver(mfa.authentication_failed)
def factor_refused(request: HttpRequest, user: User, **_kwargs: Any) -> None:
    attempt = getattr(request, "failed_attempt", None)
    if attempt is not None:
        log_failure(SecurityKind.FACTOR_REFUSED, attempt, user=user)
    else:
        log(SecurityKind.FACTOR_REFUSED, user=user)
