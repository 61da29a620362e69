"""Tell the platform what became of its requests, so that the client can follow them."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from core.jobs.services import outbox
from sepa.requests.platform import Step, current_platform

_UIDS_PER_MESSAGE = 500


def tell_platform(
    uids: Iterable[UUID], *, state: str, at: datetime, debit_date: date | None = None
) -> None:
    """Tell, with the caller's transaction, that these requests reached ``state``.

    It goes by the outbox, to this database as to another installation: whoever works on the books
    waits for nothing that the platform holds, and one path serves both.
    """
    waiting = list(uids)
    facts = {
        "state": state,
        "at": at.isoformat(),
        "debit_date": debit_date.isoformat() if debit_date else None,
    }
    parts = (
        waiting[start : start + _UIDS_PER_MESSAGE]
        for start in range(0, len(waiting), _UIDS_PER_MESSAGE)
    )
    outbox.enqueue_all(
        "sepa.tell",
        {
            f"sepa.tell:{state}:{part[0]}:{at.isoformat()}": {"uids": list(map(str, part)), **facts}
            for part in parts
        },
    )


def deliver_steps(payload: dict[str, Any]) -> None:
    """Tell the platform. Raises PlatformError: the outbox tries again later."""
    day = payload["debit_date"]
    current_platform().tell(
        [
            Step(
                [UUID(uid) for uid in payload["uids"]],
                payload["state"],
                datetime.fromisoformat(payload["at"]),
                date.fromisoformat(day) if day else None,
            )
        ]
    )
