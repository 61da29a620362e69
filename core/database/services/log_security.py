"""Write to the security log: one row that administrators read, one JSON line for the machine."""

import json
import logging
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.crypto import salted_hmac

from core.database.context import current_request, current_request_id
from core.database.enums import SecurityKind
from core.database.models import SecurityEvent
from core.house import metrics
from core.people.models import User

LOGGER = "lsc.security"
_lines = logging.getLogger(LOGGER)


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
