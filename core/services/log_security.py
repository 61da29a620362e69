"""Write to the security log: one row that administrators read, one JSON line for the machine."""

import json
import logging
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.crypto import salted_hmac

from core import metrics
from core.context import current_request, current_request_id
from core.enums import SecurityKind
from core.models import FailedAttempt, SecurityEvent, SpentCode, User
from core.services import erase_rows
from core.services.count_failures import Attempt

LOGGER = "lsc.security"
_lines = logging.getLogger(LOGGER)

#: One year, as the CNIL recommends for access logs (délibération n° 2021-122, 6 to 12 months).
RETENTION = timedelta(days=365)
_ATTEMPTS_KEPT = timedelta(days=2)


def log(
    kind: SecurityKind,
    *,
    user: User | None = None,
    acting_user: User | None = None,
    typed: str = "",
    **data: Any,
) -> SecurityEvent:
    """Log ``kind`` about the account of ``user``, or about the username ``typed`` where unknown.

    ``data`` must be JSON-serialisable and hold no password, code, key or whole e-mail address.
    Within a transaction the row shares its fate, and the line is written once it has committed.
    """
    request = current_request()
    event = SecurityEvent.objects.create(
        kind=kind,
        site=settings.LSC_SITE,
        user=user,
        account=(user.get_username() if user else _fingerprint(typed))[:150],
        acting_user=acting_user if acting_user != user else None,
        ip_address=request.ip_address,
        user_agent=request.user_agent[:200],
        data=data,
    )
    transaction.on_commit(lambda: _write_line(event), robust=True)
    return event


def log_failure(
    kind: SecurityKind, attempt: Attempt, *, user: User | None = None, typed: str = ""
) -> None:
    """Log a wrong password, code or key; and, once, that from now on nobody may try."""
    log(kind, user=user, typed=typed)
    if attempt.was_the_last():
        log(SecurityKind.LOCKED, user=user, typed=typed)


def masked_email(address: str) -> str:
    """``p•••@exemple.fr``: enough to recognise one's own."""
    name, at, domain = address.partition("@")
    return f"{name[:1]}•••{at}{domain}" if at else ""


def _fingerprint(typed: str) -> str:
    """Ties the attempts at one unknown name together, and tells nothing of what was typed."""
    if not typed:
        return ""
    return "? " + salted_hmac("core.security.unknown", typed.lower()).hexdigest()[:12]


def _write_line(event: SecurityEvent) -> None:
    metrics.SECURITY.add(event.kind)
    line = {
        "at": event.at.isoformat(),
        "kind": event.kind,
        "site": event.site,
        "account": event.account,
        "by": event.acting_user.get_username() if event.acting_user else "",
        "ip": event.ip_address or "",
        "agent": event.user_agent,
        "data": event.data,
        "request_id": current_request_id(),
    }
    _lines.info(json.dumps(line, ensure_ascii=False))


def erase_old_events(now: datetime) -> int:
    """Erase what is older than its retention. Returns how many events that is."""
    before = now - _ATTEMPTS_KEPT
    erase_rows.erase(FailedAttempt.objects.filter(at__lt=before))
    erase_rows.erase(SpentCode.objects.filter(at__lt=before))
    return erase_rows.erase(SecurityEvent.objects.filter(at__lt=now - RETENTION))
