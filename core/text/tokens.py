"""A token that a machine shows in ``Authorization: Bearer …``."""

from django.utils.crypto import constant_time_compare


def opens(token: str, authorization: str) -> bool:
    """Whether the header shows this token; no header does where there is no token."""
    scheme, _space, shown = authorization.partition(" ")
    return bool(token) and scheme.lower() == "bearer" and constant_time_compare(shown, token)
