"""A second factor's code serves once, whatever asks for it."""

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from allauth.mfa.utils import decrypt
from django.db import IntegrityError, transaction

from core.people.models import User
from core.sign_in.models import SpentCode


def spend(authenticator: Authenticator, code: str) -> bool:
    """Whether ``code`` is right and has not served; from then on it has."""
    if authenticator.type == Authenticator.Type.TOTP:
        secret = decrypt(authenticator.data["secret"])
        return spend_app_code(authenticator.user, secret, code)
    right: bool = authenticator.wrap().validate_code(code)
    return right


def spend_app_code(user: User, secret: str, code: str) -> bool:
    """The same for a code of the authenticator app that holds ``secret`` (RFC 6238, 5.2).

    Activating the app spends the code that shows it works: it does not sign in as well.
    """
    for step in yield_hotp_counters_from_time():
        expected = format_hotp_value(hotp_value(secret, step))
        if compare_user_code(actual=code, expected=expected):
            return _spend_step(user, step)
    return False


def _spend_step(user: User, step: int) -> bool:
    try:
        with transaction.atomic():
            SpentCode.objects.create(user=user, step=step)
    except IntegrityError:
        return False
    return True
