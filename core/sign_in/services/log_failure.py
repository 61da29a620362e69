"""A wrong password, code or key, as the security log tells it."""

from core.database.enums import SecurityKind
from core.database.services.log_security import log
from core.people.models import User
from core.sign_in.services.count_failures import Attempt


def log_failure(
    kind: SecurityKind, attempt: Attempt, *, user: User | None = None, typed: str = ""
) -> None:
    """Log a wrong password, code or key; and, once, that from now on nobody may try."""
    log(kind, user=user, typed=typed)
    if attempt.was_the_last():
        log(SecurityKind.LOCKED, user=user, typed=typed)
