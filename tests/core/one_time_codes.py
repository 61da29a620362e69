"""The codes that an authenticator app shows."""

from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)


def code_of(secret: str, step: int | None = None) -> str:
    """The code of that half minute, by default of this one."""
    counter = next(yield_hotp_counters_from_time()) if step is None else step
    return str(format_hotp_value(hotp_value(secret, counter)))
